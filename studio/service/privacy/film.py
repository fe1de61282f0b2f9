"""Everything about films deleted: from the server, the tables, the store, their folders and the logs; amounts stay."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from infra.payloads.names import film_mark
from infra.settings import Settings
from infra.storage import Store
from models.errors import WrongMoment
from models.money.dollars import shown
from models.names import checked_film_id
from models.orders.assets import Blob
from studio.client.executions import execution_of
from studio.client.runs.removal import check_ended, remove_workflows, workflows_of
from studio.client.server_answers import no_film
from studio.service.facts.erasure import ErasureFacts
from studio.service.privacy.folders import files_in, folders_of, remove_folder
from studio.service.privacy.logs import hide_words
from studio.service.privacy.place import Place
from studio.service.privacy.words import words_of

if TYPE_CHECKING:
    from infra.database.database import Database
    from library.erasure.film import FilmTraces

BEYOND = (
    "What was copied elsewhere: folders that were named, backups, other machines' caches, browsers, vendors "
    "(docs/privacy.md)."
)
"""What no deletion reaches."""


async def find_film(place: Place, film_id: str, out: Path | None = None) -> ErasureFacts:
    """What would go with a film, and what would stay; nothing changes.

    Raises:
        BadInput: that is no film's id, nobody knows such a film, or `out` is not its folder.
        WrongMoment: it runs, or is being released.
        LongtakeError: the server, the database or the store does not answer.

    """
    from library.erasure.film import FilmTraces, find_traces, has_traces
    from library.erasure.leavings import is_begun, owner_of_film

    film_id = checked_film_id(film_id)
    found = await check_ended(place.session.studio.client, film_id) if place.session else None
    begun = await place.read(lambda database, _: is_begun(database, owner_of_film(film_id)), nothing=False)
    folders = await asyncio.to_thread(folders_of, place.settings, film_id, out, again=begun)
    known = await place.read(lambda database, _: has_traces(database, film_id), nothing=False)
    if not (known or folders or (found and found.all)):
        raise no_film(film_id)
    traces = await place.read(lambda database, _: find_traces(database, film_id), FilmTraces())
    workflows = len(found.all) if found else 0
    goes = [
        *_some(traces.assets, "asset", " that no other film uses"),
        *_some(traces.papers, "paper"),
        *_some(traces.comments, "comment"),
        *_some(traces.links, "link for review"),
        *_some(workflows, "workflow", " at the Temporal server, with what those keep in the store"),
        *(f"the folder {folder}, with {_many(files_in(folder), 'file')}" for folder in folders),
        "its id, its title and its words in the home's logs",
    ]
    return ErasureFacts(deleted=False, films=(film_id,), goes=tuple(goes), stays=_stays(place, traces))


async def delete_film(place: Place, film_id: str, out: Path | None = None) -> ErasureFacts:
    """Delete everything about a film that has ended; what went, and what stays. One that was broken off is done to its end.

    Raises:
        LongtakeError: as `find_film`; what was not deleted by then goes when it is asked for again.

    """
    found = await find_film(place, film_id, out)
    await delete_films(place, [film_id], out)
    return found.model_copy(update={"deleted": True})


async def delete_films(
    place: Place, film_ids: Sequence[str], out: Path | None = None, *, passing: bool = False
) -> None:
    """Delete everything about films, one after the other; the database is written anew when all are gone.

    One that runs by then is passed over where they are `passing`.

    Raises:
        WrongMoment: one of them runs; what came before it is deleted.
        LongtakeError: the server, the database or the store does not answer.

    """
    from library.erasure.leavings import owner_of_film

    done: list[str] = []
    running: WrongMoment | None = None
    for film_id in film_ids:
        try:
            await _delete(place, film_id, out)
        except WrongMoment as error:
            running = error
            await place.read(partial(_give_up, film_id=film_id), None)
            if not passing:
                break
        else:
            done.append(film_id)
    await finish(place, [owner_of_film(film_id) for film_id in done], partial(_known, place, done))
    if running and not passing:
        raise running


async def finish(
    place: Place, owners: Sequence[str], there: Callable[[], Awaitable[AbstractSet[str]]] | None = None
) -> None:
    """Remove what is left of owners in the store and in the database's file, and note that their deletion came to its end.

    `there` gives the marks of films that the server has, be it that one of the same name was made since: nothing of them
    is removed, and their deletion stays begun.

    Raises:
        EngineUnavailable: the server does not answer.
        StorageError: the store does not answer, others keep the database busy, or there is no room.

    """
    from library.erasure.leavings import payloads_mark
    from library.erasure.removal import delete_payloads, find_payloads

    if not owners:
        return
    server, marks = await place.server(), {payloads_mark(owner) for owner in owners} - {""}
    nothing: list[Blob] = []
    payloads = await place.read(lambda _, store: find_payloads(store, marks, server), nothing)
    # Asked for after the payloads were listed: what a film puts that begins now is not among them.
    films = await there() if there else frozenset[str]()
    ending = [owner for owner in owners if payloads_mark(owner) not in films]
    await place.read(lambda _, store: delete_payloads(store, payloads, films), 0)
    await place.read(lambda database, store: _finish(place, database, store, ending), None)


def _finish(place: Place, database: "Database", store: Store, owners: Sequence[str]) -> None:
    from library.erasure.leavings import end_deletion
    from library.erasure.removal import remove_leavings
    from library.workshop import sweep

    for owner in owners:
        remove_leavings(database, store, owner)
    sweep(place.settings.home / "scratch")
    write_anew(place.settings)
    for owner in owners:
        end_deletion(database, owner)


def write_anew(settings: Settings) -> None:
    """Leave nothing of deleted rows in the pages of a database in a file.

    Raises:
        StorageError: others keep it busy, or there is no room.

    """
    from infra.database.address import parse_address
    from infra.database.compaction import compact

    file = parse_address(settings.database_url).file
    if file is not None:
        compact(file)


async def _delete(place: Place, film_id: str, out: Path | None) -> None:
    from infra.engine.server_leavings import note_deleted
    from library.erasure.leavings import begin_deletion, owner_of_film

    film_id = checked_film_id(film_id)
    session, settings = place.session, place.settings
    if session:
        await check_ended(session.studio.client, film_id)
    words = await words_of(session, film_id)
    await place.read(lambda database, _: begin_deletion(database, owner_of_film(film_id)), None)
    await asyncio.to_thread(hide_words, settings.logs_dir, words)
    for folder in await asyncio.to_thread(folders_of, settings, film_id, out, again=True):
        await asyncio.to_thread(remove_folder, folder)
    if session:
        if place.embedded:
            note_deleted(settings.state_dir, film_id)
        await remove_workflows(session.studio.client, film_id)
    await place.read(lambda database, _: _delete_rows(database, film_id), None)
    if session:
        # A server with an index of its own tells of what began a moment ago a moment later. A film that runs is a new one.
        with suppress(WrongMoment):
            await remove_workflows(session.studio.client, film_id)


async def _known(place: Place, film_ids: Sequence[str]) -> set[str]:
    """The marks of those films of which the server has anything."""
    found: set[str] = set()
    if place.session:
        client = place.session.studio.client
        for film_id in film_ids:
            if await execution_of(client, film_id) or (await workflows_of(client, film_id)).all:
                found.add(film_mark(film_id))
    return found


def _give_up(database: "Database", _: Store, film_id: str) -> None:
    """Have a film that runs be no deleted one."""
    from library.erasure.leavings import end_deletion, owner_of_film

    end_deletion(database, owner_of_film(film_id))


def _delete_rows(database: "Database", film_id: str) -> None:
    from library.erasure.film import delete_rows

    delete_rows(database, film_id)


def _stays(place: Place, traces: "FilmTraces") -> tuple[str, ...]:
    said = []
    if traces.charges:
        said.append(
            f"{shown(traces.usd)} in {_many(traces.charges, 'charge')}, under a name that tells nothing."
        )
    if traces.shared:
        said.append(
            f"{_many(traces.shared, 'asset')} that other films use too; what this film alone said of them goes."
        )
    said += [
        f"The name of a job, {job}, since nobody knows whether its vendor took it: what it may have cost is booked, and "
        "`longtake delete expired` removes the name when it is known, after 30 days at the latest."
        for job in traces.unknown
    ]
    said += [f"What was released: {where}. Delete it there." for where in traces.releases]
    if traces.subjects:
        names = ", ".join(traces.subjects)
        said.append(f"What was saved from it beyond films: {names}. `longtake delete subject` deletes it.")
    said += [
        f"{path}, of an engine that this home had before: remove it by hand."
        for path in place.earlier_engines()
    ]
    return (*said, BEYOND)


def _some(count: int, thing: str, which: str = "") -> list[str]:
    return [f"{_many(count, thing)}{which}"] if count else []


def _many(count: int, thing: str) -> str:
    plural = thing.replace("link", "links") if thing.startswith("link") else f"{thing}s"
    return f"{count:,} {thing if count == 1 else plural}"


async def check_all_ended(place: Place, film_ids: Sequence[str]) -> None:
    """See that none of the films runs, before anything is deleted.

    Raises:
        WrongMoment: one does.

    """
    if place.session:
        for film_id in film_ids:
            await check_ended(place.session.studio.client, film_id)
