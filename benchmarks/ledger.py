"""Whether shots wait for the ledger: the same film with the ledger's table locked for all its shots, and without.

`python -m benchmarks.ledger [SHOTS]`. Clips come from somewhere that takes a second for each, so that eight are on
their way at once and the processors are not what holds them up. The table is locked in PostgreSQL by somebody else:
whoever writes to it waits, and only they.
"""

import asyncio
import logging
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, cast

from sqlalchemy import func, select, text

from infra.database.database import Database, open_database
from infra.database.tables import ledger
from infra.engine.server import TemporalServer
from infra.settings import Settings
from models.brief import Brief
from models.film.decisions import Decision
from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.shots.shot_list import Shot
from providers.base import Bench, Label, Rendered
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from studio.service.session import quiet_sdk
from tests.kit.databases import PostgresServer
from tests.kit.studio import studio_of
from workers.engine_files import prepare_home

ROUNDS, PRICE, ANSWERS_S = 5, Decimal("0.01"), 1.0
AT_ONCE = 8


class Elsewhere:
    """A provider that gives copies of the first file of its size and length, each a second after it was asked.

    `times` says when each was given.
    """

    label: Label = "io"

    def __init__(self, inner: Any) -> None:  # noqa: ANN401 - a renderer of any kind
        self._inner = inner
        self._made: dict[str, tuple[str, bytes]] = {}
        self._turn = threading.Lock()
        self.times: list[float] = []

    @property
    def name(self) -> str:
        """The inner one's."""
        return str(self._inner.name)

    @property
    def kind(self) -> Kind:
        """The inner one's."""
        return cast(Kind, self._inner.kind)

    @property
    def revision(self) -> str:
        """The inner one's."""
        return str(self._inner.revision)

    def recipe(self, request: Any) -> Recipe:  # noqa: ANN401 - as the renderer's
        """The inner one's."""
        return cast(Recipe, self._inner.recipe(request))

    def quote(self, request: Any) -> Quote:  # noqa: ANN401, ARG002 - as the renderer's
        """The price."""
        return Quote(usd=PRICE)

    def render(self, request: Any, bench: Bench) -> Rendered:  # noqa: ANN401 - as the renderer's
        """A copy, after a while."""
        told = request.model_dump(mode="json", exclude={"shot", "still", "characters"})
        with self._turn:
            if str(told) not in self._made:
                made = self._inner.render(request, bench).path
                self._made[str(told)] = (made.name, made.read_bytes())
        time.sleep(ANSWERS_S)
        self.times.append(time.perf_counter())
        name, data = self._made[str(told)]
        (bench.into / name).write_bytes(data)
        return Rendered(path=bench.into / name, cost=PRICE)


class Measured(NamedTuple):
    """A film's shots: how many a second, and how many of their entries were in the table when the last was made."""

    a_second: float
    written: int


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """The ledger's table can be read, and not written."""
    with database.engine.connect() as connection, connection.begin():
        connection.execute(text("LOCK TABLE ledger IN EXCLUSIVE MODE"))
        yield


def a_film(count: int) -> Brief:
    """Silent shots of one second."""
    shots = tuple(
        Shot(shot_id=f"shot_{number:03d}", shot_number=number, enhanced_prompt=f"door {number}", duration=1.0)
        for number in range(1, count + 1)
    )
    return Brief(shots=shots, title="Doors", seconds=count)


def entries(database: Database) -> tuple[int, Decimal]:
    """How many entries the table has, and the sum of its charges."""
    with database.reading() as connection:
        count = connection.scalar(select(func.count()).select_from(ledger)) or 0
        charges = select(ledger.c.usd).where(ledger.c.entry == "charge")
        return count, sum(connection.execute(charges).scalars(), Decimal(0))


async def measured(address: str, home: Path, url: str, brief: Brief, *, lock: bool) -> Measured:
    """Make a film's shots, with the ledger's table locked or not; cancelled before its cut.

    Raises:
        AssertionError: what the table holds in the end is not what the film spent.

    """
    clips = Elsewhere(CameraMove())
    film = "doors"
    registry = Registry([OutlineWriter(), Animatic(), clips, PiperVoice(), Bed()])
    settings = Settings(home=home, database=url)
    database = open_database(url)
    async with studio_of(address, settings, registry) as kit:
        await kit.begin(brief, film, at_once={"shots": AT_ONCE, "pictures": AT_ONCE})
        await kit.until(film, lambda view: view.board == 1, within_s=300)
        with locked(database) if lock else nullcontext():
            before, _ = entries(database)
            await kit.decide(film, Decision(kind="approve"))
            # Looked at seldom: each look costs the workers something.
            await asyncio.sleep(len(brief.shots or ()) / AT_ONCE * ANSWERS_S)
            await kit.until(film, lambda view: all(shot.clip for shot in view.shots), within_s=300)
            written = entries(database)[0] - before
        await kit.cancel(film)
        view = await kit.until(film, lambda view: view.ended, within_s=120)
    count, charged = entries(database)
    assert charged == view.spent, (charged, view.spent)
    assert count >= 4 * len(brief.shots or ()), count
    database.close()
    return Measured((len(clips.times) - 1) / (clips.times[-1] - clips.times[0]), written)


@asynccontextmanager
async def server_at(home: Path) -> AsyncIterator[str]:
    """A server of one film's own, for one that has run films already is slower; gives its address."""
    settings = Settings(home=home)
    prepare_home(settings)
    server = TemporalServer(settings)
    await server.start()
    try:
        yield server.address
    finally:
        await server.stop()


async def main() -> None:
    """Print each round and the medians; every second round begins with the lock."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    quiet_sdk()
    logging.disable()  # films are cancelled in their cut, which workers say at length
    postgres = PostgresServer()
    rates: dict[bool, list[float]] = {False: [], True: []}
    try:
        for number in range(ROUNDS):
            for lock in (bool(number % 2), not number % 2):
                with tempfile.TemporaryDirectory() as name:
                    folder, url = Path(name), postgres.url(postgres.create())
                    async with server_at(folder / "server") as address:
                        made = await measured(address, folder / "home", url, a_film(count), lock=lock)
                rates[lock].append(made.a_second)
                state = "locked" if lock else "free"
                print(
                    f"round {number + 1}, ledger {state}: {made.a_second:.2f} shots/s, {made.written} entries"
                )
    finally:
        postgres.remove()
    free, held = statistics.median(rates[False]), statistics.median(rates[True])
    print(f"{count} shots: {free:.2f} shots/s, and {held:.2f} with the ledger locked: {held / free:.2f} ×")


if __name__ == "__main__":
    asyncio.run(main())
