"""The reels of a long film as a table: where each stands, and for what it waits."""

from collections.abc import Iterable, Sequence

from rich.table import Table
from rich.text import Text

from models.film.reels import ReelStanding
from models.film.view import FilmView
from studio.cli.printing.console import dollars, shortened, stage_style, table


def reels_table(view: FilmView, reels: Sequence[ReelStanding] | None = None) -> Table:
    """A line a reel, of all or of some."""
    rows: Iterable[Sequence[str | Text]] = (
        [
            str(reel.number),
            shots_named(reel),
            Text(stage_named(reel), style="yellow" if reel.waits else stage_style(reel.stage)),
            made(view, reel),
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


def made(view: FilmView, reel: ReelStanding) -> str:
    """How much of it is there: pictures until its board is approved, then shots."""
    shots = view.shots_of(reel)
    if reel.stage == "planned" or not shots:
        return ""
    if reel.stage in ("keyframes", "approval"):
        there, what = sum(bool(shot.keyframe) for shot in shots), "drawn"
    else:
        there, what = sum(shot.status == "done" for shot in shots), "done"
    missing = f", {reel.missing} missing" if reel.missing else ""
    return f"{there} of {reel.count} {what}{missing}"


def waits_for(reel: ReelStanding) -> str:
    """For what it waits, in short."""
    if reel.waits:
        return f"a decision: --reel {reel.number} --board {reel.board}"
    return "" if reel.ended else shortened(reel.waiting, 200)


def _board(reel: ReelStanding) -> str:
    if not reel.board:
        return ""
    return f"{reel.board}, approved" if reel.board == reel.approved_board else str(reel.board)
