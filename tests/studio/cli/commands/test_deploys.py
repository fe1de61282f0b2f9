"""`longtake deploy` and `longtake builds` as they are typed: what is printed, and the exit codes."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from temporalio.common import WorkerDeploymentVersion

from infra.engine.server import TemporalServer
from infra.settings import Settings
from studio.client.deploys.census import running_on
from studio.client.deploys.traffic import make_current, routing_of
from tests.kit.builds import Held, begin, workers_of
from tests.kit.deploys import NAME, server_of_builds, until_true
from tests.kit.desk import Desk


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[TemporalServer]:
    async with server_of_builds(Settings(home=tmp_path / "server")) as server:
        yield server


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            ["deploy", "v 1"],
            "A build's name is of letters, digits and . _ : / @ + -, a letter or a digit first, 120 at most,",
        ),
        (
            ["deploy", "v1", "--ramp", "50,5"],
            "--ramp is percentages from 1 to 99 that rise, such as 5,50, not '50,5'.",
        ),
        (["deploy", "v1", "--ramp", "0,5"], "--ramp is percentages from 1 to 99"),
        (
            ["deploy", "v1", "--ramp", "5", "--pause", "10"],
            "--pause is a time from 0s to 30d, typed as 90s, 10m or 2h, not",
        ),
        (
            ["deploy", "v1", "--pause", "10m"],
            "--pause is the time between the parts of --ramp, which is not given.",
        ),
        (
            ["deploy", "v1", "--no-smoke", "--smoke-within", "1m"],
            "--smoke-within says how long the film may take that",
        ),
        (["deploy", "v1", "--smoke-within", "0.5s"], "--smoke-within is a time from 1s to 30d"),
        (["builds", "--drained", "v1", "--within", "3"], "--within is a time from 0s to 30d, typed as 90s"),
        (["builds", "--drained", ""], "A build's name is of letters, digits and"),
        (["builds", "--within", "1m"], "--within says how long --drained may wait, which is not given."),
        (
            ["deploy", "v1"],
            "No Temporal server is configured, and films of the embedded one go on with whatever runs there",
        ),
        (["builds"], "No Temporal server is configured"),
    ],
    ids=lambda value: "-".join(value[1:]) if isinstance(value, list) else "",
)
def test_what_cannot_be_deployed_is_one_sentence_and_exit_code_2(
    desk: Desk, typed: list[str], sentence: str
) -> None:
    desk.environment.pop("TEMPORAL_ADDRESS", None)
    desk.run(*typed, code=2)
    assert desk.said.startswith(sentence), desk.said
    assert desk.said.count("\n") == 1


@pytest.mark.ops
async def test_a_deploy_is_told_in_lines_and_in_json(desk: Desk, server: TemporalServer) -> None:
    desk.environment |= {"TEMPORAL_ADDRESS": server.address}

    async def typed(*arguments: str, code: int = 0) -> str:
        return await asyncio.to_thread(desk.run, *arguments, code=code)

    assert await typed("builds", code=1) == ""
    assert (
        desk.said
        == "No worker of films has a build: start them with TEMPORAL_WORKER_BUILD_ID (docs/deploys.md).\n"
    )
    never = "No worker of a build v8 has ever come, and nothing runs on it.\n"
    assert await typed("builds", "--drained", "v8") == never
    async with workers_of(server.client, "v1", "v2"):
        await typed("deploy", "v9", "--within", "0s", code=1)
        assert desk.said.startswith(
            "No worker of build v9 asks for films after 0 s, and films go on as before (those who"
        )
        first = json.loads(await typed("deploy", "v1", "--json"))
        assert (first["build"], first["before"], first["woken"]["films"]) == ("v1", "", {})
        await begin(server.client, "one")
        v1 = WorkerDeploymentVersion(NAME, "v1")

        async def both_counted() -> bool:
            return await running_on(server.client, v1) == 2

        await until_true(both_counted, "the film and its shot are not counted")
        out = (await typed("deploy", "v2", "--no-smoke")).splitlines()
        assert [line.split() for line in out] == [
            ["Woken", "on", "v1:", "1", "film,", "0", "reels."],
            ["build", "is", "new", "films", "workers", "films", "running"],
            ["v2", "current", "100", "%", "1", "0", "0"],
            ["v1", "draining", "1", "1", "2"],
        ]
        assert desk.said.splitlines()[0] == "Build v2 of longtake is current: new films begin on it."
        assert "longtake builds --drained v1 --within 2h` says that they may be stopped." in desk.said
        kept = await typed("builds", "--drained", "v1", code=1)
        assert (
            kept == "Build v1 is not drained: 1 film is on v1, 2 workflows in all. Its workers are needed.\n"
        )
        await typed("builds", "--drained", "v2", code=1)
        assert desk.said == "Build v2 of longtake is current: its workers are needed.\n"
        assert await typed("builds", "--drained", "v8") == never
        await typed("builds", "--drained", "v8", "--within", "2 h", code=2)
        for each in ("one/shot", "one"):
            await server.client.get_workflow_handle(each).signal("end")
        gone = json.loads(await typed("builds", "--drained", "v1", "--within", "1m", "--json"))
        assert gone == {"build": "v1", "known": True, "drained": True, "films": 0, "running": 0}
        listed = json.loads(await typed("builds", "--json"))
        assert [(each["build"], each["state"]) for each in listed["builds"]] == [
            ("v2", "current"),
            ("v1", "drained"),
        ]


@pytest.mark.ops
async def test_films_of_another_deployment_are_told_by_all_that_tells_of_builds(
    desk: Desk, server: TemporalServer
) -> None:
    desk.environment |= {"TEMPORAL_ADDRESS": server.address}

    async def typed(*arguments: str, code: int = 0) -> str:
        return await asyncio.to_thread(desk.run, *arguments, code=code)

    async with workers_of(server.client, "b1"), workers_of(server.client, "c1", name="longtake/film"):
        await typed("deploy", "b1", "--no-smoke")
        await begin(server.client, "one")
        await make_current(server.client, await routing_of(server.client, "longtake/film"), "c1")
        left = (
            "1 film is on build b1 of longtake, another deployment, and left there: keep its workers until "
        )

        async def said() -> bool:
            await typed("builds")
            return desk.said.startswith(left)

        await until_true(said, "the film is not told")
        deployed = await typed("deploy", "c1", "--no-smoke")
        woken = (await typed("wake")).splitlines()
        assert woken[:2] == [
            "Build c1 of longtake/film is current.",
            "Every film of longtake/film that runs is on it.",
        ]
        assert len(woken) == 3 and woken[2].startswith(left)
        assert deployed.splitlines()[:2] == woken[1:], "a deploy says it too"
        kept = await typed("builds", "--drained", "b1", code=1)
        assert (
            kept == "Build b1 is not drained: 1 film is on b1, 2 workflows in all. Its workers are needed.\n"
        )


@pytest.mark.ops
async def test_a_deploy_that_is_killed_after_it_has_begun_goes_on_when_it_is_run_again(
    desk: Desk, server: TemporalServer
) -> None:
    desk.environment |= {"TEMPORAL_ADDRESS": server.address}
    async with workers_of(server.client, "v1", "v2"):
        await asyncio.to_thread(desk.run, "deploy", "v1", "--no-smoke")
        command = ("deploy", "v2", "--ramp", "20", "--no-smoke")
        killed = desk.start(*command, "--pause", "1h")

        async def begun() -> bool:
            return (await routing_of(server.client, NAME)).percentage == 20

        await until_true(begun, "the ramp does not begin", within_s=120)
        killed.send_signal(signal.SIGKILL)
        killed.wait()
        await asyncio.to_thread(desk.run, *command, "--pause", "0s")
        assert desk.said.startswith(
            "20 % of new films begin on build v2, for 0 s.\nBuild v2 of longtake is current"
        )
        assert (await routing_of(server.client, NAME)).current == "v2"


@pytest.mark.ops
async def test_a_server_that_goes_away_amid_a_deploy_is_said(desk: Desk, server: TemporalServer) -> None:
    desk.environment |= {"TEMPORAL_ADDRESS": server.address}
    async with workers_of(server.client, "v1", smoke=Held):
        deploy = desk.start("deploy", "v1")
        assert deploy.stderr is not None
        first = await asyncio.to_thread(deploy.stderr.readline)
        assert first == "Build v1 makes its smoke film, before it gets any other …\n"
    await server.stop()
    rest = await asyncio.to_thread(deploy.stderr.read)
    assert await asyncio.to_thread(deploy.wait) == 1
    assert rest.count("\n") == 1 and "Temporal server" in rest, rest
