"""Builds of the film workers that come and go under films in flight, on a server of their own."""

import re
import shlex
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import WorkerVersioningMode

from infra.pollers import pollers_of
from models.film.decisions import Decision
from tests.kit.deploys import NAME, Deploys, deploys_at, temporal, until_true
from tests.kit.desk import Desk
from tests.kit.providers import Journal
from tests.kit.studio import short_shots


@pytest.fixture
async def deploys(tmp_path: Path) -> AsyncIterator[Deploys]:
    async with deploys_at(tmp_path / "home") as kit:
        yield kit


async def test_a_film_that_is_started_before_any_build_is_current_begins_when_one_is(
    deploys: Deploys, film: str
) -> None:
    await deploys.open_build("v1")
    await deploys.begin(short_shots("a quay"), film)
    assert len(await deploys.events(film)) == 2, "nobody has taken its first task"
    await deploys.make_current("v1")
    await deploys.until(film, lambda view: view.board == 1)
    assert await deploys.builds_of(film) == ["v1"]


async def test_films_at_the_gate_and_in_mid_render_go_on_with_another_build_between_their_stages(
    deploys: Deploys, film: str
) -> None:
    waiting, working, later = f"{film}-gate", f"{film}-render", f"{film}-later"
    await deploys.deploy("v1")
    await deploys.at_gate(short_shots("a quay"), waiting)
    held = Journal(deploys.journal).hold("video")
    held.touch()
    await deploys.begin(short_shots("a boat", "a bell"), working, approve="auto")
    await deploys.until_begun("video", 2)

    await deploys.deploy("v2")
    await deploys.at_gate(short_shots("a lamp"), later)
    assert await deploys.builds_of(later) == ["v2"]
    assert await deploys.builds_of(waiting) == ["v1"], "a film that waits hears of nothing by itself"
    woken = await deploys.wake()

    assert (woken.current, dict(woken.films), dict(woken.reels)) == ("v2", {"v1": 2}, {})
    await until_true(partial(_is_on, deploys, waiting, "v2"), "the film at its gate stays")
    await until_true(partial(deploys.sees_another, working), "the film that works sees no other build")
    held.unlink()
    assert (await deploys.until(working, lambda view: view.ended)).verdict == "finished"
    assert await deploys.builds_of(working) == ["v2"], "its cut"
    for shot in ("shot_001", "shot_002"):
        assert await deploys.builds_of(await deploys.part(working, f"{shot}/take-1")) == ["v1"]
    await deploys.decide(waiting, Decision(kind="approve", board=1))
    assert (await deploys.until(waiting, lambda view: view.ended)).verdict == "finished"
    assert await deploys.builds_of(await deploys.part(waiting, "shot_001/take-1")) == ["v2"]
    await until_true(partial(deploys.is_drained, "v1"), "the old build is not drained")


async def test_films_of_a_build_that_is_gone_are_moved_by_the_commands_that_are_documented_and_then_by_deploys(
    deploys: Deploys, film: str
) -> None:
    waiting, working = f"{film}-gate", f"{film}-render"
    await deploys.deploy("v1")
    await deploys.at_gate(short_shots("a quay"), waiting)
    held = Journal(deploys.journal).hold("video")
    held.touch()
    await deploys.begin(short_shots("a boat", "a bell"), working, approve="auto")
    await deploys.until_begun("video", 2)
    shots = [await deploys.part(working, f"{shot}/take-1") for shot in ("shot_001", "shot_002")]
    deploys.close_build("v1")
    await deploys.deploy("v2")

    move, wake = _documented("update-options"), _documented("signal")
    everything = {waiting, working, *shots}
    await until_true(partial(_are_listed, deploys, "v1", everything), "they are not listed on the old build")
    await temporal(deploys.address, *move, "--yes")
    await until_true(partial(_are_listed, deploys, "v2", everything), "they are not moved")
    await temporal(deploys.address, *wake, "--yes")
    held.unlink()
    assert (await deploys.until(working, lambda view: view.ended)).verdict == "finished"
    for each in (waiting, *shots):
        await until_true(partial(_has_gone_on, deploys, each), f"{each} has not gone on")

    await deploys.deploy("v3")
    assert dict((await deploys.wake()).films) == {"v2": 1}
    await until_true(partial(_is_on, deploys, waiting, "v3"), "the film that was moved is held where it is")


def _documented(command: str) -> list[str]:
    """The words of a command of the page on deploys, from v1 to v2."""
    page = (Path(__file__).parents[2] / "docs/deploys.md").read_text().replace("\\\n", " ")
    [line] = re.findall(rf"^\$ temporal (workflow {command} .*)$", page, re.MULTILINE)
    return [re.sub(r"\bNEW\b", "v2", re.sub(r"\bOLD\b", "v1", word)) for word in shlex.split(line)]


async def _are_listed(deploys: Deploys, build: str, workflows: set[str]) -> bool:
    query = f"ExecutionStatus = 'Running' AND TemporalWorkerDeploymentVersion = '{NAME}:{build}'"
    return {each.id async for each in deploys.client.list_workflows(query)} == workflows


async def _has_gone_on(deploys: Deploys, workflow_id: str) -> bool:
    return await deploys.builds_of(workflow_id) == ["v1", "v2"]


async def _is_on(deploys: Deploys, film: str, build: str) -> bool:
    return await deploys.builds_of(film) == [build]


async def test_workers_of_activities_have_no_version_and_serve_films_of_every_build(
    deploys: Deploys, film: str
) -> None:
    await deploys.deploy("v1")
    await deploys.make(short_shots("a quay"), f"{film}-1")
    await deploys.deploy("v2")
    await deploys.make(short_shots("a boat"), f"{film}-2")
    assert [await deploys.build_of(f"{film}-{n}") for n in (1, 2)] == ["v1", "v2"]
    versioned = WorkerVersioningMode.WORKER_VERSIONING_MODE_VERSIONED
    for queue in ("io", "cpu", "wait"):
        modes = {
            poller.deployment_options.worker_versioning_mode
            for poller in await pollers_of(deploys.client, queue, timedelta(seconds=10))
        }
        assert modes and versioned not in modes, queue


async def test_the_command_wakes_films_that_are_behind_and_the_doctor_says_where_films_are(
    deploys: Deploys, film: str, tmp_path: Path
) -> None:
    desk = Desk(tmp_path)
    desk.environment |= {"TEMPORAL_ADDRESS": deploys.address}
    assert desk.json("wake", code=1)["error"] == (
        "The workers of films are not versioned: no film waits to be woken after a deploy."
    )
    await deploys.open_build("v1")
    assert _builds(desk, code=1)["mend"] == "longtake deploy v1"
    await deploys.make_current("v1")
    await deploys.at_gate(short_shots("a quay"), film)
    assert _builds(desk) == {"found": "build v1 of longtake; 1 film on v1", "ok": True, "mend": ""}

    await deploys.deploy("v2")
    assert _builds(desk)["mend"] == "longtake wake, if they wait"
    assert desk.run("wake") == "Build v2 of longtake is current.\nWoken on v1: 1 film, 0 reels.\n"
    await until_true(partial(_is_on, deploys, film, "v2"), "the film stays")
    assert desk.run("wake") == "Build v2 of longtake is current.\nEvery film that runs is on it.\n"


def _builds(desk: Desk, code: int = 0) -> dict[str, object]:
    """What the doctor says of the builds."""
    [found] = [check for check in desk.json("doctor", code=code)["checks"] if check["name"] == "film builds"]
    return {name: found[name] for name in ("found", "ok", "mend")}
