"""Who makes an asset, and for whom: what the library is told beside the recipe and the file."""

from typing import NamedTuple

from models.orders.assets import About, Use

_NOTHING = About()


class Work(NamedTuple):
    """A piece of work that wants an asset.

    `use` is what the asset is for; `who` names the work, the same for all its attempts (see `Leases.once`).
    With `fresh`, the run that wants everything made anew, only what that run stored counts as found. `attempt`
    counts from 1; `label` is the queue that it runs on, `about` what the asset shows.
    """

    use: Use | None = None
    who: str = ""
    fresh: str = ""
    attempt: int = 1
    label: str = ""
    about: About = _NOTHING
