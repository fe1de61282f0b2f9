"""The way in: who somebody is by what they bring, or why they may not come in."""

from dataclasses import dataclass

from studio.web.access.callers import Caller


@dataclass
class WayIn:
    """How callers are known; `here` is who everybody is where nobody has to log in, else None."""

    here: Caller | None
