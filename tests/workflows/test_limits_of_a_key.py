"""Limits of one key, as worker processes that know nothing of each other keep them together, for whatever films."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest

from activities.jobs.breakers import SHUTS_AT, Breakers
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from studio.cli.printing.vendor_lines import vendor_lines
from tests.kit.hosted_worker import Crew, crew_at
from tests.kit.studio import StudioKit, end_all, short_shots
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.manners import KEY, Behaviour, Fault, read_log

MOST = 2
"""Jobs that the key may have under way, by a person's own table."""
SLOTS = 4
"""How many of fal's activities one worker does at once: fewer than two films have."""


@pytest.fixture
def fal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fal]:
    with Fal(tmp_path / "fal") as double:
        monkeypatch.setenv("FAL_KEY", KEY)
        monkeypatch.setenv("FAL_BASE_URL", double.address)
        yield double


@asynccontextmanager
async def staffed(
    server: TemporalServer, home: Path, workers: Sequence[Sequence[str]]
) -> AsyncIterator[tuple[StudioKit, Crew]]:
    """A studio whose workers are processes with the providers that ship."""
    home.mkdir()
    (home / "models.toml").write_text(f"[vendors.fal]\njobs_at_once = {MOST}\n")
    settings = Settings(home=home, io_slots=SLOTS)
    open_database(settings.database_url).close()
    client = await connect(open_store(settings), local_config(server.address))
    with crew_at(settings, server.address, "", workers) as crew:
        try:
            yield StudioKit(client, settings), crew
        finally:
            await end_all(client)


def pictures(*words: str) -> Brief:
    """A film whose pictures come from fal."""
    return Brief.model_validate({**short_shots(*words).model_dump(), "casting": {"image": "flux"}})


def most_under_way(fal: Fal) -> int:
    """The most jobs that fal had at once: taken, and not said to be over."""
    left, most = dict[str, int](), 0
    for line in read_log(fal.folder):
        if line["did"] == "take":
            left[line["id"]] = line["polls"]
        elif line["did"] == "look" and line["id"] in left:
            left[line["id"]] -= 1
            left = {job: looks for job, looks in left.items() if looks}
        most = max(most, len(left))
    return most


async def on_duty(kit: StudioKit, crew: Crew) -> None:
    """Until every worker asks for fal's work."""
    request = DescribeTaskQueueRequest(
        namespace=kit.client.namespace,
        task_queue=TaskQueue(name="fal"),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
    )
    there: set[int] = set()
    async with asyncio.timeout(40):
        while not there.issuperset(crew.pids):
            await asyncio.sleep(0.1)
            answer = await kit.client.workflow_service.describe_task_queue(request)
            there = {int(poller.identity.partition("@")[0]) for poller in answer.pollers}


async def askers(kit: StudioKit, film: str) -> set[str]:
    """The workers that asked fal for a film's jobs."""
    history = await kit.client.get_workflow_handle(film).fetch_history()
    submits = {
        event.event_id
        for event in history.events
        if event.activity_task_scheduled_event_attributes.activity_type.name == "jobs.submit"
    }
    started = (event.activity_task_started_event_attributes for event in history.events)
    return {one.identity for one in started if one.scheduled_event_id in submits}


async def test_two_films_and_two_workers_have_no_more_jobs_under_way_than_one_key_may_have(
    server: TemporalServer, fal: Fal, tmp_path: Path, film: str
) -> None:
    fal.behave(Behaviour(polls=2))
    films = {
        f"{film}-{name}": pictures(*(f"{name}, picture {number}" for number in range(3)))
        for name in ("one", "two")
    }
    async with staffed(server, tmp_path / "home", [("film", "io", "cpu"), ("io",)]) as (kit, crew):
        await on_duty(kit, crew)
        for name, brief in films.items():
            await kit.begin(brief, name, stop_at="storyboard")
        views = [await kit.until(name, lambda view: view.ended, within_s=90) for name in films]
        asked = set().union(*[await askers(kit, name) for name in films])
    assert [view.verdict for view in views] == ["stopped", "stopped"]
    assert len(asked) == 2, "both workers asked for some"
    assert most_under_way(fal) == MOST
    assert fal.books.did["take"] == 6
    assert sum(view.spent for view in views) == usd_of(fal)


async def test_what_one_worker_learnt_of_an_empty_account_another_that_never_asked_goes_by(
    server: TemporalServer, fal: Fal, tmp_path: Path, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="submit", how="402", times=99),)))
    words = [f"picture {number}" for number in range(SHUTS_AT)]
    async with staffed(server, tmp_path / "home", [("film", "io", "cpu")]) as (kit, crew):
        await kit.begin(pictures(*words), f"{film}-one", stop_at="storyboard", vendor_jobs=1)
        view = await kit.until(f"{film}-one", lambda view: view.ended)
        assert len(view.missing) == SHUTS_AT
        refused = fal.books.did["fault"]
        assert refused == SHUTS_AT
        crew.kill(0)
        await kit.begin(pictures("a quay"), f"{film}-two", stop_at="storyboard")
        said: list[str] = []
        async with asyncio.timeout(60):
            while not any("out of order" in line for line in said):
                await asyncio.sleep(0.1)
                said = vendor_lines(await kit.attempts(await kit.view(f"{film}-two")))
        assert "out of order: fal (fal-ai/flux/schnell) wants its account filled up first (403)" in said[0]
        assert fal.books.did["fault"] == refused
        with closing(open_database(kit.settings.database_url)) as database:
            assert list(Breakers(database).shut()) == ["fal (for jobs)"]
