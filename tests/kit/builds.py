"""Film workers of builds in this process, whose films only wait, and whose smoke film does as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from typing import Any

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from infra.builds import versioning_of
from tests.kit.deploys import NAME, until_known, until_true


class _Waits:
    """A workflow that waits until it is let go, and counts how often it was woken."""

    def __init__(self) -> None:
        self.woken = 0
        self.ends = False

    @workflow.signal
    def wake(self) -> None:
        self.woken += 1

    @workflow.signal
    def end(self) -> None:
        self.ends = True

    @workflow.query
    def times(self) -> int:
        return self.woken


@workflow.defn(name="ReelWorkflow")
class Reel(_Waits):
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.ends)


@workflow.defn(name="ShotWorkflow")
class Shot(_Waits):
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.ends)


@workflow.defn(name="FilmWorkflow")
class Film(_Waits):
    @workflow.run
    async def run(self, reels: int) -> None:
        mine = workflow.info().workflow_id
        for number in range(reels):
            await workflow.start_child_workflow("ReelWorkflow", id=f"{mine}/reel-{number}")
        await workflow.start_child_workflow("ShotWorkflow", id=f"{mine}/shot")
        await workflow.wait_condition(lambda: self.ends)


@workflow.defn(name="SmokeWorkflow")
class Whole:
    """A smoke film that comes out whole, of a build that is well."""

    @workflow.run
    async def run(self, *given: Any) -> dict[str, str]:
        return {"status": "finished"}


@workflow.defn(name="SmokeWorkflow")
class Broken:
    """A smoke film that does not."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        raise ApplicationError("The film smoke-1: rejected.", type="SmokeFailed", non_retryable=True)


@workflow.defn(name="SmokeWorkflow")
class Raises:
    """A smoke film whose step raises what nobody expects: its worker tries again and again."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        raise RuntimeError("no such file: libfilm.so")


@workflow.defn(name="SmokeWorkflow")
class Held(_Waits):
    """A smoke film that takes until it is let go."""

    @workflow.run
    async def run(self, *given: Any) -> None:
        await workflow.wait_condition(lambda: self.ends)


@asynccontextmanager
async def workers_of(
    client: Client, *builds: str, smoke: type = Whole, name: str = NAME
) -> AsyncIterator[None]:
    """Film workers of builds, known to the server; an empty one has no version."""
    async with AsyncExitStack() as stack:
        for build in builds:
            version = WorkerDeploymentVersion(name, build) if build else None
            worker = Worker(
                client,
                task_queue="film",
                workflows=[Film, Reel, Shot, smoke],
                workflow_runner=UnsandboxedWorkflowRunner(),
                deployment_config=versioning_of(version),
                graceful_shutdown_timeout=timedelta(0),
            )
            await stack.enter_async_context(worker)
            if build and name == NAME:
                await until_known(client, build)
        yield


async def begin(client: Client, name: str, reels: int = 0) -> None:
    """A film that waits, with its reels."""
    await client.start_workflow("FilmWorkflow", reels, id=name, task_queue="film")
    for each in (f"{name}/shot", *(f"{name}/reel-{number}" for number in range(reels))):
        await until_true(partial(_answers, client, each), f"{each} does not begin")


async def end(client: Client, name: str) -> None:
    """Let a film go that has no reels, and its shot."""
    for each in (f"{name}/shot", name):
        await client.get_workflow_handle(each).signal("end")
        await client.get_workflow_handle(each).result()


async def times(client: Client, *names: str) -> list[int]:
    """How often each workflow was woken."""
    return list(await asyncio.gather(*(client.get_workflow_handle(name).query("times") for name in names)))


async def _answers(client: Client, workflow_id: str) -> bool:
    try:
        return await times(client, workflow_id) == [0]
    except Exception:  # noqa: BLE001 - it has not been started yet
        return False
