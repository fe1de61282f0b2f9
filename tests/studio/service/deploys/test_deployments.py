"""Films that began with another deployment than the one that films go to now, on a real server: nobody strands them."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion

from infra.settings import Settings
from models.errors import WrongMoment
from studio.cli.commands.deploys.wake import woken_lines
from studio.client.deploys.census import film_versions, running_on
from studio.client.deploys.traffic import make_current, routing_of
from studio.client.deploys.woken import wake_films
from studio.service.deploys.builds import builds_facts, until_drained
from studio.service.engine.deploys import builds_check
from tests.kit.builds import begin, end, times, workers_of
from tests.kit.deploys import NAME, server_of_builds, until_true

pytestmark = pytest.mark.ops

_OTHER = "longtake/film"
_B1 = WorkerDeploymentVersion(NAME, "b1")


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with server_of_builds(Settings(home=tmp_path / "home")) as server:
        yield server.client


async def _switch(client: Client, name: str, build: str) -> None:
    """Have new films go to a build of a deployment, as whoever looks after it does."""

    async def known() -> bool:
        return build in (await routing_of(client, name)).states

    await until_true(known, f"the server knows no build {build} of {name}")
    await make_current(client, await routing_of(client, name), build)

    async def arrived() -> bool:
        goes = (await film_versions(client)).current
        return goes == WorkerDeploymentVersion(name, build) and (await routing_of(client, name)).settled

    await until_true(arrived, f"films do not go to {build} of {name}")


async def _run(client: Client, count: int) -> bool:
    return await running_on(client, _B1) == count


async def test_films_on_a_build_of_another_deployment_keep_its_workers_and_are_said(client: Client) -> None:
    async with workers_of(client, "b1"), workers_of(client, "c1", name=_OTHER):
        await _switch(client, NAME, "b1")
        await begin(client, "one")
        await until_true(partial(_run, client, 2), "the film and its shot are not counted")
        with pytest.raises(WrongMoment, match=r"^Build b1 of longtake is current: its workers are needed"):
            await until_drained(client, "b1", 0, print)

        await _switch(client, _OTHER, "c1")
        waits = await until_drained(client, "b1", 0, print)
        assert (waits.known, waits.drained, waits.films, waits.running) == (True, False, 1, 2)

        [told] = await builds_check(client)
        assert "1 film on b1 of longtake" in told.found
        woken = await wake_films(client)
        assert (woken.deployment, dict(woken.films), dict(woken.elsewhere)) == (
            _OTHER,
            {},
            {"longtake:b1": 1},
        )
        left = (
            "1 film is on build b1 of longtake, another deployment, and left there: keep its workers until "
            "`longtake builds --drained b1 --within 2h` says that they may be stopped."
        )
        assert woken_lines(woken) == ["Every film of longtake/film that runs is on it.", left]
        assert await times(client, "one") == [0]
        assert dict((await builds_facts(client)).elsewhere) == {"longtake:b1": 1}

        await end(client, "one")
        drained = await until_drained(client, "b1", 60, print)
        assert (drained.known, drained.drained, drained.running) == (True, True, 0)
        with pytest.raises(WrongMoment, match=r"^Build c1 of longtake/film is current"):
            await until_drained(client, "c1", 0, print)


async def test_a_build_of_the_same_name_in_two_deployments_is_drained_only_once_it_is_in_both(
    client: Client,
) -> None:
    async with workers_of(client, "b1"):
        await _switch(client, NAME, "b1")
        await begin(client, "one")
        await until_true(partial(_run, client, 2), "the film and its shot are not counted")
    async with workers_of(client, "b1", "c1", name=_OTHER):
        await _switch(client, _OTHER, "b1")
        await _switch(client, _OTHER, "c1")
        waits = await until_drained(client, "b1", 0, print)
        assert (waits.known, waits.drained, waits.films, waits.running) == (True, False, 1, 2)
        for each in ("one/shot", "one"):
            await client.get_workflow_handle(each).terminate()
        assert (await until_drained(client, "b1", 60, print)).drained
