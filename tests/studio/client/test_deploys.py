"""Who is woken after a deploy: workflows of the films' names, which only wait, on workers of two builds."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from infra.builds import versioning_of
from infra.settings import Settings
from models.errors import WrongMoment
from studio.client.deploys import film_builds, films_by_build, wake_films
from tests.kit.deploys import NAME, make_current, server_of_builds, until_current, until_known, until_true


class Waits:
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
class Reel(Waits):
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.ends)


@workflow.defn(name="ShotWorkflow")
class Shot(Waits):
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self.ends)


@workflow.defn(name="FilmWorkflow")
class Film(Waits):
    @workflow.run
    async def run(self, reels: int) -> None:
        mine = workflow.info().workflow_id
        for number in range(reels):
            await workflow.start_child_workflow("ReelWorkflow", id=f"{mine}/reel-{number}")
        await workflow.start_child_workflow("ShotWorkflow", id=f"{mine}/shot")
        await workflow.wait_condition(lambda: self.ends)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with server_of_builds(Settings(home=tmp_path / "home")) as server:
        yield server.client


@asynccontextmanager
async def _workers(client: Client, *builds: str) -> AsyncIterator[None]:
    """Film workers of builds, known to the server; an empty one has no version."""
    async with AsyncExitStack() as stack:
        for build in builds:
            version = WorkerDeploymentVersion(NAME, build) if build else None
            worker = Worker(
                client,
                task_queue="film",
                workflows=[Film, Reel, Shot],
                workflow_runner=UnsandboxedWorkflowRunner(),
                deployment_config=versioning_of(version),
                graceful_shutdown_timeout=timedelta(0),
            )
            await stack.enter_async_context(worker)
            if build:
                await until_known(client, build)
        yield


async def _begin(client: Client, name: str, reels: int) -> None:
    """A film that waits, with its reels."""
    await client.start_workflow("FilmWorkflow", reels, id=name, task_queue="film")
    for each in (f"{name}/shot", *(f"{name}/reel-{number}" for number in range(reels))):
        await until_true(partial(_answers, client, each), f"{each} does not begin")


async def _answers(client: Client, workflow_id: str) -> bool:
    try:
        return await _times(client, workflow_id) == [0]
    except Exception:  # noqa: BLE001 - it has not been started yet
        return False


async def _switch(client: Client, build: str) -> None:
    await make_current(str(client.service_client.config.target_host), build)
    await until_current(client, build)


async def _times(client: Client, *names: str) -> list[int]:
    return [await client.get_workflow_handle(name).query("times") for name in names]


async def test_films_and_reels_on_another_build_than_the_current_one_are_woken_and_nobody_else(
    client: Client,
) -> None:
    async with _workers(client, "v1", "v2"):
        await _switch(client, "v1")
        await asyncio.gather(_begin(client, "one", 2), _begin(client, "two", 0), _begin(client, "gone", 0))
        await client.get_workflow_handle("gone").signal("end")
        await client.get_workflow_handle("gone").result()
        nobody = await wake_films(client)
        assert (nobody.current, dict(nobody.films), dict(nobody.reels)) == ("v1", {}, {})

        await _switch(client, "v2")
        await _begin(client, "three", 1)
        woken = await wake_films(client)
        assert (woken.deployment, woken.current) == (NAME, "v2")
        assert (dict(woken.films), dict(woken.reels)) == ({"v1": 2}, {"v1": 2})
        assert await _times(client, "one", "two", "one/reel-0", "one/reel-1") == [1, 1, 1, 1]
        assert await _times(client, "three", "three/reel-0", "one/shot", "two/shot") == [0, 0, 0, 0]
        assert await films_by_build(client, NAME) == {"v1": 2, "v2": 1}

        await _switch(client, "v1")  # the new build was no good
        back = await wake_films(client)
        assert (back.current, dict(back.films), dict(back.reels)) == ("v1", {"v2": 1}, {"v2": 1})
        assert await _times(client, "three", "three/reel-0", "one") == [1, 1, 1]

        await _switch(client, "")
        off = await wake_films(client)
        assert (off.current, dict(off.films), dict(off.reels)) == ("", {"v1": 2, "v2": 1}, {"v1": 2, "v2": 1})


async def test_where_no_film_worker_has_a_version_there_is_nobody_to_wake(client: Client) -> None:
    async with _workers(client, ""):
        assert await film_builds(client) is None
        with pytest.raises(WrongMoment, match=r"^The workers of films are not versioned"):
            await wake_films(client)


async def test_a_film_that_began_on_workers_without_a_version_goes_on_with_the_first_build(
    client: Client,
) -> None:
    async with _workers(client, ""):
        await _begin(client, "early", 0)
    async with _workers(client, "v1"):
        await client.get_workflow_handle("early").signal("wake")
        await _switch(client, "v1")
        await until_true(lambda: _is_on(client, "early", "v1"), "the film does not go on")
    builds = await film_builds(client)
    assert builds is not None and (builds.current, builds.served) == ("v1", ("v1",))


async def _is_on(client: Client, name: str, build: str) -> bool:
    described = await client.get_workflow_handle(name).describe()
    return (
        described.raw_description.workflow_execution_info.versioning_info.deployment_version.build_id == build
    )
