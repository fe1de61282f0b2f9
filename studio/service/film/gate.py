"""The gate of a film: whether there is a board to decide on, and what keeps it from being approved."""

from models.film.decisions import EDIT_KINDS
from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.shots.edits import EDITS
from models.shots.view import ShotView

_WEIGHS: dict[str, int] = {"revise": 1, "redraw": 1, **dict.fromkeys(EDITS, 1), "undo": -1}
"""By how many the changes of a board that can be undone are more after a decision."""


def at_gate(view: FilmView) -> bool:
    """Whether a board is there to be decided on."""
    if view.reels:
        return bool(waiting_reels(view))
    return view.stage == "approval" and not _changing(view)


def _changing(view: FilmView) -> bool:
    """Whether its board is being made anew; a film's books are a moment behind what it was told."""
    told = [record.decision for record in view.decisions if record.accepted]
    return any(shot.status == "drawing" for shot in view.shots) or any(
        one.kind in ("revise", *EDIT_KINDS) and one.board == view.board for one in told
    )


def waiting_reels(view: FilmView) -> tuple[ReelStanding, ...]:
    """The reels whose boards wait to be decided on, of a film of several."""
    return () if view.ended else tuple(reel for reel in view.reels if reel.waits)


def boards_at_gate(view: FilmView) -> frozenset[tuple[int, int]]:
    """The boards that wait to be decided on: the reel's number, 0 of a film of one, and the board's."""
    if view.reels:
        return frozenset((reel.number, reel.board) for reel in waiting_reels(view))
    return frozenset([(0, view.board)]) if at_gate(view) else frozenset()


def undoable(view: FilmView) -> bool:
    """Whether something was changed on its board that is not undone; so too where the film does not tell that any more."""
    if view.reels:
        return any(reel.board > 1 for reel in waiting_reels(view))
    taken = [record.decision.kind for record in view.decisions if record.accepted]
    if "approve" in taken:  # what was done before is undone no more
        taken = taken[len(taken) - taken[::-1].index("approve") :]
    elif len(taken) < view.told - view.refused:
        return True
    return sum(_WEIGHS.get(kind, 0) for kind in taken) > 0


def blocked_shots(view: FilmView) -> tuple[ShotView, ...]:
    """The shots that may not be drawn as they are; until they are revised, no board of theirs is approved."""
    return tuple(shot for shot in view.shots if shot.blocked)
