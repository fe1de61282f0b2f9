"""Whole homes for tests: an embedded engine whose pictures and clips are a vendor's, killed with all it runs, and gone."""

import asyncio
import shutil
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from infra.processes import kill_marked
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.errors import NoWorker
from models.film.view import FilmView
from tests.kit.studio import StudioKit
from workers.engine import attached, ensure_engine, stop_engine
from workers.engine_files import read_state, supervisor_pid


class PatientKit(StudioKit):
    """A studio whose workers are processes that may still be starting, however busy the machine is."""

    async def view(self, film_id: str) -> FilmView:
        give_up_at = time.monotonic() + 120
        while True:
            try:
                return await super().view(film_id)
            except NoWorker:
                if time.monotonic() > give_up_at:
                    raise
                await asyncio.sleep(0.2)


def hosted_commands(settings: Settings, vendor: str) -> dict[str, list[str]]:
    """Workers of an engine by which a vendor makes what films have from it."""
    start = [sys.executable, "-P", "-m", "tests.kit.hosted_worker", vendor, str(settings.home / "journal")]
    return {"film-io": [*start, "film", "io"], "cpu": [*start, "cpu"]}


@asynccontextmanager
async def hosted_engine(settings: Settings, vendor: str) -> AsyncIterator[StudioKit]:
    """An embedded engine on a home, stopped at the end if it still runs."""
    async with AsyncExitStack() as stack:
        with attached(settings):
            engine = await asyncio.to_thread(
                ensure_engine, settings, worker_commands=hosted_commands(settings, vendor)
            )
            stack.callback(stop_engine, settings)
            client = await connect(open_store(settings), local_config(engine.address))
            yield PatientKit(client, settings)


def kill_everything(settings: Settings) -> None:
    """`kill -9` the supervisor, the server and the workers of a home, all at once."""
    state = read_state(settings)
    assert state is not None
    assert kill_marked([state.supervisor, *state.children.values()])
    give_up_at = time.monotonic() + 30
    while (
        supervisor_pid(settings) is not None
    ):  # the kernel lets go of a lock a moment after its holder's death
        assert time.monotonic() < give_up_at
        time.sleep(0.02)


def lose(home: Path) -> None:
    """The home is gone, as with its disk."""
    shutil.rmtree(home)
