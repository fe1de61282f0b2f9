"""What a page of a long film's shots takes, the first and the last, on either database.

`python -m benchmarks.doors.pages [SHOTS]`: the real application at a socket in this process, a real Temporal server, SQLite and then a
PostgreSQL server of its own; where the shots stand is written as workers write it. Every page is read, of 50 shots, three times over.
CPU is this process's: the caller, the door and, of SQLite, the database.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from statistics import median

import httpx
from sqlalchemy import text

from infra.database.database import Database, open_database
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from library.states.reader import placed_of
from library.states.writer import write_states
from models.film.shot_state import FilmRun, StateChanges, state_of, words_of
from models.shots.view import ShotView
from studio.client.executions import execution_of, first_run
from studio.service.session import Session
from tests.kit.databases import PostgresServer
from tests.kit.views import film
from tests.kit.web import served, session_on
from workers.engine_files import prepare_home

FILM, REEL, PAGE, TIMES = "long", 120, 50, 3
SOME = 5
"""Pages of which one figure is made."""


class Looks:
    """What pages took, in order: milliseconds on the clock and of CPU, and on the clock of their reads alone."""

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self.reads: list[float] = []

    async def read(self, http: httpx.AsyncClient) -> int:
        """Read the film to its end; gives how many shots it has."""
        cursor, count = "", 0
        while True:
            began, cpu = time.perf_counter(), time.process_time()
            query = {"limit": str(PAGE)} | ({"cursor": cursor} if cursor else {})
            answer = (await http.get(f"/api/v1/films/{FILM}/shots", params=query)).raise_for_status().json()
            self.wall.append((time.perf_counter() - began) * 1000)
            self.cpu.append((time.process_time() - cpu) * 1000)
            count += len(answer["shots"])
            if answer["next"] is None:
                return count
            cursor = answer["next"]

    def look(self, database: Database) -> None:
        """Read what the tables have of its pages."""
        after: tuple[str, ...] = ()
        while True:
            began = time.perf_counter()
            page = placed_of(database, FILM, after, PAGE)
            self.reads.append((time.perf_counter() - began) * 1000)
            assert page is not None
            if not page.more:
                return
            after = tuple(row.shot_id for row in page.rows[-3:])


def said(name: str, passes: list[Looks]) -> None:
    """Print what the first, the middle and the last pages took."""
    pages = len(passes[0].wall)
    places = {"first": 0, "middle": (pages - SOME) // 2, "last": pages - SOME}
    found = {}
    for where, start in places.items():
        span = slice(start, start + SOME)
        cpu = median([each for one in passes for each in one.cpu[span]])
        wall = median([each for one in passes for each in one.wall[span]])
        read = median([each for one in passes for each in one.reads[span]])
        found[where] = cpu
        print(
            f"{name}, {where} pages of {pages}: {cpu:.1f} ms of CPU, {wall:.1f} ms, {read:.2f} ms of them the tables"
        )
    print(f"{name}: last / first {found['last'] / found['first']:.2f} x")


def written(database: Database, settings: Settings, run_id: str, views: tuple[ShotView, ...]) -> None:
    """Write where the film's shots stand, reel by reel."""
    store, run = open_store(settings), FilmRun(run_id=run_id, began="2026-11-30T00:00:00")
    for reel, start in enumerate(range(0, len(views), REEL), start=1):
        told = tuple(
            state_of(view, start + place, 1, words_of(view))
            for place, view in enumerate(views[start : start + REEL])
        )
        write_states(database, store, FILM, StateChanges(run=run, reel=reel, change=1, shots=told))
    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


async def measured(name: str, session: Session, views: tuple[ShotView, ...]) -> None:
    """Measure one database."""
    execution = await execution_of(session.studio.client, FILM)
    assert execution is not None
    database = open_database(session.settings.database_url)
    await asyncio.to_thread(written, database, session.settings, first_run(execution), views)
    async with served(session) as door:
        passes = [Looks() for _ in range(TIMES + 1)]
        for one in passes:
            await asyncio.to_thread(one.look, database)
            assert await one.read(door.client) == len(views)
    database.close()
    said(name, passes[1:])


@contextmanager
def postgres() -> Iterator[str]:
    """A server, and a fresh database of it."""
    server = PostgresServer()
    try:
        yield server.url(server.create())
    finally:
        server.remove()


@asynccontextmanager
async def begun(home: Path) -> AsyncIterator[str]:
    """A Temporal server that knows the film, which no worker makes; its address."""
    prepare_home(Settings(home=home))
    server = TemporalServer(Settings(home=home))
    await server.start()
    try:
        async with session_on(server.address, Settings(home=home)) as session:
            client = session.studio.client
            await client.start_workflow("FilmWorkflow", id=FILM, task_queue="nobody")
            yield server.address
    finally:
        await server.stop()


async def main(count: int) -> None:
    """Print what was measured."""
    views = film(count).shots
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        home = Path(folder) / "home"
        async with begun(home) as address:
            for name, given in (("SQLite", ""), ("PostgreSQL", url)):
                settings = Settings(home=home, database=given)
                async with session_on(address, settings) as session:
                    await measured(name, session, views)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
