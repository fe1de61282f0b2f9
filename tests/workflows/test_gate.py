"""The gate's rules, without a server."""

from datetime import timedelta
from typing import Literal

import pytest

from models.film.approval_policy import ApprovalPolicy
from models.film.decisions import Decision
from models.shots.shot_list import Shot
from workflows.gates.gate import Gate

SHOTS = tuple(
    Shot(shot_id=f"shot_{number:03d}", shot_number=number, enhanced_prompt="x") for number in (1, 2, 3)
)


def open_gate() -> Gate:
    gate = Gate()
    gate.begin_board()
    gate.show_board()
    return gate


def approve(board: int | None = None) -> Decision:
    return Decision(kind="approve", board=board)


def test_nothing_can_be_decided_before_there_is_a_board() -> None:
    assert "no board yet" in Gate().objection(approve(), SHOTS)


def test_an_approval_of_the_board_that_was_seen_opens_the_gate() -> None:
    gate = open_gate()
    assert gate.objection(approve(1), SHOTS) == ""
    gate.approve()
    assert gate.passed


def test_an_approval_of_another_board_is_objected_to() -> None:
    gate = open_gate()
    assert "look at board 1" in gate.objection(approve(2), SHOTS)


def test_an_approval_while_a_picture_is_redrawn_is_objected_to() -> None:
    gate = open_gate()
    gate.begin_redraw("shot_002")
    assert "shot_002 is being redrawn" in gate.objection(approve(), SHOTS).lower()


def test_a_redraw_after_the_approval_shuts_the_gate_until_the_new_board_is_approved() -> None:
    gate = open_gate()
    gate.approve()
    gate.begin_redraw("shot_002")
    assert not gate.passed
    gate.end_redraw("shot_002")
    assert not gate.passed
    assert gate.needs_board()
    assert gate.begin_board() == 2
    assert not gate.passed
    gate.show_board()
    assert not gate.passed
    gate.approve()
    assert gate.passed


def test_a_picture_that_changes_while_a_board_is_laid_out_needs_another_board() -> None:
    gate = open_gate()
    gate.begin_redraw("shot_001")
    gate.end_redraw("shot_001")
    gate.begin_board()
    gate.begin_redraw("shot_002")
    gate.end_redraw("shot_002")
    gate.show_board()
    assert not gate.settled
    assert gate.needs_board()


def test_a_revision_of_a_shot_that_does_not_exist_is_objected_to() -> None:
    assert "no shot '9'" in open_gate().objection(Decision(kind="revise", shot="9", prompt="x"), SHOTS)


def test_nothing_can_be_decided_once_the_film_is_being_cut() -> None:
    gate = open_gate()
    gate.approve()
    gate.close("the film is being cut")
    assert "being cut" in gate.objection(Decision(kind="revise", shot="1", prompt="x"), SHOTS)


def test_a_gate_that_passes_by_itself_does_so_once_a_board_can_be_looked_at() -> None:
    gate = Gate("auto")
    assert gate.automatic is None
    gate.begin_board()
    gate.show_board()
    assert gate.automatic == Decision(kind="approve", by="auto", board=1)
    gate.block("shot_002", blocked=True)
    assert gate.automatic is None, "a blocked shot waits for a person"
    assert open_gate().automatic is None


@pytest.mark.parametrize(
    ("then", "blocked", "hours"),
    [("wait", False, None), ("approve", False, 2), ("approve", True, None), ("cancel", True, 2)],
)
def test_a_board_has_patience_unless_something_is_to_happen_without_a_person(
    then: Literal["wait", "approve", "cancel"], blocked: bool, hours: int | None
) -> None:
    gate = Gate("wait", ApprovalPolicy(timeout_hours=2, on_timeout=then))
    gate.block("shot_002", blocked=blocked)
    assert gate.patience == (timedelta(hours=hours) if hours else None)


def test_a_board_on_which_nobody_decided_is_approved_or_ends_the_film() -> None:
    approving = Gate("wait", ApprovalPolicy(timeout_hours=0.5, on_timeout="approve"))
    approving.begin_board()
    approving.show_board()
    assert approving.lapsed == Decision(kind="approve", by="timeout", board=1)
    cancelling = Gate("wait", ApprovalPolicy(timeout_hours=0.5, on_timeout="cancel"))
    assert cancelling.lapsed.kind == "reject"
    assert cancelling.lapsed.note == "Nobody decided on board 0 in 0.5 hours."


def reject(board: int | None = None) -> Decision:
    return Decision(kind="reject", board=board)


@pytest.mark.parametrize("moment", ["being made", "open again", "being cut"])
def test_what_was_approved_is_cancelled_and_not_rejected(moment: str) -> None:
    gate = open_gate()
    assert gate.rejectable
    gate.approve()
    if moment == "open again":
        gate.begin_redraw("shot_002")
        gate.end_redraw("shot_002")
        gate.begin_board()
        gate.show_board()
        assert gate.waits
    if moment == "being cut":
        gate.close("the film is being cut")
    assert not gate.rejectable
    assert "`longtake cancel ID` ends the film" in gate.objection(reject(gate.board), SHOTS)


def test_a_retake_is_rejected_until_its_own_board_is_approved() -> None:
    gate = Gate()
    gate.restore(board=2, approved=2)
    gate.begin_redraw("shot_002")
    assert gate.objection(reject(), SHOTS) == ""
    gate.end_redraw("shot_002")
    gate.begin_board()
    gate.show_board()
    assert gate.objection(reject(3), SHOTS) == ""
    gate.approve()
    assert "`longtake cancel ID` stops the retake, and the film stays as it was" in gate.objection(
        reject(), SHOTS
    )


def test_blocked_shots_beyond_999_are_named_in_order() -> None:
    gate = open_gate()
    for name in ("shot_1000", "shot_999", "shot_002"):
        gate.block(name, blocked=True)
    assert gate.blocked == ("shot_002", "shot_999", "shot_1000")
