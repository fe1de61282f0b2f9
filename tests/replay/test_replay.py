"""Committed histories still replay, so films that are running survive a deploy."""

import base64
import inspect
import json
from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from activities import contracts
from models.brief import Brief
from tests.kit.studio import StudioKit
from tests.replay.fingerprint import fingerprint
from tests.replay.record import FINGERPRINTED, FINGERPRINTS, HISTORIES, file_of, history_of
from workers.composition import WORKFLOWS

REQUESTS = {
    method.__temporal_activity_definition.name: next(
        iter(inspect.get_annotations(method, eval_str=True).values())
    )
    for _, protocol in inspect.getmembers(contracts, inspect.isclass)
    for _, method in inspect.getmembers(protocol, inspect.isfunction)
    if hasattr(method, "__temporal_activity_definition")
}
"""What each activity of the seam is asked with, by its name."""

RECORDED = sorted(HISTORIES.glob("*.json"))


def replayer() -> Replayer:
    return Replayer(workflows=list(WORKFLOWS), data_converter=pydantic_data_converter)


def recorded(path: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(path.stem.replace("~", "/"), path.read_text())


def test_there_is_a_history_of_every_course_a_film_can_take() -> None:
    courses = {"film", "film~story", "film~shot_001~take-1", "film-missing", "film-revised", "film-rejected"}
    assert {path.stem for path in RECORDED} >= courses


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
async def test_a_recorded_history_replays(path: Path) -> None:
    await replayer().replay_workflow(recorded(path))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("film", "boards.keyframe", "boards.other"),
        ("film~story", "story.scenes", "story.visuals"),
        ("film~shot_001~take-1", "shots.clip", "sound.voice"),
    ],
)
async def test_a_history_of_other_commands_does_not_replay(name: str, before: str, after: str) -> None:
    text = (HISTORIES / f"{name}.json").read_text()
    history = json.loads(text)
    changed = 0
    for event in history["events"]:
        kind = event.get("activityTaskScheduledEventAttributes", {}).get("activityType", {})
        if kind.get("name") == before:
            kind["name"] = after
            changed += 1
    assert changed
    with pytest.raises(NondeterminismError):
        await replayer().replay_workflow(WorkflowHistory.from_json(name.replace("~", "/"), history))


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_what_a_recorded_film_asked_of_its_workers_is_understood(path: Path) -> None:
    for event in json.loads(path.read_text())["events"]:
        asked = event.get("activityTaskScheduledEventAttributes")
        if asked:
            request = REQUESTS[asked["activityType"]["name"]]
            for payload in asked["input"]["payloads"]:
                request.model_validate_json(base64.b64decode(payload["data"]))


async def test_the_commands_of_each_workflow_are_the_recorded_ones(studio: StudioKit, film: str) -> None:
    await studio.make(Brief(prompt="Mara finds a door in the sea.", seconds=6), film)
    for recorded_id in FINGERPRINTED:
        history = await history_of(studio, recorded_id.replace("film", film, 1))
        name = file_of(recorded_id)
        assert fingerprint(history) == (FINGERPRINTS / f"{name}.txt").read_text(), (
            f"{name}: the workflow now does other things, or does them within other bounds. Before 0.1.0 is released, "
            "and if that is on purpose, record anew: python -m tests.replay.record. After it, put the change behind "
            "workflow.patched(): CONTRIBUTING.md says how."
        )
