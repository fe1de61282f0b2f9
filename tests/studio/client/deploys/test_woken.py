"""Who is woken after a deploy: workflows of the films' names, which only wait, on workers of two builds."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.client import Client

from infra.settings import Settings
from models.errors import WrongMoment
from studio.client.deploys.census import film_builds, films_by_version
from studio.client.deploys.woken import wake_films
from tests.kit.builds import begin, times, workers_of
from tests.kit.deploys import NAME, make_current, server_of_builds, until_current, until_true


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with server_of_builds(Settings(home=tmp_path / "home")) as server:
        yield server.client


async def _switch(client: Client, build: str) -> None:
    await make_current(str(client.service_client.config.target_host), build)
    await until_current(client, build)


async def test_films_and_reels_on_another_build_than_the_current_one_are_woken_and_nobody_else(
    client: Client,
) -> None:
    async with workers_of(client, "v1", "v2"):
        await _switch(client, "v1")
        await asyncio.gather(begin(client, "one", 2), begin(client, "two", 0), begin(client, "gone", 0))
        await client.get_workflow_handle("gone").signal("end")
        await client.get_workflow_handle("gone").result()
        nobody = await wake_films(client)
        assert (nobody.current, dict(nobody.films), dict(nobody.reels)) == ("v1", {}, {})

        await _switch(client, "v2")
        await begin(client, "three", 1)
        woken = await wake_films(client)
        assert (woken.deployment, woken.current) == (NAME, "v2")
        assert (dict(woken.films), dict(woken.reels)) == ({"v1": 2}, {"v1": 2})
        assert await times(client, "one", "two", "one/reel-0", "one/reel-1") == [1, 1, 1, 1]
        assert await times(client, "three", "three/reel-0", "one/shot", "two/shot") == [0, 0, 0, 0]

        async def counted() -> bool:
            found = await films_by_version(client)
            return {each.build_id: count for each, count in found.items()} == {"v1": 2, "v2": 1}

        await until_true(counted, "the films are not counted by their builds")

        await _switch(client, "v1")  # the new build was no good
        back = await wake_films(client)
        assert (back.current, dict(back.films), dict(back.reels)) == ("v1", {"v2": 1}, {"v2": 1})
        assert await times(client, "three", "three/reel-0", "one") == [1, 1, 1]

        await _switch(client, "")
        off = await wake_films(client)
        assert (off.current, dict(off.films), dict(off.reels)) == ("", {"v1": 2, "v2": 1}, {"v1": 2, "v2": 1})


async def test_where_no_film_worker_has_a_version_there_is_nobody_to_wake(client: Client) -> None:
    async with workers_of(client, ""):
        assert await film_builds(client) is None
        with pytest.raises(WrongMoment, match=r"^The workers of films are not versioned"):
            await wake_films(client)


async def test_a_film_that_began_on_workers_without_a_version_goes_on_with_the_first_build(
    client: Client,
) -> None:
    async with workers_of(client, ""):
        await begin(client, "early")
    async with workers_of(client, "v1"):
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
