"""Whatever can be decided reaches a film."""

from typing import get_args

import pytest
from temporalio.workflow import _Definition

from models.film.decisions import GATE_KINDS, MONEY_KINDS, DecisionKind
from studio.client import SIGNALS
from workflows.film import FilmWorkflow


@pytest.mark.parametrize("kind", get_args(DecisionKind))
def test_a_decision_is_sent_as_a_signal_that_a_film_has(kind: DecisionKind) -> None:
    film = _Definition.must_from_class(FilmWorkflow)
    assert kind in GATE_KINDS or SIGNALS.get(kind, kind) in film.signals


def test_each_decision_has_one_road() -> None:
    assert not set(GATE_KINDS) & set(MONEY_KINDS)
