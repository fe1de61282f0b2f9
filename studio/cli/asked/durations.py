"""How long something may take, as it is typed: 90s, 10m, 2h, 1d."""

import re

from models.errors import BadInput
from models.excerpt import quoted
from studio.cli.flags.flag import Flag

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_MOST_S = 30 * 86_400.0


def seconds_of(typed: str, flag: Flag, *, least: float = 0.0) -> float:
    """The seconds that were typed.

    Raises:
        BadInput: that is no such time, or less than `least` seconds, or more than 30 days.

    """
    found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,3})?)([smhd])", typed.strip())
    seconds = float(found[1]) * _SECONDS[found[2]] if found else -1.0
    if not least <= seconds <= _MOST_S:
        raise BadInput(
            f"{flag} is a time from {least:g}s to 30d, typed as 90s, 10m or 2h, not {quoted(typed, 40)}."
        )
    return seconds
