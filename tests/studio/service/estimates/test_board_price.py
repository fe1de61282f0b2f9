"""What a change of a board may cost: the pictures that are drawn for it, and what the rest then costs more."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from infra.settings import Settings
from models.errors import BadInput
from models.film.decisions import DecisionKind, read_decision
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.shots.view import ShotView
from studio.service.estimates.board_price import board_price
from tests.kit.studio import short_shots


class Pricing:
    """Changes of the board of a film of three shots, whose pictures and clips are bought."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.brief = short_shots("a quay", "a boat", "a bell").model_copy(
            update={"casting": {"image": "flux", "video": "hailuo"}}
        )
        self.view = FilmView(
            film_id="a",
            brief_digest=self.brief.digest(),
            shots=tuple(ShotView(shot=one, status="drawn") for one in self.brief.shots),
        )

    def price(self, kind: DecisionKind, **fields: Any) -> Decimal:
        request = FilmRequest(brief=self.brief, options=RunOptions())
        return board_price(self.settings, self.view, request, read_decision(kind, fields))


@pytest.fixture
def board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pricing:
    monkeypatch.setenv("FAL_KEY", "a-key")
    return Pricing(tmp_path)


def test_what_only_changes_places_costs_nothing(board: Pricing) -> None:
    assert board.price("move", shot=3, before=1) == 0
    assert board.price("drop", shot=2) == 0
    assert board.price("undo") == 0
    assert board.price("merge", shot=1, other=2) == 0


def test_a_new_shot_costs_its_picture_and_its_clip_and_one_that_comes_back_no_picture(board: Pricing) -> None:
    picture = board.price("revise", shot=1, note="at night")
    new = board.price("insert", after=1, prompt="a gull")
    assert 0 < picture < new
    gone = board.view.shots[1].model_copy(update={"status": "dropped"})
    board.view = board.view.model_copy(
        update={"shots": (board.view.shots[0], board.view.shots[2]), "dropped": (gone,)}
    )
    assert board.price("insert", shot=gone.shot.shot_id, after=1) < new


def test_what_is_seen_costs_a_picture_and_what_is_not_costs_none(board: Pricing) -> None:
    picture = board.price("revise", shot=1, prompt="a pier")
    assert board.price("revise", shot=1, size="close-up", hour="night") == picture
    assert board.price("revise", shot=1, transition="crossfade") == 0
    assert board.price("revise", shot=1, video_provider="camera-move") == 0, "nothing comes back"
    assert board.price("revise", shot=1, video_provider="veo") > 0
    assert board.price("revise", shot=1, image_provider="animatic") == 0
    assert board.price("merge", shot=1, other=2, prompt="a quay with a boat") == picture


def test_a_shot_whose_clip_is_made_is_paid_for_once_more(board: Pricing) -> None:
    before = board.price("revise", shot=1, note="at night")
    shots = (board.view.shots[0].model_copy(update={"status": "done"}), *board.view.shots[1:])
    board.view = board.view.model_copy(update={"shots": shots})
    assert board.price("revise", shot=1, note="at night") > before
    assert board.price("revise", shot=1, transition="crossfade") > 0


def test_what_cannot_be_done_or_made_by_whom_nobody_knows_is_said(board: Pricing) -> None:
    with pytest.raises(BadInput, match="are no neighbours"):
        board.price("merge", shot=1, other=3)
    with pytest.raises(BadInput, match="There is no video provider 'nobody'"):
        board.price("revise", shot=1, video_provider="nobody")
