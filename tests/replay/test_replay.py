"""Committed histories still replay, so films that are running survive a deploy."""

import hashlib
import inspect
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from google.protobuf.json_format import ParseDict
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import WorkflowRunner
from temporalio.workflow import NondeterminismError

from activities import contracts
from infra.payloads.converter import data_converter
from infra.settings import Settings
from infra.storage import LocalStore, open_store
from models.brief import Brief
from tests.kit.replayer import PatientReplayer
from tests.kit.strict_sandbox import StrictRunner, spoiled
from tests.kit.studio import StudioKit
from tests.replay.fingerprint import fingerprint
from tests.replay.kept import (
    file_of,
    frozen,
    history_in,
    id_of,
    kept,
    payloads_in,
    referred,
    restore,
    text_of,
)
from tests.replay.record import CONTINUED, FINGERPRINTED, FINGERPRINTS, LONG_FILM, history_of
from workers.composition import WORKFLOWS
from workers.interceptors.film_details import Details
from workers.interceptors.keyless import KeyWait
from workers.query_guard import GuardedRunner

REQUESTS = {
    method.__temporal_activity_definition.name: next(
        iter(inspect.get_annotations(method, eval_str=True).values())
    )
    for _, protocol in inspect.getmembers(contracts, inspect.isclass)
    for _, method in inspect.getmembers(protocol, inspect.isfunction)
    if hasattr(method, "__temporal_activity_definition")
}
"""What each activity of the seam is asked with, by its name."""

RECORDED = {id_of(path): path for path in kept()}
UNFINISHED = ("film-at-gate", "film-in-shots", "film-in-shots/shot_001/take-1")
"""Recorded while the film stood at its gate, and while one of its shots was made."""


def test_what_a_release_recorded_is_as_it_was() -> None:
    now = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in kept()}
    assert frozen().items() <= now.items(), "films of that release may run: record other courses beside them"


@pytest.fixture(scope="module")
def converter(tmp_path_factory: pytest.TempPathFactory) -> DataConverter:
    """The project's own, over a store that has what the histories refer to."""
    store = open_store(Settings(home=tmp_path_factory.mktemp("kept")))
    restore(store)
    return data_converter(store)


@pytest.fixture(scope="module")
def strict() -> StrictRunner:
    return StrictRunner()


async def replay(history: WorkflowHistory, converter: DataConverter, runner: WorkflowRunner) -> None:
    """Bring a workflow back from its history, as a worker does."""
    with ThreadPoolExecutor(1) as threads:
        await PatientReplayer(
            workflows=list(WORKFLOWS),
            data_converter=converter,
            workflow_runner=runner,
            interceptors=[Details(), KeyWait()],
            workflow_task_executor=threads,
        ).replay_workflow(history)


LONG_REEL = f"{LONG_FILM}/reel-2"
"""The larger of its reels."""


def test_there_is_a_history_of_every_course_a_film_can_take() -> None:
    courses = {"film", "film/story", "film/shot_001/take-1", "film-missing", "film-revised", "film-rejected"}
    courses |= {"film-edited"}
    assert set(RECORDED) >= courses | set(UNFINISHED) | {LONG_FILM, LONG_REEL, *CONTINUED}


@pytest.mark.parametrize("workflow_id", UNFINISHED)
def test_there_are_histories_of_films_that_are_on_their_way(workflow_id: str) -> None:
    last = history_in(RECORDED[workflow_id]).events[-1]
    assert not last.HasField("workflow_execution_completed_event_attributes")


def test_there_is_a_long_history_whose_large_payloads_travel_by_reference(tmp_path: Path) -> None:
    text = text_of(RECORDED[LONG_REEL])
    assert len(json.loads(text)["events"]) > 500
    found = list(referred(text))
    assert found
    store = LocalStore(tmp_path)
    restore(store)
    assert all(store.path_of(blob).is_file() for blob in found)


@pytest.mark.parametrize("workflow_id", RECORDED)
async def test_a_recorded_history_replays(workflow_id: str, converter: DataConverter) -> None:
    await replay(history_in(RECORDED[workflow_id]), converter, GuardedRunner())


@pytest.mark.parametrize("workflow_id", RECORDED)
async def test_what_a_workflow_is_helped_by_looks_at_no_clock_and_draws_no_lots(
    workflow_id: str, converter: DataConverter, strict: StrictRunner
) -> None:
    await replay(history_in(RECORDED[workflow_id]), converter, strict)


@pytest.mark.parametrize(
    ("module", "function", "does", "what"),
    [
        ("models.names", "run_mark", "import time; time.time()", "time.time"),
        ("models.shots.view", "drawn", "from datetime import datetime; datetime.now()", "datetime.now"),
        ("models.film.decision_log", "having", "import random; random.random()", "random.random"),
        ("workflows.gates.gate", "begin_board", "import uuid; uuid.uuid4()", "uuid.uuid4"),
        ("workflows.film_views", "film_summary", "import os; os.environ['HOME']", "os.environ"),
        ("models.orders.film_orders", "seen", "open('/etc/hostname')", "open"),
    ],
)
async def test_a_helper_that_reads_a_clock_or_a_file_or_draws_lots_is_found(
    module: str, function: str, does: str, what: str, converter: DataConverter
) -> None:
    with (
        spoiled(module, function, does),
        pytest.raises(RuntimeError, match=rf"Cannot access \S*{what}.* from inside a workflow"),
    ):
        await replay(history_in(RECORDED["film-revised"]), converter, StrictRunner())


@pytest.mark.parametrize(
    ("workflow_id", "before", "after"),
    [
        ("film", "boards.keyframe", "boards.other"),
        ("film/story", "story.scenes", "story.visuals"),
        ("film/shot_001/take-1", "shots.clip", "sound.voice"),
        ("film-at-gate", "boards.sheet", "boards.bible"),
        ("film-in-shots/shot_001/take-1", "sound.voice", "shots.clip"),
        (LONG_REEL, "boards.sheet", "boards.bible"),
    ],
)
async def test_a_history_of_other_commands_does_not_replay(
    workflow_id: str, before: str, after: str, converter: DataConverter
) -> None:
    history = json.loads(text_of(RECORDED[workflow_id]))
    changed = 0
    for event in history["events"]:
        kind = event.get("activityTaskScheduledEventAttributes", {}).get("activityType", {})
        if kind.get("name") == before:
            kind["name"] = after
            changed += 1
    assert changed
    with pytest.raises(NondeterminismError):
        await replay(WorkflowHistory.from_json(workflow_id, history), converter, GuardedRunner())


@pytest.mark.parametrize("workflow_id", RECORDED)
async def test_what_a_recorded_film_asked_of_its_workers_is_understood(
    workflow_id: str, converter: DataConverter
) -> None:
    for event in json.loads(text_of(RECORDED[workflow_id]))["events"]:
        asked = event.get("activityTaskScheduledEventAttributes")
        if asked:
            request = REQUESTS[asked["activityType"]["name"]]
            payloads = [ParseDict(payload, Payload()) for payload in payloads_in(asked["input"])]
            assert payloads
            await converter.decode(payloads, [request] * len(payloads))


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
