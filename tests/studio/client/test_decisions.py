"""Whatever can be decided reaches a film."""

from typing import get_args

import pytest
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus
from temporalio.workflow import _Definition

from models.errors import WrongMoment
from models.film.decisions import GATE_KINDS, MONEY_KINDS, Decision, DecisionKind
from models.shots.named_parts import check_shot
from studio.client import decisions
from studio.client.decisions import SIGNALS
from studio.client.executions import execution_of
from tests.kit import views
from tests.kit.studio import StudioKit, short_shots
from workflows.film import FilmWorkflow


@pytest.mark.parametrize("kind", get_args(DecisionKind))
def test_a_decision_is_sent_as_a_signal_that_a_film_has(kind: DecisionKind) -> None:
    film = _Definition.must_from_class(FilmWorkflow)
    assert kind in GATE_KINDS or SIGNALS.get(kind, kind) in film.signals


def test_each_decision_has_one_road() -> None:
    assert not set(GATE_KINDS) & set(MONEY_KINDS)


def test_an_unknown_shot_is_told_with_those_there_are() -> None:
    check_shot(views.film(), "2")
    with pytest.raises(Exception, match="no shot '9' in the-door: it has 3 shots, shot_001 to shot_003"):
        check_shot(views.film(), "9")


@pytest.mark.parametrize("kind", ["approve", "pause"])
async def test_a_film_that_ends_while_it_is_told_something_has_ended_and_is_not_an_unknown_one(
    kind: DecisionKind, studio: StudioKit, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await studio.at_gate(short_shots("a quay"), film)

    async def ends_then(client: Client, film_id: str) -> WorkflowExecutionDescription | None:
        known = await execution_of(client, film_id)
        if known and known.status == WorkflowExecutionStatus.RUNNING:
            await client.get_workflow_handle(film_id).terminate("somebody else was first")
        return known

    monkeypatch.setattr(decisions, "execution_of", ends_then)
    with pytest.raises(WrongMoment, match=f"^The film '{film}' has ended: nothing can be decided any more"):
        await studio.decide(film, Decision(kind=kind))
