"""What workers are composed of."""

import time
from pathlib import Path

from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from tests.kit.providers import watched_registry
from workers.composition import LONGEST_TASK_S, be_patient, build_workers, build_workshop

QUEUE = "slow-steps"


@workflow.defn(sandboxed=False)
class SlowWorkflow:
    """A workflow with one step that takes as long as the step of a long film on a busy machine."""

    @workflow.run
    async def run(self) -> int:
        """Take three seconds."""
        time.sleep(3)
        return workflow.info().attempt


async def steps_failed(client: Client, workflow_id: str) -> int:
    history = await client.get_workflow_handle(workflow_id).fetch_history()
    return sum(event.HasField("workflow_task_failed_event_attributes") for event in history.events)


async def test_a_step_of_a_few_seconds_is_waited_for_and_not_taken_for_a_deadlock(
    address: str, film: str, tmp_path: Path
) -> None:
    client = await connect(open_store(Settings(home=tmp_path)), local_config(address))
    worker = Worker(
        client, task_queue=QUEUE, workflows=[SlowWorkflow], workflow_runner=UnsandboxedWorkflowRunner()
    )
    be_patient(worker)
    async with worker:
        assert await client.execute_workflow(SlowWorkflow.run, id=film, task_queue=QUEUE) == 1
    assert await steps_failed(client, film) == 0


async def test_a_worker_asks_a_vendor_of_voices_no_more_at_once_than_its_plan_takes(
    address: str, tmp_path: Path
) -> None:
    (tmp_path / "models.toml").write_text("[vendors.elevenlabs]\ncalls_at_once = 5\n")
    for home, most in (("plain", 2), (".", 5)):
        settings = Settings(home=tmp_path / home, io_slots=8)
        settings.home.mkdir(exist_ok=True)
        client = await connect(open_store(settings), local_config(address))
        registry = watched_registry(tmp_path / "journal")
        voices, others = build_workers(
            client, settings, ["elevenlabs", "io"], registry, build_workshop(settings)
        )
        slots = [one.config()["max_concurrent_activities"] for one in (voices, others)]
        assert slots == [most, 8]


async def test_whoever_runs_films_is_patient(address: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    client = await connect(open_store(settings), local_config(address))
    registry = watched_registry(tmp_path / "journal")
    [worker] = build_workers(client, settings, ["film"], registry, build_workshop(settings))
    assert worker._workflow_worker is not None
    assert worker._workflow_worker._deadlock_timeout_seconds == LONGEST_TASK_S
