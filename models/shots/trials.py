"""One shot filmed by several makers, so that somebody can choose: a take each, beside the one in the film."""

from pydantic import Field

from models.base import Frozen
from models.cut.delivery import Fit, Picture
from models.money.dollars import Usd
from models.orders.assets import Blob
from models.shots.shot_list import Shot

MOST_AT_ONCE = 8
"""How many makers one shot is tried with at once."""


class Trial(Frozen):
    """What became of one maker's take: its clip as the film would have it, or the `reason` why there is none.

    `usd` is what it cost, `found` says that it was made before and costs nothing now. It was there after `waited_s` seconds,
    and lasts `seconds`.
    """

    maker: str
    take: int
    clip: Blob | None = None
    seconds: float = 0.0
    usd: Usd
    found: bool = False
    waited_s: float = Field(default=0.0, ge=0)
    reason: str = ""


class TrialSheet(Frozen):
    """The takes of a shot side by side, to be laid out as one picture."""

    film_id: str
    title: str
    shot: Shot
    picture: Picture
    fit: Fit
    trials: tuple[Trial, ...]
