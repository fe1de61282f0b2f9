"""The reels of a long film as a table: where each stands, and for what it waits."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from models.film.reels import ReelStanding
from models.film.view import FilmView
from studio.cli.printing.console import dollars, shortened, stage_style, table

_DRAWN = ("drawn", "rendering", "unknown", "done")
"""How shots stand that have a picture."""

Counts = Mapping[int, Mapping[str, int]]
"""How many shots of each reel have which status."""


def reels_table(
    view: FilmView, reels: Sequence[ReelStanding] | None = None, counts: Counts | None = None
) -> Table:
    """A line a reel, of all or of some; without `counts` the shots that the film has here are counted."""
    rows: Iterable[Sequence[str | Text]] = (
        [
            str(reel.number),
            shots_named(reel),
            Text(stage_named(reel), style="yellow" if reel.waits else stage_style(reel.stage)),
            made(reel, _counted(view, reel) if counts is None else counts.get(reel.number, {})),
            _board(reel),
            dollars(reel.spent),
            waits_for(reel),
        ]
        for reel in (view.reels if reels is None else reels)
    )
    return table(("reel", "shots", "state", "made", "board", "spent", "waits for"), rows, wraps=(6,))


def shots_named(reel: ReelStanding) -> str:
    """`60-120`, by the numbers of its shots."""
    return f"{reel.first_number}-{reel.last_number}" if reel.count > 1 else str(reel.first_number)


def stage_named(reel: ReelStanding) -> str:
    """Where a reel is, in a word or two."""
    if reel.waits:
        return "waits"
    return "waits its turn" if reel.ready else reel.stage


def made(reel: ReelStanding, counts: Mapping[str, int]) -> str:
    """How much of it is there: pictures until its board is approved, then shots."""
    if reel.ended and reel.stage != "finished" and not counts:
        return ""
    if reel.stage == "finished":
        there, what = reel.count - reel.missing, "done"
    elif reel.stage == "planned" or not counts:
        return ""
    elif reel.stage in ("keyframes", "approval"):
        there, what = sum(counts.get(status, 0) for status in _DRAWN), "drawn"
    else:
        there, what = counts.get("done", 0), "done"
    missing = f", {reel.missing} missing" if reel.missing else ""
    return f"{there} of {reel.count} {what}{missing}"


def _counted(view: FilmView, reel: ReelStanding) -> Mapping[str, int]:
    return {} if reel.stage == "finished" else Counter(shot.status for shot in view.shots_of(reel))


def waits_for(reel: ReelStanding) -> str:
    """For what it waits, in short."""
    if reel.waits:
        return f"a decision about board {reel.board}"
    return "" if reel.ended else shortened(reel.waiting, 200)


def _board(reel: ReelStanding) -> str:
    if not reel.board:
        return ""
    return f"{reel.board}, approved" if reel.board == reel.approved_board else str(reel.board)
