"""What a failed try says is read off the server whole, however much stands around it."""

import asyncio
from datetime import timedelta

import pytest
from temporalio import activity, workflow
from temporalio.api.failure.v1 import Failure
from temporalio.client import WorkflowHandle
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from infra.payloads.failures import sentence_of
from tests.kit.studio import StudioKit

SENTENCE = "The lens is foggy: wipe it."


@activity.defn
async def deep(depth: int, padding: str) -> None:
    """Fails, so many calls down, with a cause that says as much as `padding`."""
    if depth:
        await deep(depth - 1, padding)
    raise ApplicationError(SENTENCE, type="Transient") from OSError(padding)


@workflow.defn
class Trying:
    """Tries it again and again."""

    @workflow.run
    async def run(self, depth: int, padding: str) -> None:
        """Pauses between two tries, so that somebody can look."""
        await workflow.execute_activity(
            deep,
            args=[depth, padding],
            start_to_close_timeout=timedelta(minutes=1),
            retry_policy=RetryPolicy(initial_interval=timedelta(minutes=10)),
        )


async def failure_of(handle: WorkflowHandle[Trying, None]) -> Failure:
    """What the server tells of the try that failed, once it has."""
    async with asyncio.timeout(60):
        while True:
            pending = (await handle.describe()).raw_description.pending_activities
            if pending and pending[0].HasField("last_failure"):
                return pending[0].last_failure
            await asyncio.sleep(0.05)


@pytest.mark.parametrize(("depth", "padding", "whole"), [(60, "", True), (0, "dust " * 2000, False)])
async def test_why_a_try_failed_is_said_whatever_stands_around_it(
    studio: StudioKit, film: str, depth: int, padding: str, whole: bool
) -> None:
    async with Worker(
        studio.client,
        task_queue=film,
        workflows=[Trying],
        activities=[deep],
        workflow_runner=UnsandboxedWorkflowRunner(),
    ):
        handle = await studio.client.start_workflow(
            Trying.run, args=[depth, padding], id=film, task_queue=film
        )
        failure = await failure_of(handle)
        await handle.terminate()
    assert await sentence_of(failure, studio.client.data_converter) == SENTENCE
    assert (failure.message == SENTENCE) is whole
