"""What waits at vendors, as people read it."""

from collections.abc import Iterable
from datetime import UTC, datetime

from studio.cli.printing.console import duration
from studio.client import Attempt

MOST_LINES = 20
"""Jobs that are told of one by one."""

_TEENS = range(11, 14)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def vendor_lines(attempts: Iterable[Attempt], most: int = MOST_LINES) -> list[str]:
    """A line for each job at a vendor, and one for those beyond the most: `shot_004 clip: fal, in its queue, 3rd, …`."""
    lines = [vendor_line(attempt) for attempt in attempts if attempt.at_vendor]
    left_out = [f"and {len(lines) - most} more jobs at vendors"] if len(lines) > most else []
    return lines[:most] + left_out


def vendor_line(attempt: Attempt) -> str:
    """One job: of which shot, where it stands, which attempt, since when and how long that is."""
    at = attempt.at_vendor
    assert at is not None, "only jobs have such a line"
    since, waited = at.since.astimezone(), max(0.0, (datetime.now(UTC) - at.since).total_seconds())
    place = f", {ordinal(at.position)}" if at.position else ""
    tried = f", attempt {attempt.attempt}, since {since:%H:%M} ({duration(waited)})"
    return f"{_named(attempt)}{place}{_until(attempt)}{tried}"


def trouble_line(attempt: Attempt) -> str:
    """Why a vendor is not asked, and until when; empty where it is."""
    at = attempt.at_vendor
    return f"{_named(attempt)}{_until(attempt)}." if at and at.until else ""


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    return f"{number}{'th' if number % 100 in _TEENS else _ENDINGS.get(number % 10, 'th')}"


def _named(attempt: Attempt) -> str:
    at = attempt.at_vendor
    return f"{f'{at.shot_id} {at.what}'.strip()}: {at.vendor}, {at.doing}" if at else ""


def _until(attempt: Attempt) -> str:
    at = attempt.at_vendor
    return f", asked again at {at.until.astimezone():%H:%M:%S}" if at and at.until else ""
