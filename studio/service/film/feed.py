"""What happens to films, read once for everybody in this process who follows it."""

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from models.errors import LongtakeError
from models.money.dollars import plain
from studio.client import Studio
from studio.client.film_summaries import FilmSummary

if TYPE_CHECKING:
    from infra.database.database import Database
    from infra.settings import Settings
    from library.events.log import Event

LOOK_EVERY_S = 0.05
"""Between two looks at what was written."""
ASK_EVERY_S = 1.0
"""Between two questions to the server where films stand; longer where it takes long to answer."""
REMEMBERED = 1000
"""How many of the last events are kept for all who follow; whoever is further behind reads them for itself."""
_AT_ONCE = 500
_SHARE = 5
"""Of how many seconds one is spent at most on asking the server."""
_OTHER_CLOCKS = timedelta(seconds=30)
"""By how much the server's clock, and what it lists, may be behind."""


class Told(NamedTuple):
    """An event for somebody who follows; `last` is what to go on after when following is broken off here.

    The first has no event, and says where following begins. So does each that is `lost`: what came before it is not kept any more,
    and everything is to be looked at anew.
    """

    event: "Event | None"
    last: int
    lost: bool = False


class Feed:
    """Follows films while anybody wants it: their events are in one order for all, also for who comes back later.

    `studio` gives the studio that is asked where films stand.
    """

    def __init__(self, settings: "Settings", studio: Callable[[], Awaitable[Studio]]) -> None:
        self._settings = settings
        self._studio = studio
        self._recent: deque[Event] = deque(maxlen=REMEMBERED)
        self._after = 0
        self._last = 0
        self._followers = 0
        self._changed = asyncio.Event()
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self._beginning = asyncio.Lock()
        self._database: Database | None = None

    async def follow(self, last: int | None = None, film_id: str = "") -> AsyncGenerator[Told, None]:
        """Events of all films, or of one, after the one with the id `last`, or from now on.

        Raises:
            LongtakeError: the database cannot be read.

        """
        await self._begin()
        try:
            lost = last is not None and await self._has_lost(last)
            last = self._last if last is None or lost else last
            yield Told(None, last, lost)
            while True:
                changed = self._changed
                behind = last < self._after
                events = await self._since(last)
                if behind and await self._has_lost(last):
                    last = self._last
                    yield Told(None, last, lost=True)
                    continue
                for event in events:
                    last = event.id
                    if film_id in ("", event.film_id):
                        yield Told(event, last)
                if not events:
                    await changed.wait()
        finally:
            await self._leave()

    async def _has_lost(self, last: int) -> bool:
        """Whether somebody with that last event has missed some that are gone, or has it of another database."""
        from library.events.log import span

        kept = await asyncio.to_thread(self._open().read, span)
        return not kept.first - 1 <= last <= max(kept.last, self._last)

    async def _since(self, last: int) -> Sequence["Event"]:
        """The next events; those of somebody who is far behind are read for him alone."""
        from library.events.log import since

        if last < self._after and (events := await asyncio.to_thread(since, self._open(), last, _AT_ONCE)):
            return events
        return [event for event in self._recent if event.id > last]

    async def _begin(self) -> None:
        async with self._beginning:
            self._followers += 1
            if self._tasks:
                return
            try:
                await asyncio.to_thread(self._look_back)
            except BaseException:
                self._followers -= 1
                raise
            self._tasks = (asyncio.create_task(self._look()), asyncio.create_task(self._ask()))

    def _look_back(self) -> None:
        from library.events.log import span

        self._after = self._last = self._open().read(span).last
        self._recent.clear()

    async def _leave(self) -> None:
        self._followers -= 1
        if self._followers:
            return
        tasks, self._tasks = self._tasks, ()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        database, self._database = self._database, None
        if database is not None and not self._followers:
            await asyncio.to_thread(database.close)

    def _open(self) -> "Database":
        if self._database is None:
            from infra.database.database import open_database

            self._database = open_database(
                self._settings.database_url, synchronous=self._settings.sqlite_synchronous
            )
        return self._database

    async def _look(self) -> None:
        """Read what was written, again and again."""
        from library.events.log import since

        while True:
            with suppress(LongtakeError):  # it is read when the database is back
                events = await asyncio.to_thread(since, self._open(), self._last, _AT_ONCE)
                if events:
                    self._take(events)
            await asyncio.sleep(LOOK_EVERY_S)

    def _take(self, events: Sequence["Event"]) -> None:
        overflow = len(self._recent) + len(events) - REMEMBERED
        if overflow > 0:
            gone = [*self._recent, *events][overflow - 1]
            self._after = gone.id
        self._recent.extend(events)
        self._last = events[-1].id
        self._changed.set()
        self._changed = asyncio.Event()

    async def _ask(self) -> None:
        """Ask the server where films stand, and write what has changed among what happens, again and again."""
        since: datetime | None = None
        while True:
            began, now = time.monotonic(), datetime.now(UTC)
            with suppress(LongtakeError):
                studio = await self._studio()
                # Also those that have ended by now: one may begin and end between two questions.
                films = await studio.films(running=since is not None, ended_since=since)
                await asyncio.to_thread(self._write, {film.film_id: _standing(film) for film in films})
                since = now - _OTHER_CLOCKS
            await asyncio.sleep(max(ASK_EVERY_S, (time.monotonic() - began) * _SHARE))

    def _write(self, standings: Mapping[str, Mapping[str, Any]]) -> None:
        from library.events.log import add_standings

        self._open().write(lambda connection: add_standings(connection, standings))


def _standing(film: FilmSummary) -> dict[str, Any]:
    """Where a film stands, as an event tells it."""
    return {
        "title": film.title,
        "stage": film.stage,
        "running": film.running,
        # Of a run that was over between two looks nothing else may be another.
        "started": film.started.isoformat(),
        "spent_usd": f"{film.spent:.6f}".rstrip("0").rstrip("."),
        "budget_usd": None if film.budget is None else plain(film.budget),
        "shots": film.shots,
        "shots_done": film.done,
        "shots_missing": film.missing,
    }
