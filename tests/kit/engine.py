"""The embedded engine with watched workers, for tests that kill its parts."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import psutil

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.errors import LongtakeError
from models.film.view import FilmView
from tests.kit.providers import Journal, renders
from tests.kit.studio import StudioKit
from workers.engine import attached, ensure_engine, stop_engine
from workers.engine_files import read_state


class EngineKit(StudioKit):
    """A studio on an embedded engine of its own, whose processes can be killed by name."""

    def hold(self, kind: str) -> Path:
        return Journal(self.journal).hold(kind)

    async def until_begun(self, kind: str, count: int = 1, what: str = "begin") -> None:
        """Until that much work of a kind has begun."""
        async with asyncio.timeout(180):
            while len(renders(self.journal, kind, what=what)) < count:
                await asyncio.sleep(0.02)

    def kill(self, *names: str) -> None:
        """`kill -9` the server, a worker (`film-io`, `cpu`) or the `supervisor`, in this order.

        Whoever looks after the engine clears away what the first death left: the others may be gone by then.
        """
        state = read_state(self.settings)
        assert state is not None
        killed = 0
        for name in names:
            marked = state.supervisor if name == "supervisor" else state.children[name]
            with suppress(ProcessLookupError, psutil.NoSuchProcess):
                os.kill(marked.pid, signal.SIGKILL)
                killed += 1
                psutil.wait_procs([psutil.Process(marked.pid)], timeout=5)
        assert killed, f"nobody was killed: {names} were gone already"

    async def follow(self) -> None:
        """Start what was killed; the server may be elsewhere by then, when its ports were taken meanwhile."""
        engine = await asyncio.to_thread(ensure_engine, self.settings, worker_commands=commands(self.journal))
        client = await connect(
            open_store(self.settings), local_config(engine.address), self.settings.encryption_keys
        )
        # All that reads through the client is made anew with it.
        StudioKit.__init__(self, client, self.settings)

    async def patiently(self, film_id: str, within_s: float = 120) -> str:
        """The film's last stage, asked again and again over deaths of the engine's parts."""
        return (await self.patiently_until(film_id, lambda view: view.ended, within_s)).verdict

    async def patiently_until(
        self, film_id: str, reached: Callable[[FilmView], bool], within_s: float = 120
    ) -> FilmView:
        """The film's view as soon as it is as wanted, over deaths of the engine's parts."""
        async with asyncio.timeout(within_s):
            while True:
                try:
                    view = await self.view(film_id)
                except LongtakeError:
                    await self.follow()
                else:
                    if reached(view):
                        return view
                await asyncio.sleep(0.2)


def commands(journal: Path) -> dict[str, list[str]]:
    """The worker processes of the engine, watched."""
    start = [sys.executable, "-P", "-m", "tests.kit.worker_process", str(journal)]
    return {"film-io": [*start, "film", "io"], "cpu": [*start, "cpu"]}


@asynccontextmanager
async def engine_at(home: Path) -> AsyncIterator[EngineKit]:
    """An embedded engine in `home` with watched workers, stopped at the end."""
    settings = Settings(home=home)
    journal = home / "journal"
    with attached(settings):
        engine = await asyncio.to_thread(ensure_engine, settings, worker_commands=commands(journal))
        client = await connect(open_store(settings), local_config(engine.address), settings.encryption_keys)
        try:
            yield EngineKit(client, settings)
        finally:
            await asyncio.to_thread(stop_engine, settings)
