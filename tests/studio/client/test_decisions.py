"""Whatever can be decided reaches a film."""

from typing import get_args

import pytest
from temporalio.workflow import _Definition

from models.film.decisions import GATE_KINDS, MONEY_KINDS, DecisionKind
from models.shots.named_parts import check_shot
from studio.client.decisions import SIGNALS
from tests.kit.views import film
from workflows.film import FilmWorkflow


@pytest.mark.parametrize("kind", get_args(DecisionKind))
def test_a_decision_is_sent_as_a_signal_that_a_film_has(kind: DecisionKind) -> None:
    film = _Definition.must_from_class(FilmWorkflow)
    assert kind in GATE_KINDS or SIGNALS.get(kind, kind) in film.signals


def test_each_decision_has_one_road() -> None:
    assert not set(GATE_KINDS) & set(MONEY_KINDS)


def test_an_unknown_shot_is_told_with_those_there_are() -> None:
    check_shot(film(), "2")
    with pytest.raises(Exception, match="no shot '9' in the-door: it has 3 shots, shot_001 to shot_003"):
        check_shot(film(), "9")
