"""Nothing is paid twice: workers killed, connections dropped, and the vendor has billed what the films have booked."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from infra.database.database import open_database
from infra.database.tables import jobs, ledger
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from models.errors import LongtakeError
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.shots.lines import Line
from tests.kit.hosted import PRICE, by_vendor
from tests.kit.hosted_worker import Crew, crew_at
from tests.kit.providers import Journal, renders
from tests.kit.studio import StudioKit, end_all, short_shots
from tests.kit.vendor import read_log
from tests.kit.vendor_process import Vendor, vendor_at

AUTO = RunOptions(approve="auto")
CREW = (("film",), ("io",), ("io", "cpu"))


class Set(NamedTuple):
    """A studio, its vendor, and its workers."""

    kit: StudioKit
    vendor: Vendor
    crew: Crew


@pytest.fixture
def vendor(tmp_path: Path) -> Iterator[Vendor]:
    """The vendor, in a process of its own."""
    with vendor_at(tmp_path / "vendor") as vendor:
        yield vendor


@asynccontextmanager
async def set_at(server: TemporalServer, vendor: Vendor, settings: Settings) -> AsyncIterator[Set]:
    """Everything that is needed, the workers in processes of their own; films left running are ended."""
    settings.home.mkdir(parents=True, exist_ok=True)
    open_database(settings.database_url).close()
    client = await connect(open_store(settings), local_config(server.address))
    with crew_at(settings, server.address, vendor.address, CREW) as crew:
        try:
            yield Set(StudioKit(client, settings), vendor, crew)
        finally:
            await end_all(client)


def a_film(number: int, shots: int) -> Brief:
    """A film of its own, but for its first picture, which all films share; in one shot three lines are spoken, one twice."""
    words = ("the sea", *(f"film {number}, picture {shot}" for shot in range(1, shots)))
    brief = short_shots(*words)
    said = tuple(Line(text=text) for text in (f"Film {number}.", "A door.", f"Film {number}."))
    silent = [shot.model_copy(update={"dialogue": ""}) for shot in brief.shots]
    silent[-1] = silent[-1].model_copy(update={"lines": said})
    return by_vendor(brief.model_copy(update={"shots": tuple(silent), "title": f"Film {number}"}))


async def ended(kit: StudioKit, film: str, within_s: float) -> FilmView:
    """The film's last view, asked for again and again while the workers that would answer are killed.

    Where the vendor could not be asked in time what became of a job, a person has it resubmitted: it is looked for first.
    """
    view: FilmView | None = None
    try:
        async with asyncio.timeout(within_s):
            while True:
                try:
                    view = await kit.view(film)
                except LongtakeError:
                    pass
                else:
                    if view.ended:
                        return view
                    for job in view.unknown:
                        answer = {"shot": job.shot_id, "action": "resubmit"}
                        await kit.client.get_workflow_handle(film).signal("resolve_job", answer)
                await asyncio.sleep(0.2)
    except TimeoutError:
        raise AssertionError(f"{film} has not ended in {within_s} s; last seen: {view}") from None


def the_books_agree(vendor: Vendor, settings: Settings, views: list[FilmView]) -> None:
    """What the vendor billed, what the ledger's table holds, and what the films say is one sum."""
    assert vendor.crimes == []
    database = open_database(settings.database_url)
    with database.reading() as connection:
        entries = Counter(connection.execute(select(ledger.c.entry)).scalars())
        charges = connection.execute(select(ledger.c.usd).where(ledger.c.entry == "charge")).scalars().all()
        records = [(row.state, row.job_id) for row in connection.execute(select(jobs))]
    database.close()
    assert sum((view.spent for view in views), Decimal(0)) == vendor.billed
    assert sum(charges, Decimal(0)) == vendor.billed
    assert entries["reserve"] == entries["charge"] + entries["release"], "nothing is left reserved"
    assert all(view.reserved == 0 for view in views)
    assert sorted(name for state, name in records if state == "done") == sorted(
        job["id"] for job in vendor.accepted
    )
    assert {state for state, _ in records} <= {"done", "void"}


async def killed(
    set_: Set, films: dict[str, Brief], chance: random.Random, kills: int, within_s: float
) -> tuple[list[FilmView], int]:
    """Films made while workers are killed at random, and how many were.

    Each kill comes a moment after the vendor was asked for something. After ten quiet seconds, when films
    are being cut, the worker that cuts them is spared: only so many deaths are allowed to local work.
    """
    for name, brief in films.items():
        await set_.kit.start(FilmRequest(brief=brief, options=AUTO), name)
    watch = asyncio.gather(*(ended(set_.kit, name, within_s) for name in films))
    count, seen = 0, 0
    while count < kills and not watch.done():
        among = len(CREW)
        try:
            async with asyncio.timeout(10):
                while len(read_log(set_.vendor.folder)) <= seen:
                    await asyncio.sleep(0.02)
        except TimeoutError:
            among -= 1
        await asyncio.sleep(chance.expovariate(4))
        set_.crew.kill(chance.randrange(among))
        seen = len(read_log(set_.vendor.folder))
        count += 1
    return await watch, count


@pytest.mark.parametrize(
    "database_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.chaos)], indirect=True
)
async def test_what_the_vendor_billed_is_what_the_films_booked_though_workers_are_killed(
    server: TemporalServer, vendor: Vendor, film: str, database_url: str, tmp_path: Path
) -> None:
    vendor.behave(breaks=0.15, seed=1)
    settings = Settings(home=tmp_path / "home", database=database_url)
    films = {f"{film}-{number}": a_film(number, 2) for number in range(2)}
    async with set_at(server, vendor, settings) as set_:
        views, kills = await killed(set_, films, random.Random(1), kills=5, within_s=300)
    assert kills >= 3
    assert [view.verdict for view in views] == ["finished", "finished"]
    assert all(len(view.shots[-1].voices) == 3 and all(view.shots[-1].voices) for view in views)
    the_books_agree(vendor, settings, views)


@pytest.mark.chaos
async def test_a_worker_killed_after_the_download_still_books_what_the_vendor_charged(
    server: TemporalServer, vendor: Vendor, film: str, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home")
    async with set_at(server, vendor, settings) as set_:
        held = Journal(settings.home / "journal").hold("stored-image")
        held.touch()
        options = RunOptions(approve="auto", stop_at="storyboard")
        brief = by_vendor(short_shots("a quay"), "image")
        await set_.kit.start(FilmRequest(brief=brief, options=options), film)
        async with asyncio.timeout(90):
            while not renders(set_.kit.journal, "image", what="stored"):
                await asyncio.sleep(0.05)
        for number in (1, 2):
            set_.crew.kill(number)
        held.unlink()
        view = await ended(set_.kit, film, within_s=60)
    assert len(renders(set_.kit.journal, "image", what="stored")) == 1, "it was not downloaded again"
    assert view.spent == PRICE
    the_books_agree(vendor, settings, [view])
