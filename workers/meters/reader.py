"""Whoever reads the books and Temporal for the gauges: one worker of films, of all that have the same database and namespace."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager
from threading import Event, Thread
from typing import Any, TypeVar

from temporalio.client import Client
from temporalio.service import RPCError

from infra.database.database import Database
from infra.patience import patient
from infra.telemetry.meters import Meters
from library.leases import Leases
from models.errors import LongtakeError
from models.metrics import READ_AT
from workers.meters.books import read_books
from workers.meters.films import RunningFilms
from workers.meters.queues import read_queues
from workers.meters.readings import Gauges, Reading

T = TypeVar("T")

SHARE = 20.0
"""Of so many seconds one at most is spent on reading: large books are read more seldom."""
LONGEST_S = 300.0
"""After so many seconds at the latest it is read anew, or after the interval where that is longer."""
ENDS_WITHIN_S = 3.0
AGAIN_S = 10.0
"""How long after a fault that nobody foresaw reading begins anew."""

_log = logging.getLogger("longtake.telemetry")


class _Ending(Exception):
    """The worker stops."""


class Reader:
    """Reads every `every_s` seconds while it is its turn, and shows what it read."""

    def __init__(
        self, client: Client, database: Database, queues: Sequence[str], meters: Meters, every_s: float
    ) -> None:
        self._client = client
        self._database = database
        self._queues = queues
        self._every_s = every_s
        self._leases = Leases(database)
        self._gauges = Gauges(meters, client.namespace)
        self._films = RunningFilms(client)
        self._ends = Event()
        self._waited = False
        self._loop: asyncio.AbstractEventLoop

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[None]:
        """Read while the block runs."""
        self._loop = asyncio.get_running_loop()
        thread = Thread(target=self._watch, daemon=True, name="meters")
        thread.start()
        try:
            yield
        finally:
            self._ends.set()
            await asyncio.to_thread(thread.join, ENDS_WITHIN_S)

    def _watch(self) -> None:
        while not self._ends.is_set():
            try:
                with patient(self._check):
                    self._leases.once(
                        f"meters/{self._client.namespace}", lambda: None, self._turns, self._check
                    )
            except _Ending:
                return
            except Exception:  # noqa: BLE001 - whatever it is, films are made all the same
                _log.exception("The gauges could not be read; it is tried again.")
                self._ends.wait(AGAIN_S)

    def _turns(self, token: str) -> bool:
        """Read again and again, until others do, or the worker stops."""
        pause = self._every_s
        try:
            while True:
                if (took := self._read()) is not None:
                    pause = max(self._every_s, min(SHARE * took, LONGEST_S))
                if self._ends.wait(pause):
                    raise _Ending
                holder = self._leases.holder(f"meters/{self._client.namespace}")
                if holder is None or holder.owner != token:
                    return True
        finally:
            self._gauges.hide()

    def _read(self) -> float | None:
        """Read, and show it: gives how many seconds that took; None where something did not answer, and was waited for."""
        began, self._waited = time.monotonic(), False
        self._gauges.show("books", [*read_books(self._database), _now("books")])
        try:
            told = self._heard(self._temporal())
        except (RPCError, TimeoutError, LongtakeError) as error:
            self._waited = True
            _log.info("Temporal does not tell how it stands now: %s", type(error).__name__)
        else:
            self._gauges.show("temporal", [*told, _now("temporal")])
        return None if self._waited else time.monotonic() - began

    async def _temporal(self) -> list[Reading]:
        return [*await read_queues(self._client, self._queues), *await self._films.read()]

    def _heard(self, asked: Coroutine[Any, Any, T]) -> T:
        """What comes of asking in the worker's loop; it may end while that goes on."""
        future = asyncio.run_coroutine_threadsafe(asked, self._loop)
        while True:
            try:
                return future.result(timeout=0.5)
            except TimeoutError:
                if future.done():
                    raise
                if self._ends.is_set():
                    future.cancel()
                    raise _Ending from None

    def _check(self) -> None:
        self._waited = True
        if self._ends.is_set():
            raise _Ending


def _now(source: str) -> Reading:
    return Reading(READ_AT, time.time(), (("source", source),))
