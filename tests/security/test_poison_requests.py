"""Whatever a film is started with, it ends as one failed film with a sentence; it never fails its task for ever."""

import asyncio
import gc
import warnings
from datetime import timedelta
from typing import Any

import pytest
from temporalio.client import ActivityFailureError, WorkflowExecutionStatus, WorkflowFailureError
from temporalio.exceptions import ApplicationError

from models.brief import Brief
from models.film.start import FilmRequest, Previous
from models.film.view import STAGE_ATTRIBUTE
from models.shots.takes import Change
from tests.kit.payloads import UNDECODABLE
from tests.kit.studio import StudioKit, short_shots

SHOT = {"enhanced_prompt": "a quay", "duration": 1}
BRIEF = {"prompt": "a door"}

UNUSABLE: dict[str, tuple[list[Any], str]] = {
    "nothing": ([], "there is none"),
    "two-inputs": ([{"brief": BRIEF}, {"brief": BRIEF}], "there are 2"),
    "null": ([None], "must be a JSON object, not nothing"),
    "text": (["a door"], "must be a JSON object, not 'a door'"),
    "list": ([[1, 2]], "must be a JSON object, not [1, 2]"),
    "unknown-field": ([{"brief": BRIEF, "speed": 9}], "request's speed is not a known field"),
    "bad-type": ([{"brief": {**BRIEF, "seconds": []}}], "request's brief.seconds must be"),
    "not-finite": (
        [{"brief": {**BRIEF, "seconds": float("nan")}}],
        "request's brief.seconds must be a number",
    ),
    "too-many-shots": ([{"brief": {"shots": [SHOT] * 3000}}], "has 3,000 shots in it"),
    "too-long": (
        [{"brief": {"shots": [{**SHOT, "duration": 60}] * 181}}],
        "10860 s together: 10800 s is the most",
    ),
    "a-long-prompt": ([{"brief": {"shots": [{"enhanced_prompt": "x" * 8001}]}}], "8,000 is the most"),
    "many-people": ([{"brief": {"shots": [{**SHOT, "characters": ["x"] * 51}]}}], "50 is the most"),
    "a-shell-in-a-trigger": (
        [{"brief": {**BRIEF, "triggers": {"Mara": "$(rm)"}}}],
        "use one word of letters",
    ),
    "a-budget-of-all-money": (
        [{"brief": BRIEF, "options": {"budget": "1e12"}}],
        "must be at most 1000000000",
    ),
    "another-kind-of-previous": (
        [{"brief": BRIEF, "previous": {"view": {"shots": 3}}}],
        "request's previous",
    ),
    "many-unknown-fields": ([{"brief": {**BRIEF, **{f"k{n}": n for n in range(50_000)}}}], "50,000 mistakes"),
    "a-long-field": ([{"brief": {**BRIEF, "x" * 100_000: 1}}], "request's brief.xxx"),
}


async def ended(studio: StudioKit, film: str, given: list[Any], workflow: str = "FilmWorkflow") -> str:
    """The sentence with which a workflow fails that is started so."""
    handle = await studio.client.start_workflow(workflow, args=given, id=film, task_queue="film")
    with pytest.raises(WorkflowFailureError) as failed:
        await asyncio.wait_for(handle.result(), 60)
    assert isinstance(failed.value.cause, ApplicationError)
    assert failed.value.cause.non_retryable
    return failed.value.cause.message


async def says(studio: StudioKit, film: str, given: list[Any], said: str) -> None:
    """See that a film fails with a sentence, and that it can be read of it everywhere."""
    sentence = await ended(studio, film, given)
    assert said in sentence
    assert len(sentence) <= 500
    assert sentence.endswith((".", "…"))
    view = await studio.view(film)
    assert (view.stage, view.reason, view.exit_code) == ("failed", sentence, 1)
    described = await studio.client.get_workflow_handle(film).describe()
    assert described.status == WorkflowExecutionStatus.FAILED
    attributes = {str(pair.key.name): pair.value for pair in described.typed_search_attributes}
    assert attributes[STAGE_ATTRIBUTE] == "failed"
    history = await studio.client.get_workflow_handle(film).fetch_history()
    assert not any(event.HasField("workflow_task_failed_event_attributes") for event in history.events)


async def test_a_request_that_cannot_be_used_fails_its_film_with_a_sentence(
    studio: StudioKit, film: str
) -> None:
    for name, (given, said) in UNUSABLE.items():
        await says(studio, f"{film}-{name}", given, said)


async def test_a_request_that_cannot_be_decoded_fails_its_film_with_a_sentence(
    studio: StudioKit, film: str
) -> None:
    for name, given in UNDECODABLE.items():
        await says(studio, f"{film}-{name}", [given], "The film's request cannot be read: ")


async def test_two_requests_that_cannot_be_decoded_fail_the_film_too(studio: StudioKit, film: str) -> None:
    await says(studio, film, [UNDECODABLE["no-json"]] * 2, "there are 2")


@pytest.mark.parametrize(
    ("workflow", "what"),
    [("StoryWorkflow", "story's order"), ("ShotWorkflow", "shot's order"), ("ReelWorkflow", "reel's order")],
)
async def test_a_part_of_a_film_that_is_started_by_hand_with_nonsense_fails_with_a_sentence(
    studio: StudioKit, film: str, workflow: str, what: str
) -> None:
    inputs: list[list[Any]] = [[], [None], [{"brief": 1}], [UNDECODABLE["no-json"]], [{}, {}]]
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        for number, given in enumerate(inputs):
            assert what.split()[-1] in await ended(studio, f"{film}-{number}", given, workflow)
        gc.collect()
    assert not [one for one in heard if "never awaited" in str(one.message)]


async def test_whatever_a_reel_is_told_that_was_started_with_nonsense_it_fails_with_its_sentence(
    studio: StudioKit, film: str
) -> None:
    signals: dict[str, list[Any]] = {
        "give_back": [],
        "limited": [True],
        "lent": ["3"],
        "your_turn": [],
        "pause": [],
        "passed_on": [{"kind": "recast", "profile": "local"}],
        "recast": [{"profile": "local"}],
        "approve_storyboard": [],
        "set_budget": [{"usd": "1"}],
        "reject_storyboard": [],
    }
    for name, told in signals.items():
        handle = await studio.client.start_workflow(
            "ReelWorkflow",
            args=[{"brief": 1}],
            id=f"{film}-{name}",
            task_queue="film",
            start_signal=name,
            start_signal_args=told,
            rpc_timeout=timedelta(seconds=30),
        )
        with pytest.raises(WorkflowFailureError) as failed:
            await asyncio.wait_for(handle.result(), 60)
        assert "The order's film_id is missing." in str(failed.value.cause)
        history = await handle.fetch_history()
        assert not any(event.HasField("workflow_task_failed_event_attributes") for event in history.events)


async def test_an_earlier_run_that_has_not_what_is_to_be_changed_fails_the_film_with_a_sentence(
    studio: StudioKit, film: str
) -> None:
    brief = short_shots("a quay")
    await studio.make(brief, film, stop_at="story")
    unusable = [
        (Change(shot_id="shot_009", note="darker"), "The earlier run has no shot 'shot_009'"),
        (Change(shot_id="shot_001", use=7), "shot_001 has no take 7 to go back to."),
    ]
    for change, said in unusable:
        last = await studio.view(film)
        assert len(last.shots) == 1, "what came to nothing leaves the film as it was"
        previous = Previous(run_id=last.run_id, changes=(change,))
        await says(studio, film, [FilmRequest(brief=brief, previous=previous)], said)


async def test_a_film_is_never_handed_its_past_and_goes_on_from_no_run_but_its_own_last(
    studio: StudioKit, film: str
) -> None:
    brief = short_shots("a quay")
    other = await studio.make(brief, f"{film}-other", stop_at="story")
    for run_id in ("", "nobody", other.run_id):
        request = FilmRequest(brief=brief, previous=Previous(run_id=run_id))
        await says(studio, f"{film}-{run_id[:6]}", [request], f"has no run {run_id!r} to go on from")
    crafted = {"view": other.model_dump(mode="json"), "changes": []}
    await says(
        studio,
        f"{film}-crafted",
        [{"brief": brief.model_dump(mode="json"), "previous": crafted}],
        "The request's previous.run_id is missing",
    )
    no_shots = Brief(prompt="a quay", casting={"image": "nobody"})
    await studio.start_and_fail(no_shots, f"{film}-empty")
    last = await studio.view(f"{film}-empty")
    request = FilmRequest(brief=no_shots, previous=Previous(run_id=last.run_id))
    await says(studio, f"{film}-empty", [request], "The earlier run has no shots")


async def test_a_signal_that_comes_with_a_request_that_cannot_be_used_is_refused_and_the_film_fails(
    studio: StudioKit, film: str
) -> None:
    for number, signal in enumerate(("recast", "revise_shot", "pause")):
        handle = await studio.client.start_workflow(
            "FilmWorkflow",
            None,
            id=f"{film}-{number}",
            task_queue="film",
            start_signal=signal,
            start_signal_args=[UNDECODABLE["no-json"]],
        )
        with pytest.raises(WorkflowFailureError):
            await asyncio.wait_for(handle.result(), 60)
        view = await studio.view(f"{film}-{number}")
        assert (view.stage, view.refused) == ("failed", 1)


async def test_a_film_can_be_made_under_the_id_of_one_whose_request_could_not_be_used(
    studio: StudioKit, film: str
) -> None:
    sentence = await ended(studio, film, [None])
    assert (await studio.view(film)).reason == sentence
    assert (await studio.make(short_shots("a quay"), film, stop_at="story")).stage == "stopped"


async def test_signals_that_cannot_be_decoded_are_written_down_and_the_film_goes_on(
    studio: StudioKit, film: str
) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    for payload in UNDECODABLE.values():
        await handle.signal("revise_shot", payload)
    for signal in ("approve_storyboard", "set_budget", "recast", "pause"):
        await handle.signal(signal, args=[UNDECODABLE["no-json"], UNDECODABLE["no-text"]])
    view = await studio.until(film, lambda view: view.told == len(UNDECODABLE) + 4)
    assert view.refused == view.told
    assert all("payload cannot be read: " in record.reason for record in view.decisions)
    assert view.stage == "approval"
    assert not view.paused
    await handle.signal("reject_storyboard", {"by": "ann"})
    await handle.result()


async def test_an_update_that_cannot_be_decoded_is_refused(studio: StudioKit, film: str) -> None:
    await studio.at_gate(short_shots("a quay"), film)
    handle = studio.client.get_workflow_handle(film)
    inputs: list[list[Any]] = [
        [UNDECODABLE["no-json"]],
        [UNDECODABLE["refers-to-nothing"]],
        [],
        [None, 1],
        [[]],
    ]
    for given in inputs:
        with pytest.raises(Exception) as refused:
            await handle.execute_update("decide_storyboard", args=given)
        assert "decision" in str(refused.value.__cause__)
    assert (await studio.view(film)).stage == "approval"


async def test_an_activity_that_is_started_by_hand_without_its_one_input_fails_once(
    studio: StudioKit, film: str
) -> None:
    inputs: list[list[Any]] = [[], [None], [{}, {}], [UNDECODABLE["no-json"]] * 2]
    for number, given in enumerate(inputs):
        handle = await studio.client.start_activity(
            "casting.cast",
            args=given,
            id=f"{film}-{number}",
            task_queue="io",
            start_to_close_timeout=timedelta(seconds=20),
        )
        with pytest.raises(ActivityFailureError) as failed:
            await asyncio.wait_for(handle.result(), 60)
        cause = failed.value.cause
        assert isinstance(cause, ApplicationError)
        assert (cause.type, cause.non_retryable) == ("BadInput", True), given
