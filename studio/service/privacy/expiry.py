"""Films that are kept no longer: found by when they ended, and deleted by one process at a time."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any

from infra.payloads.names import film_mark
from infra.settings import Settings
from infra.storage import Store
from models.errors import BadInput, LongtakeError, WrongMoment
from studio.client.executions import execution_of
from studio.client.histories import films_there
from studio.client.runs.removal import ended_before
from studio.service.database import missing_file, opened_database
from studio.service.facts.erasure import ErasureFacts
from studio.service.privacy.film import BEYOND, delete_films, finish, write_anew
from studio.service.privacy.logs import remove_old
from studio.service.privacy.place import Place
from studio.service.session import Listener, Session

if TYPE_CHECKING:
    from infra.database.database import Database

VARIABLE = "LONGTAKE_KEEP_DAYS"
EVERY_S = 24 * 3600.0
"""How often a process that stays looks for what has expired."""
JOBS_KEPT = timedelta(days=30)
"""How long the name of a job is kept of which nobody knows whether its vendor took it."""
_LEASE = "delete/expired"
_WAITS_S = 8.0
"""How long whoever has the lease is looked at: of one that was killed it is taken over by then."""
_DAY_S = 86_400


class AnotherDeletes(WrongMoment):
    """Another process deletes what has expired right now."""


def days_kept(settings: Settings, given: int | None, called: str) -> int:
    """For how many days after their end films are kept: as was said, else as is set. `called` is what gives it.

    Raises:
        BadInput: neither says it, or it is less than a day.

    """
    days = settings.keep_days if given is None else given
    if given is None and not days:
        raise BadInput(f"Nothing expires: set {VARIABLE} to a number of days, or say {called}.")
    if days < 1:
        raise BadInput(f"{called} must be 1 or more, not {days}.")
    return days


async def find_expired(place: Place, days: int) -> ErasureFacts:
    """The films that ended so many days ago, and what else would go; nothing changes.

    A film that runs, waits, or was asked for anything since is not among them, nor is one that nobody knows to have ended.

    Raises:
        LongtakeError: the server or the database does not answer.

    """
    films = await _expired(place, days)
    goes = (
        *(f"everything about the film {film_id}" for film_id in films),
        f"logs that nobody wrote to for {days} day{'' if days == 1 else 's'}",
    )
    return ErasureFacts(
        deleted=False, films=films, goes=goes, stays=("What they cost, under other names.", BEYOND)
    )


async def delete_expired(place: Place, days: int) -> ErasureFacts:
    """Delete what has expired; what went, and what stays. Of several processes one does it.

    Raises:
        AnotherDeletes: another one is at it.
        LongtakeError: the server, the database or the store does not answer; the next time goes on from there.

    """

    async def work() -> ErasureFacts:
        old = (datetime.now(UTC) - JOBS_KEPT).isoformat(timespec="seconds")
        await place.read(lambda database, _: _delete_old_jobs(place.settings, database, old), None)
        found = await find_expired(place, days)
        await delete_films(place, found.films, passing=True)
        nothing: tuple[str, ...] = ()
        begun = await place.read(lambda database, _: _begun(database), nothing)
        await finish(
            place, begun, partial(films_there, place.session.studio.client) if place.session else None
        )
        await asyncio.to_thread(remove_old, place.settings.logs_dir, time.time() - days * _DAY_S)
        return found.model_copy(update={"deleted": True})

    if missing_file(place.settings):
        return await work()
    return await _alone(place.settings, work)


async def delete_daily(settings: Settings, awake: Callable[[], Awaitable[Session]]) -> None:
    """Delete what has expired, now and every day until cancelled, where it is set that anything expires.

    `awake` gives a session on an engine that runs. What cannot be done is told, and tried the next day.
    """
    while settings.keep_days:
        tell: Listener | None = None
        try:
            session = await awake()
            tell = session.tell
            found = await delete_expired(Place(settings, session), settings.keep_days)
            if found.films:
                count = len(found.films)
                tell(
                    f"Deleted {count} film{'' if count == 1 else 's'} that had expired ({VARIABLE}).", "aside"
                )
        except AnotherDeletes:
            pass
        except LongtakeError as error:
            if tell:
                tell(f"What has expired is not deleted yet, and is tried again tomorrow: {error}", "warning")
        await asyncio.sleep(EVERY_S)


async def _alone(settings: Settings, work: Callable[[], Coroutine[Any, Any, ErasureFacts]]) -> ErasureFacts:
    """What `work` gives, done while no other process does the same."""
    loop, ended = asyncio.get_running_loop(), Event()
    begun: list[Future[ErasureFacts]] = []

    def waiting() -> None:
        if ended.is_set() or time.monotonic() > until:
            raise AnotherDeletes("Another process deletes what has expired right now.")

    def make(_: str) -> ErasureFacts:
        begun.append(asyncio.run_coroutine_threadsafe(work(), loop))
        if ended.is_set():  # whoever was told to end may not have seen it yet
            begun[0].cancel()
        return begun[0].result()

    def run() -> ErasureFacts:
        from library.leases import Leases

        with opened_database(settings) as database:
            return Leases(database).once(_LEASE, lambda: None, make, waiting)

    until = time.monotonic() + _WAITS_S
    try:
        return await asyncio.to_thread(run)
    except asyncio.CancelledError:
        # The thread is not left behind, at work or waiting, by whoever is told to end.
        ended.set()
        for each in begun:
            each.cancel()
        raise


async def _expired(place: Place, days: int) -> tuple[str, ...]:
    age = timedelta(days=days)
    before = (datetime.now(UTC) - age).isoformat(timespec="seconds")
    session = place.session
    ended = set(await ended_before(session.studio.client, age)) if session else set()
    nothing: tuple[str, ...] = ()
    server = await place.server()
    left = await place.read(lambda database, store: _left(database, store, before, server), nothing)
    for film_id in left:
        # Those whose histories the server has removed already; what it still knows it said above.
        if session is None or await execution_of(session.studio.client, film_id) is None:
            ended.add(film_id)
    return tuple(sorted(ended))


def _left(database: "Database", store: Store, before: str, server: str | None) -> tuple[str, ...]:
    """The films of which nothing was written since, but for those that another server may know: its payloads tell."""
    from library.erasure.film import films_left
    from library.garbage import owners_of_payloads

    films = films_left(database, before)
    if server is None or not films:
        return films
    elsewhere = {owner.film for owner in owners_of_payloads(store) if owner.server != server}
    return tuple(film_id for film_id in films if film_mark(film_id) not in elsewhere)


def _begun(database: "Database") -> tuple[str, ...]:
    """Deletions that were broken off, by the marks of what was deleted: nobody may ask for the same again."""
    from library.erasure.leavings import begun_deletions

    return begun_deletions(database)


def _delete_old_jobs(settings: Settings, database: "Database", before: str) -> None:
    from library.erasure.film import delete_old_jobs

    if delete_old_jobs(database, before):
        write_anew(settings)
