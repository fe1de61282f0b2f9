"""A workflow that is asked while no worker is there, and goes on meanwhile, is not told of more than it may know."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.bridge.proto.workflow_activation import FireTimer, WorkflowActivation, WorkflowActivationJob
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import Client
from temporalio.worker import Worker, WorkflowInstance

from infra.payloads.converter import data_converter
from infra.payloads.encryption import EncryptionCodec
from infra.payloads.keys import KeyRing
from infra.storage import LocalStore
from tests.kit.replayer import PatientReplayer
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
    await PatientReplayer(workflows=[TimerWorkflow]).replay_workflow(await handle.fetch_history())
    return refused


async def test_a_workflow_that_was_asked_while_no_worker_was_there_is_asked_again_and_replays(
    address: str, film: str
) -> None:
    client, refused = await Client.connect(address), False
    for number in range(5):
        refused = refused or await asked_while_nobody_was_there(client, f"{film}-{number}")
    assert refused, "the SDK no longer applies what no task was begun for: the guard can go"


class Noting(EncryptionCodec):
    """Notes for how long it would wait for a service with each payload that it reads or writes."""

    noted: ClassVar[list[float]]

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        self.noted.append(self.patience_s)
        return await super().encode(payloads)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        self.noted.append(self.patience_s)
        return await super().decode(payloads)


async def test_for_a_service_of_keys_an_activity_waits_and_a_workflows_task_that_reads_its_result_does_not(
    address: str, film: str, tmp_path: Path
) -> None:
    ring = KeyRing(writes="one", keys={"one": b"1" * 32}, names=b"")

    class OfWorkflows(Noting):
        noted: ClassVar[list[float]] = []

    class OfActivities(Noting):
        noted: ClassVar[list[float]] = []

    workflows, activities = [
        await Client.connect(address, data_converter=data_converter(LocalStore(tmp_path), codec=codec(ring)))
        for codec in (OfWorkflows, OfActivities)
    ]
    async with (
        Worker(workflows, task_queue=film, workflows=[TimerWorkflow], workflow_runner=GuardedRunner()),
        Worker(activities, task_queue=film, activities=[after_the_timer]),
    ):
        await workflows.execute_workflow(TimerWorkflow.run, id=film, task_queue=film)
    assert set(OfWorkflows.noted) == {0.0}, "a task that hangs is ended, and says nothing of a service"
    assert max(OfActivities.noted) > 0


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
