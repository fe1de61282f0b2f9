"""A deploy's course on a real server: whom films go to, what refuses a build, and what is left when it is broken off."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.api.workflowservice.v1 import SetWorkerDeploymentManagerRequest
from temporalio.client import Client, WorkflowExecutionStatus

from infra.pollers import is_here
from infra.settings import Settings
from models.errors import BuildRefused, NoWorker, WrongMoment
from studio.client.deploys.traffic import ramp, routing_of
from studio.service.deploys.builds import builds_facts, until_drained
from studio.service.deploys.course import Deployed, Plan, deployed
from tests.kit.builds import Broken, Held, Raises, begin, end, times, workers_of
from tests.kit.deploys import NAME, server_of_builds, until_true
from tests.kit.studio import StudioKit

pytestmark = pytest.mark.ops


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with server_of_builds(Settings(home=tmp_path / "home")) as server:
        yield server.client


async def _deploy(client: Client, build: str, told: list[str] | None = None, **how: object) -> Deployed:
    plan = Plan.model_validate({"build": build, "come_within_s": 2, **how})
    return await deployed(client, plan, (told if told is not None else []).append)


async def _goes(client: Client) -> tuple[str, str, float]:
    now = await routing_of(client, NAME)
    return now.current, now.ramping, now.percentage


async def test_builds_follow_each_other_with_films_in_flight_and_back(client: Client) -> None:
    async with workers_of(client, "v1"):
        told: list[str] = []
        first = await _deploy(client, "v1", told)
        assert (first.deployment, first.build, first.before) == (NAME, "v1", "")
        assert first.smoke is not None and first.smoke.film.startswith("smoke-")
        assert told == [
            "Build v1 makes its smoke film, before it gets any other …",
            f"Its smoke film {first.smoke.film} came out whole, in {first.smoke.seconds:g} s.",
            "Build v1 of longtake is current: new films begin on it.",
        ]
        await begin(client, "one", 1)
        async with workers_of(client, "v2"):
            second = await _deploy(client, "v2")
            assert (second.before, dict(second.woken.films), dict(second.woken.reels)) == (
                "v1",
                {"v1": 1},
                {"v1": 1},
            )
            assert {(each.build, each.state, each.workers, each.films) for each in second.builds} == {
                ("v2", "current", 1, 0),
                ("v1", "draining", 1, 1),
            }
            await begin(client, "two")
            assert await times(client, "one", "one/reel-0", "one/shot", "two") == [1, 1, 0, 0]

            again = await _deploy(client, "v2", told)
            assert told[-1] == "Build v2 of longtake is current already."
            assert (again.smoke, dict(again.woken.films)) == (None, {"v1": 1}), (
                "who was not heard is woken again"
            )

            back = await _deploy(client, "v1")
            assert (back.before, dict(back.woken.films), await _goes(client)) == (
                "v2",
                {"v2": 1},
                ("v1", "", 0),
            )
            with pytest.raises(
                WrongMoment, match=r"^Build v1 of longtake is current: its workers are needed"
            ):
                await until_drained(client, "v1", 0, told.append)
            waits = await until_drained(client, "v2", 0, told.append)
            assert (waits.drained, waits.films, waits.running) == (False, 1, 2)
            waiting = asyncio.create_task(until_drained(client, "v2", 60, told.append))
            await end(client, "two")
            assert (await waiting).drained
            nobody = await until_drained(client, "v9", 0, told.append)
            assert (nobody.known, nobody.drained, nobody.running) == (False, True, 0)


async def test_where_no_build_was_ever_heard_of_the_workers_of_any_may_be_stopped(client: Client) -> None:
    nobody = await until_drained(client, "v1", 0, print)
    assert (nobody.known, nobody.drained, nobody.running) == (False, True, 0)
    async with workers_of(client, ""):
        assert await until_drained(client, "v1", 0, print) == nobody


async def test_a_build_that_has_no_worker_any_more_is_drained_only_once_nothing_runs_on_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers_of(client, "v1", smoke=Held):
        tried = asyncio.create_task(_deploy(client, "v1", smoke_within_s=60))
        await until_true(partial(_runs, client, "v1"), "no smoke film of v1")
        tried.cancel()
    # The server names who has asked in the last minutes.
    monkeypatch.setattr("infra.pollers.is_here", lambda poller: False)

    async def kept() -> bool:
        one = await until_drained(client, "v1", 0, print)
        return (one.known, one.drained, one.running) == (True, False, 1)

    await until_true(kept, "its smoke film is not seen")
    await client.get_workflow_handle(f"deploy/{NAME}:v1").terminate()
    assert (await until_drained(client, "v1", 60, print)).drained


async def test_a_build_that_nobody_serves_is_refused_and_one_without_versions_too(client: Client) -> None:
    async with workers_of(client, ""):
        with pytest.raises(WrongMoment, match=r"^No worker of films has a build"):
            await builds_facts(client)
        with pytest.raises(
            BuildRefused, match=r"^No worker of build v1 asks .*\(no film worker has a build\): start"
        ):
            await _deploy(client, "v1", come_within_s=0)
    async with workers_of(client, "v1"):
        await _deploy(client, "v1")
        with pytest.raises(
            BuildRefused, match=r"^No worker of build v2 asks .*\(those who do are of v1\): start one"
        ):
            await _deploy(client, "v2", come_within_s=0)
        async with workers_of(client, "v3", name="other"):
            elsewhere = r"^Films go to builds of longtake, and build v3 is one of other: .*_NAME=longtake\.$"
            with pytest.raises(BuildRefused, match=elsewhere):
                await _deploy(client, "v3", come_within_s=60)
        assert await _goes(client) == ("v1", "", 0)


@pytest.mark.parametrize(
    ("smoke", "within_s", "why"),
    [
        (Broken, 60, r"whole: The film smoke-1: rejected\.$"),
        (
            Raises,
            60,
            r"whole: no worker of it could go on with the film's workflow: no such file: libfilm\.so\.$",
        ),
        (Held, 1, r"whole: it was not made within 1 s, and was ended; `longtake doctor` says"),
    ],
    ids=["broken", "raises", "hangs"],
)
async def test_a_build_whose_smoke_film_fails_or_hangs_gets_no_film(
    client: Client, smoke: type, within_s: float, why: str
) -> None:
    async with workers_of(client, "v1"):
        await _deploy(client, "v1")
        async with workers_of(client, "v2", smoke=smoke):
            with pytest.raises(
                BuildRefused, match=f"^Build v2 was refused, and films go on as before: .*{why}"
            ):
                await _deploy(client, "v2", smoke_within_s=within_s)
            assert await _goes(client) == ("v1", "", 0)
            tried = await client.get_workflow_handle(f"deploy/{NAME}:v2").describe()
            assert tried.status != WorkflowExecutionStatus.RUNNING, "nothing of it goes on"
            assert (await until_drained(client, "v2", 60, print)).drained, "its workers may be stopped"
            assert (await _deploy(client, "v2", smoke_within_s=0)).smoke is None
            assert await _goes(client) == ("v2", "", 0)


async def test_a_ramp_that_is_broken_off_goes_on_where_it_was_or_is_taken_back(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers_of(client, "v1", "v2", "v3"):
        await _deploy(client, "v1")
        told: list[str] = []
        broken = asyncio.create_task(_deploy(client, "v2", told, steps=(20, 60), pause_s=600))
        await until_true(lambda: _is(client, "v1", "v2", 20), "the ramp does not begin")
        broken.cancel()
        with pytest.raises(
            BuildRefused, match=r"^Build v2 of longtake is being deployed \(20 % .*`longtake deploy v2`"
        ):
            await _deploy(client, "v3")

        back = await _deploy(client, "v1", told)
        assert told[-1] == "Build v2 gets no new films any more: it had 20 % of them."
        assert (back.before, await _goes(client)) == ("", ("v1", "", 0))

        now = await routing_of(client, NAME)
        await ramp(client, now, "v2", 60)
        told.clear()
        monkeypatch.setattr("studio.service.deploys.course._TELL_EVERY_S", 0.5)
        done = await _deploy(client, "v2", told, steps=(20, 60, 80), pause_s=1)
        assert (done.smoke, await _goes(client)) == (None, ("v2", "", 0))
        assert told == [
            "60 % of new films begin on build v2, for 1 s.",
            "0.5 s of that are left.",
            "80 % of new films begin on build v2, for 1 s.",
            "0.5 s of that are left.",
            "Build v2 of longtake is current: new films begin on it.",
        ]


async def test_a_build_whose_workers_go_while_it_has_a_part_of_the_films_loses_it(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with workers_of(client, "v1"):
        await _deploy(client, "v1")
        async with workers_of(client, "v2"):
            ramped = asyncio.create_task(_deploy(client, "v2", steps=(50,), pause_s=3, smoke_within_s=0))
            await until_true(lambda: _is(client, "v1", "v2", 50), "the ramp does not begin")
            # Before they go, as the ramp is short: the server names who has asked in the last minutes.
            monkeypatch.setattr(
                "infra.pollers.is_here", lambda poller: poller.deployment_options.build_id != "v2"
            )
        with pytest.raises(
            BuildRefused, match=r"^No worker of build v2 asks for films any more: new ones go to v1"
        ):
            await ramped
        assert await _goes(client) == ("v1", "", 0)


async def test_workers_that_a_clock_hides_are_refused_with_a_word_about_clocks(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    clocks = r" this machine's clock may differ from the server's: `longtake doctor --cluster` says so\.$"

    def ahead(poller: PollerInfo) -> bool:
        return is_here(poller, datetime.now(UTC) + timedelta(seconds=105))

    async with workers_of(client, "v1", "v2"):
        await _deploy(client, "v1")
        ramped = asyncio.create_task(_deploy(client, "v2", steps=(50,), pause_s=3, smoke_within_s=0))
        await until_true(lambda: _is(client, "v1", "v2", 50), "the ramp does not begin")
        monkeypatch.setattr("infra.pollers.is_here", ahead)
        with pytest.raises(
            BuildRefused, match=r"^No worker of build v2 asks for films any more: .*" + clocks
        ):
            await ramped
        with pytest.raises(BuildRefused, match=r"^No worker of build v2 asks for films after .*" + clocks):
            await _deploy(client, "v2", come_within_s=0)


async def test_of_two_deploys_at_once_one_is_refused_unless_both_are_of_one_build(client: Client) -> None:
    async with workers_of(client, "v1"), workers_of(client, "v2", "v3", smoke=Held):
        await _deploy(client, "v1")
        several = [asyncio.create_task(_deploy(client, build)) for build in ("v2", "v3", "v3")]
        for build in ("v2", "v3"):
            await until_true(partial(_runs, client, build), f"no smoke film of {build}")
        await client.get_workflow_handle(f"deploy/{NAME}:v3").signal("end")
        both = await asyncio.gather(*several[1:])
        assert both[0].smoke == both[1].smoke, "there is one smoke film of a build"
        await client.get_workflow_handle(f"deploy/{NAME}:v2").signal("end")
        with pytest.raises(
            BuildRefused, match=r"^Somebody else has changed meanwhile where films of longtake go"
        ):
            await several[0]
        assert await _goes(client) == ("v3", "", 0)


async def test_a_deployment_that_somebody_else_looks_after_is_left_to_them(client: Client) -> None:
    async with workers_of(client, "v1"):
        request = SetWorkerDeploymentManagerRequest(
            namespace=client.namespace,
            deployment_name=NAME,
            manager_identity="controller",
            identity="controller",
        )
        await client.workflow_service.set_worker_deployment_manager(request)
        with pytest.raises(
            BuildRefused, match=r"^Somebody else looks after .*manager-identity unset`.*'controller'"
        ):
            await _deploy(client, "v1", smoke_within_s=0)
        assert await _goes(client) == ("", "", 0)


async def _is(client: Client, *wanted: object) -> bool:
    return await _goes(client) == wanted


async def _runs(client: Client, build: str) -> bool:
    query = f"ExecutionStatus = 'Running' AND WorkflowId = 'deploy/{NAME}:{build}'"
    return (await client.count_workflows(query)).count == 1


async def test_a_film_whose_build_nobody_serves_names_it(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.client.film_reader.ANSWER_WITHIN", timedelta(seconds=1))
    async with workers_of(client, "v1"):
        await _deploy(client, "v1")
        await begin(client, "one")
    async with workers_of(client, "v2"):
        with pytest.raises(
            NoWorker,
            match=r"^No worker of its build v1 answers: start a film worker with TEMPORAL_WORKER_BUILD_ID=v1\.$",
        ):
            await StudioKit(client, Settings(home=tmp_path / "home")).view("one")
