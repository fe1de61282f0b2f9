"""Decisions without end, and of any content: what is kept of them is bounded, and reading them fails in one way alone."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from models.errors import BadInput
from models.film.decision_log import LONGEST_SAID, MOST_NOTED, MOST_REFUSED, MOST_TAKEN, DecisionLog
from models.film.decisions import GATE_KINDS, MONEY_KINDS, Decision, read_decision, read_gate_decision
from models.film.start import FilmRequest
from models.inputs import LONGEST_REFUSAL, read_input
from models.orders.shot_orders import ShotOrder
from models.story.order import StoryOrder
from tests.kit.studio import StudioKit, short_shots

MANY = 300
KINDS = (*GATE_KINDS, *MONEY_KINDS, "pause", "resume")

FIELDS = sorted({*FilmRequest.model_fields, *Decision.model_fields, "decision", "prompt", "shots", "seconds"})
anything: some.SearchStrategy[Any] = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.integers(10**4300, 10**4301)
    | some.floats()
    | some.text(max_size=20)
    | some.text(min_size=500, max_size=600)
    | some.binary(max_size=5),
    lambda inner: (
        some.lists(inner, max_size=4)
        | some.dictionaries(some.sampled_from(FIELDS) | some.text(max_size=5), inner, max_size=6)
    ),
    max_leaves=12,
)


async def test_hundreds_of_refused_signals_leave_a_small_report(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    for number in range(MANY):
        note = f"{number} " + "x" * 3900
        await handle.signal("revise_shot", {"shot": number + 2, "note": note, "prompt": "y" * 7000})
    await handle.signal("reject_storyboard", {"by": "ann", "note": "too dark"})
    await handle.result()
    view = await studio.view(film)
    assert (view.told, view.refused) == (MANY + 1, MANY)
    assert view.decisions[-1].decision.note == "too dark"
    assert [record.number for record in view.decisions] == [*range(MANY - MOST_REFUSED + 1, MANY + 2)]
    assert view.notes[0] == "300 decisions were not taken, of which the last are told here."
    assert len(view.notes) == 1 + MOST_NOTED
    assert "There is no shot '301'" in view.notes[-1]
    report = studio.store.read_bytes(view.documents["report.json"])
    assert json.loads(report)["decisions_refused"] == MANY
    assert len(report) < 64 * 1024
    assert len(view.model_dump_json()) < 64 * 1024


def test_of_what_was_taken_more_is_kept_and_all_is_counted() -> None:
    log = DecisionLog()
    for number in range(MOST_TAKEN + 50):
        log = log.having(Decision(kind="pause", note="z" * 4000), "now")
        log = log.having(Decision(kind="revise", shot=str(number)), "now", "r" * 9000)
    assert (log.told, log.refused) == (2 * (MOST_TAKEN + 50), MOST_TAKEN + 50)
    taken = [one for one in log.records if one.accepted]
    refused = [one for one in log.records if not one.accepted]
    assert (len(taken), len(refused)) == (MOST_TAKEN, MOST_REFUSED)
    assert len(taken[-1].decision.note) == len(refused[-1].reason) == LONGEST_SAID
    assert [one.number for one in log.records] == sorted(one.number for one in log.records)
    assert log.records[-1].number == log.told


def test_a_film_that_goes_on_counts_on() -> None:
    earlier = (
        DecisionLog().having(Decision(kind="approve"), "then").having(Decision(kind="revise"), "then", "No.")
    )
    log = DecisionLog().having(Decision(kind="pause"), "now").after(earlier)
    assert [(one.number, one.decision.kind) for one in log.records] == [
        (1, "approve"),
        (2, "revise"),
        (3, "pause"),
    ]
    assert (log.told, log.refused) == (3, 1)


@given(some.sampled_from(KINDS), anything)
def test_a_decision_is_read_or_refused_in_a_short_sentence(kind: Any, payload: Any) -> None:
    for read in (lambda: read_decision(kind, payload), lambda: read_gate_decision(payload)):
        try:
            decision = read()
        except BadInput as error:
            assert len(str(error)) < LONGEST_REFUSAL
        else:
            assert len(decision.shot) <= 64
            assert DecisionLog().having(decision, "now").records[0].model_dump_json()


@given(some.lists(anything, max_size=2), some.sampled_from([FilmRequest, StoryOrder, ShotOrder]))
def test_an_input_is_read_or_refused_in_a_short_sentence(inputs: list[Any], model: Any) -> None:
    for given_inputs in (inputs, [{"brief": one} for one in inputs[:1]]):
        try:
            assert isinstance(read_input(given_inputs, model, "film's request"), model)
        except BadInput as error:
            assert 0 < len(str(error)) <= LONGEST_REFUSAL


@pytest.mark.parametrize(
    "shot",
    ["s" * 65, 10**10, 10**5000, True, [1], {"a": 1}],
    ids=["long", "large", "huge", "true", "list", "object"],
)
def test_a_shot_is_named_by_what_a_shot_may_be_called(shot: object) -> None:
    with pytest.raises(BadInput, match="must be a shot's number or id"):
        read_decision("revise", {"shot": shot, "note": "darker"})
