"""Traces of films: where they wait, in which reels they are made, and over the deaths of workers; and that films go on as if nobody listened."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from temporalio.client import Client

from infra.engine.server import TemporalServer
from infra.payloads.converter import data_converter
from infra.settings import Settings
from infra.storage import open_store
from infra.telemetry.spans import span
from infra.telemetry.startup import interceptors
from infra.temporal import connect, local_config
from models.errors import LongtakeError
from models.film.decisions import Decision
from models.film.view import FilmView
from tests.kit.early import continuing_after
from tests.kit.hosted_worker import crew_at
from tests.kit.long_film import film_worker, long_brief, swift_studio, swift_workers
from tests.kit.providers import Journal
from tests.kit.replayer import PatientReplayer
from tests.kit.short_reels import SHOTS, short_reels
from tests.kit.studio import StudioKit, end_all, short_shots
from tests.kit.telemetry.process import telemetry_here
from tests.kit.telemetry.receiver import Receiver, Span, receiving, variables
from tests.replay.kept import history_in, kept, restore
from workers.composition import WORKFLOWS
from workers.engine_files import prepare_home
from workers.interceptors.film_details import Details
from workers.query_guard import GuardedRunner

pytestmark = pytest.mark.ops

OF_WORKFLOWS = ("film", "reel", "shot", "story")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as there:
        yield there


def of_workflows(receiver: Receiver) -> list[Span]:
    return [each for each in receiver.spans if each.name in OF_WORKFLOWS or each.name.startswith("stage ")]


async def test_a_film_at_its_gate_has_told_its_stages_so_far_and_tells_how_long_it_waited(
    receiver: Receiver, address: str, tmp_path: Path, film: str
) -> None:
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()

    async def connected() -> Client:
        return await connect(open_store(settings), local_config(address))

    with telemetry_here(receiver):
        kit = StudioKit(await connected(), settings)
        async with swift_workers(kit.client, settings.home):
            async with film_worker(await connected(), settings.home):
                with span("longtake make"):
                    view = await kit.at_gate(short_shots("a fox", "a hill"), film)
                drawn = receiver.span("stage keyframes")
                assert receiver.named("film") == receiver.named("stage approval") == []
            # Another worker has to bring the film back before it goes on.
            async with film_worker(await connected(), settings.home):
                await kit.decide(film, Decision(kind="approve", board=view.board))
                await kit.until(film, lambda view: view.ended)
    root, whole = receiver.span("longtake make"), receiver.span("film")
    waited = receiver.span("stage approval")
    assert {root.trace} == {each.trace for each in of_workflows(receiver)}
    for each in (*of_workflows(receiver), receiver.span("boards.keyframe")):
        assert each.values["temporal.namespace"] == "default"
    assert whole.parent == root.id
    assert waited.parent == drawn.parent == whole.id
    assert waited.start == drawn.end
    assert waited.end <= receiver.span("stage shots").start
    assert whole.start <= drawn.start
    ids = [each.id for each in receiver.spans]
    assert len(ids) == len(set(ids)), "what was told before a worker ended is not told again"


async def test_each_reel_of_a_long_film_has_a_trace_of_its_own_and_each_leads_to_the_other(
    receiver: Receiver, address: str, tmp_path: Path, film: str
) -> None:
    home = tmp_path / "home"
    with telemetry_here(receiver), short_reels():
        async with swift_studio(address, home) as kit:
            with span("longtake make"):
                await kit.make(long_brief(SHOTS), film)
    root, whole = receiver.span("longtake make"), receiver.span("film")
    assert whole.trace == root.trace
    there = receiver.named("reel", root.trace)
    reels = [each for each in receiver.named("reel") if each.trace != root.trace]
    assert len(there) == len(reels) == 2
    assert len({each.trace for each in reels}) == 2
    for reel in reels:
        (beside,) = [each for each in there if (reel.trace, reel.id) in each.links]
        assert (beside.trace, beside.id) in reel.links
        assert reel.parent == ""
        shots = receiver.named("shot", reel.trace)
        stages = {each.name: each for each in receiver.spans if each.trace == reel.trace}
        assert {"stage keyframes", "stage shots"} <= set(stages)
        assert {each.parent for each in shots} == {stages["stage shots"].id}
    assert len([each for each in receiver.named("shot") if each.trace != root.trace]) == SHOTS
    assert receiver.named("shot", root.trace) == []


async def test_a_film_that_goes_on_in_other_runs_has_one_trace_and_each_stage_once(
    receiver: Receiver, tmp_path: Path, film: str
) -> None:
    settings = Settings(home=tmp_path / "server")
    prepare_home(settings)
    server = TemporalServer(settings)
    with continuing_after(40):
        await server.start()
    try:
        with telemetry_here(receiver):
            async with swift_studio(server.address, tmp_path / "home") as kit:
                with span("longtake make"):
                    await kit.make(long_brief(4), film)
    finally:
        await server.stop()
    root, last = receiver.span("longtake make"), receiver.span("film", longtake__state="finished")
    runs = receiver.named("film")
    assert len(runs) > 1
    assert {each.values["longtake.state"] for each in runs if each.id != last.id} == {"goes on"}
    assert {(each.trace, each.parent) for each in runs} == {(root.trace, root.id)}
    stages = [each for each in receiver.spans if each.name.startswith("stage ")]
    assert {each.trace for each in receiver.spans} == {root.trace}
    assert len(stages) == len({each.name for each in stages}) >= 6
    known = {each.id for each in receiver.spans}
    assert [each.name for each in receiver.spans if each.parent and each.parent not in known] == []


async def seen(kit: StudioKit, film_id: str, reached: Callable[[FilmView], bool]) -> FilmView:
    """The film's view as soon as it is as wanted, asked again while its workers are only starting."""
    async with asyncio.timeout(300):
        while True:
            with suppress(LongtakeError):
                if reached(view := await kit.view(film_id)):
                    return view
            await asyncio.sleep(0.2)


async def test_workers_that_are_killed_leave_no_span_of_a_workflow_twice(
    receiver: Receiver,
    server: TemporalServer,
    tmp_path: Path,
    film: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables(receiver).items():
        monkeypatch.setenv(name, value)
    settings = Settings(home=tmp_path / "home")
    settings.home.mkdir()
    client = await connect(open_store(settings), local_config(server.address))
    kit = StudioKit(client, settings)
    with crew_at(settings, server.address, "", [("film",), ("io", "cpu")]) as crew:
        try:
            await kit.begin(short_shots("a fox"), film)
            await seen(kit, film, lambda view: view.stage == "approval" and view.board == 1)
            receiver.span("stage keyframes")
            crew.kill(0)
            view = await seen(kit, film, lambda view: view.board == 1)
            held = Journal(kit.journal).hold("stored-video")
            held.touch()
            await kit.decide(film, Decision(kind="approve", board=view.board))
            await seen(kit, film, lambda view: view.stage == "shots")
            crew.kill(0)
            crew.kill(1)
            held.unlink()
            assert (await seen(kit, film, lambda view: view.ended)).verdict == "finished"
            whole = receiver.span("film", longtake__state="finished")
        finally:
            await end_all(client)
    told = of_workflows(receiver)
    assert len(told) == len({each.id for each in told})
    assert {each.trace for each in receiver.spans} == {whole.trace}, (
        "a film that nobody's span began has one trace too"
    )
    assert whole.parent == ""


async def test_what_is_kept_replays_with_telemetry_on_and_tells_nothing(
    receiver: Receiver, tmp_path: Path
) -> None:
    store = open_store(Settings(home=tmp_path))
    restore(store)
    some = [path for path in kept() if path.name.startswith(("film", "continued-1"))][::3]
    assert len(some) > 5
    with telemetry_here(receiver), ThreadPoolExecutor(1) as threads:
        replayer = PatientReplayer(
            workflows=list(WORKFLOWS),
            data_converter=data_converter(store),
            workflow_runner=GuardedRunner(),
            interceptors=[*interceptors(), Details()],  # type: ignore[list-item]
            workflow_task_executor=threads,
        )
        for path in some:
            await replayer.replay_workflow(history_in(path))
    assert receiver.spans == []
