"""One thing that is looked at before a film."""

from models.base import Frozen


class Check(Frozen):
    """One thing: whether it is as it should be, what was found, and what to do (empty: nothing)."""

    name: str
    ok: bool
    found: str
    mend: str = ""
