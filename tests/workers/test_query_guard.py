"""A workflow that is asked while no worker is there, and goes on meanwhile, is not told of more than it may know."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.bridge.proto.workflow_activation import FireTimer, WorkflowActivation, WorkflowActivationJob
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import Client
from temporalio.worker import Replayer, Worker, WorkflowInstance

from tests.kit.timer_workflow import TimerWorkflow, after_the_timer
from workers.query_guard import AHEAD, Guard, GuardedRunner


async def asked_while_nobody_was_there(client: Client, workflow_id: str) -> bool:
    """A course of a workflow, which replays; whether the first question was refused, for it can come too late."""

    def worker() -> Worker:
        return Worker(
            client,
            task_queue=workflow_id,
            workflows=[TimerWorkflow],
            activities=[after_the_timer],
            workflow_runner=GuardedRunner(),
        )

    async def history_has(event: str) -> None:
        while event not in str((await handle.fetch_history()).events):
            await asyncio.sleep(0.05)

    async with worker():
        handle = await client.start_workflow(TimerWorkflow.run, id=workflow_id, task_queue=workflow_id)
        await history_has("timer_started")
    asking = asyncio.create_task(handle.query(TimerWorkflow.asked, rpc_timeout=timedelta(seconds=30)))
    await history_has("timer_fired")
    async with worker():
        refused = AHEAD in str((await asyncio.gather(asking, return_exceptions=True))[0])
        assert await handle.query(TimerWorkflow.asked) == "here"
        await handle.result()
    await Replayer(workflows=[TimerWorkflow]).replay_workflow(await handle.fetch_history())
    return refused


async def test_a_workflow_that_was_asked_while_no_worker_was_there_is_asked_again_and_replays(
    address: str, film: str
) -> None:
    client, refused = await Client.connect(address), False
    for number in range(5):
        refused = refused or await asked_while_nobody_was_there(client, f"{film}-{number}")
    assert refused, "the SDK no longer applies what no task was begun for: the guard can go"


class Plain(WorkflowInstance):
    """Applies everything."""

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        done = WorkflowActivationCompletion(run_id=act.run_id)
        done.successful.SetInParent()
        return done

    get_serialization_context = get_external_store_context = get_info = lambda *_: None  # type: ignore[assignment]


def activation(length: int, at_s: int, *, replaying: bool = False) -> WorkflowActivation:
    act = WorkflowActivation(
        history_length=length,
        is_replaying=replaying,
        jobs=[WorkflowActivationJob(fire_timer=FireTimer(seq=1))],
    )
    act.timestamp.seconds = at_s
    return act


@pytest.mark.parametrize(
    ("length", "at_s", "replaying", "refused"),
    [
        (8, 1, False, True),
        (8, 2, False, False),
        (3, 1, False, False),
        (8, 1, True, False),
    ],
    ids=["no task was begun for it", "the next task", "within one task", "a replay"],
)
def test_only_what_no_task_was_begun_for_is_refused(
    length: int, at_s: int, replaying: bool, refused: bool
) -> None:
    guard = Guard(Plain())
    assert guard.activate(activation(3, 1)).HasField("successful")
    assert guard.activate(activation(length, at_s, replaying=replaying)).HasField("failed") == refused
