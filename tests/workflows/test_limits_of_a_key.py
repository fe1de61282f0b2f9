"""Limits of one key, as worker processes that know nothing of each other keep them together, for whatever films."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from activities.jobs.breakers import SHUTS_AT, Breakers
from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from models.errors import LongtakeError
from studio.cli.printing.vendor_lines import vendor_lines
from tests.kit.hosted_worker import Crew, crew_at
from tests.kit.studio import StudioKit, end_all, short_shots
from tests.kit.vendors.fal import Fal, usd_of
from tests.kit.vendors.manners import HOLD, KEY, Behaviour, Fault

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


async def at_fal(kit: StudioKit, films: Sequence[str]) -> list[str]:
    """What the films have at fal, a line a job; nothing while no worker is there who would say."""
    try:
        return [line for film in films for line in vendor_lines(await kit.attempts(await kit.view(film)))]
    except LongtakeError:
        return []


async def workers_of(kit: StudioKit, film: str) -> set[str]:
    """Those who had to do with a film's jobs."""
    events = (await kit.client.get_workflow_handle(film).fetch_history()).events
    theirs = {
        event.event_id
        for event in events
        if event.activity_task_scheduled_event_attributes.activity_type.name.startswith("jobs.")
    }
    started = (event.activity_task_started_event_attributes for event in events)
    return {one.identity for one in started if one.scheduled_event_id in theirs}


async def test_two_films_and_two_workers_have_no_more_jobs_under_way_than_one_key_may_have(
    server: TemporalServer, fal: Fal, tmp_path: Path, film: str
) -> None:
    films = [f"{film}-one", f"{film}-two"]
    hold = fal.folder / HOLD
    hold.touch()
    async with staffed(server, tmp_path / "home", [("film", "io", "cpu"), ("io",)]) as (kit, _):
        for name in films:
            words = (f"{name}, picture {number}" for number in range(3))
            await kit.begin(pictures(*words), name, stop_at="storyboard")
        said: list[str] = []
        async with asyncio.timeout(60):
            while sum(f"waits for a place, with {MOST} under way" in line for line in said) < 6 - MOST:
                await asyncio.sleep(0.1)
                said = await at_fal(kit, films)
            while fal.books.did["half"] < MOST:
                await asyncio.sleep(0.1)
        assert fal.books.did["take"] == MOST, said
        hold.unlink()
        views = [await kit.until(name, lambda view: view.ended) for name in films]
        workers = set().union(*[await workers_of(kit, name) for name in films])
    assert [view.verdict for view in views] == ["stopped", "stopped"]
    assert len(workers) == 2, "one alone has not enough slots for them all"
    assert fal.books.did["take"] == 6
    assert sum(view.spent for view in views) == usd_of(fal)


async def test_what_one_worker_learnt_of_an_empty_account_another_that_never_asked_goes_by(
    server: TemporalServer, fal: Fal, tmp_path: Path, film: str
) -> None:
    fal.behave(Behaviour(faults=(Fault(where="submit", how="402", times=99),)))
    words = [f"picture {number}" for number in range(SHUTS_AT)]
    async with staffed(server, tmp_path / "home", [("film", "io", "cpu")]) as (kit, crew):
        await kit.begin(pictures(*words), f"{film}-one", stop_at="storyboard", at_once={"vendor_jobs": 1})
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
                said = await at_fal(kit, [f"{film}-two"])
        assert "out of order: fal (fal-ai/flux/schnell) wants its account filled up first (403)" in said[0]
        assert fal.books.did["fault"] == refused
        with closing(open_database(kit.settings.database_url)) as database:
            assert list(Breakers(database).shut()) == ["fal (for jobs)"]
