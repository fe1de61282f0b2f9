"""What can be done with a board, as its film tells it."""

import pytest

from models.film.decisions import Decision, DecisionKind, DecisionRecord
from models.film.reels import ReelStanding
from models.film.view import FilmView
from studio.service.film.gate import undoable
from tests.kit.views import film


def told(*kinds: DecisionKind, refused: tuple[DecisionKind, ...] = (), lost: int = 0) -> FilmView:
    """A film that was told so, of which it does not tell that it was told `lost` others before."""
    taken = [DecisionRecord(decision=Decision(kind=kind), accepted=True) for kind in kinds]
    not_taken = [DecisionRecord(decision=Decision(kind=kind), accepted=False) for kind in refused]
    count = len(taken) + len(not_taken) + lost
    return film(decisions=(*not_taken, *taken), told=count, refused=len(not_taken))


@pytest.mark.parametrize(
    "view",
    [
        told(),
        told("pause", "resume", "budget"),
        told("revise", "move", "undo", "undo"),
        told("insert", "approve"),
        told(refused=("revise", "undo")),
        told("approve", lost=7),
    ],
)
def test_nothing_can_be_undone_where_nothing_was_changed_or_all_of_it_is_undone(view: FilmView) -> None:
    assert not undoable(view)


@pytest.mark.parametrize(
    "view", [told("redraw"), told("revise", "move", "undo"), told("approve", "revise"), told(lost=1)]
)
def test_a_change_can_be_undone_and_so_may_one_that_the_film_does_not_tell_any_more(view: FilmView) -> None:
    assert undoable(view)


@pytest.mark.parametrize(("board", "changed"), [(1, False), (2, True)])
def test_of_a_film_of_several_reels_a_board_that_waits_tells_whether_it_was_changed(
    board: int, *, changed: bool
) -> None:
    about = {"number": 1, "first_number": 1, "last_number": 60, "count": 60}
    view = film(reels=(ReelStanding.model_validate({**about, "board": board, "waits": True}),))
    assert undoable(view) is changed
