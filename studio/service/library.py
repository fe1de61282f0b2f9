"""Questions to the library about everything that films have made; in a home where nothing was made yet, nothing is there."""

import asyncio
import re
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, NamedTuple

from models.errors import BadInput, EngineUnavailable, WrongMoment
from models.names import checked_film_id
from studio.service.database import missing_file, read_or

if TYPE_CHECKING:
    from infra.database.database import Database
    from infra.settings import Settings
    from library.details import AssetDetails
    from library.garbage import Forgotten, Garbage, Histories
    from library.labels import NameCount
    from library.search import FoundAsset, Wanted
    from library.statistics import Reused, Statistics
    from models.orders.assets import Blob
    from studio.service.session import Listener

LINK_S = 3600
"""Seconds for which the address of a stored file can be opened."""


class Findings(NamedTuple):
    """Assets that were found; there are `more` than were asked for, or the library is `empty`."""

    assets: list["FoundAsset"]
    more: bool = False
    empty: bool = False


def check_words(text: str | None) -> None:
    """See that a text that is looked for has a word in it.

    Raises:
        BadInput: it has none.

    """
    if text is not None and not re.search(r"\w", text):
        raise BadInput(f"There is no word to look for in {text!r}: give letters or digits.")


def find(settings: "Settings", wanted: "Wanted", told: Callable[[int, int], None]) -> Findings:
    """The assets that are all of what is wanted; `told` hears how many texts of how many were read for it.

    Raises:
        BadInput: a name that nothing has, or LONGTAKE_DATABASE names a file that is not there.

    """

    def look(database: "Database") -> Findings:
        from library.search import Wanted, find_assets

        found = find_assets(database, wanted.model_copy(update={"limit": wanted.limit + 1}), told)
        empty = not found and not find_assets(database, Wanted(limit=1))
        return Findings(found[: wanted.limit], len(found) > wanted.limit, empty)

    return read_or(settings, look, Findings([], empty=True))


def show(settings: "Settings", name: str) -> list[tuple["AssetDetails", str]]:
    """Everything about the assets whose sha256 or key begins so, and the address of each one's file.

    Raises:
        BadInput: there is none, or too many.

    """
    from infra.storage import open_store

    details = details_of(settings, name)
    if not details:
        return []
    store = open_store(settings)
    return [(each, store.link(each.asset.blob, LINK_S)) for each in details]


def details_of(settings: "Settings", name: str) -> list["AssetDetails"]:
    """Everything about the assets whose sha256 or key begins so; none in a home where nothing was made yet.

    Raises:
        BadInput: there is none, or too many.

    """
    from library.details import show_asset

    nothing: list[AssetDetails] = []
    return read_or(settings, lambda database: show_asset(database, name), nothing)


def makers_of(settings: "Settings", keys: Collection[str]) -> dict[str, str]:
    """Who made the assets with these keys, by the keys; without those that the library does not have.

    Raises:
        BadInput: LONGTAKE_DATABASE names a file that is not there.

    """
    from library.details import makers_of as found

    nothing: dict[str, str] = {}
    return read_or(settings, lambda database: found(database, keys), nothing)


def is_stored(settings: "Settings", blob: "Blob") -> bool:
    """Whether the store has a file still."""
    from infra.storage import open_store

    return open_store(settings).holds(blob)


def top(settings: "Settings", limit: int) -> list["Reused"]:
    """The assets that were reused most."""
    from library.statistics import most_reused

    nothing: list[Reused] = []
    return read_or(settings, lambda database: most_reused(database, limit), nothing)


def totals(settings: "Settings") -> "Statistics":
    """What there is of each kind, and what reuse has saved."""
    from library.statistics import Statistics, library_statistics

    return read_or(settings, library_statistics, Statistics())


def names(settings: "Settings", facet: str) -> list["NameCount"]:
    """The names of a facet (`character`, `landscape`, `style`), and how many assets have each."""
    from library.labels import counted_names

    def look(database: "Database") -> list["NameCount"]:
        return database.read(lambda connection: counted_names(connection, facet))

    nothing: list[NameCount] = []
    return read_or(settings, look, nothing)


async def garbage(settings: "Settings", tell: "Listener", *, remove: bool) -> "Garbage":
    """What no film and no history refers to, removed where that is asked for; `tell` hears of an engine that is started.

    Without a database nothing says which files are in use: none is touched. Where the server does not answer, what
    belongs to histories is left.
    """
    from infra.storage import open_store
    from library.garbage import Garbage, collect_garbage, find_garbage, owners_of_payloads
    from library.pair import mark_of

    histories, made = None, missing_file(settings) is None
    if made and await asyncio.to_thread(lambda: bool(owners_of_payloads(open_store(settings)))):
        histories = await _histories(settings, tell)

    def look(database: "Database") -> Garbage:
        store = open_store(settings)
        # What another database names is no garbage.
        mark_of(store, database)
        return (collect_garbage if remove else find_garbage)(database, store, histories)

    return await asyncio.to_thread(read_or, settings, look, Garbage())


async def _histories(settings: "Settings", tell: "Listener") -> "Histories | None":
    """The films of which the server has histories; None where it does not answer."""
    from studio.client.histories import histories_of
    from studio.service.session import opened

    try:
        async with opened(settings, tell) as session:
            return await histories_of(session.studio.client)
    except EngineUnavailable as error:
        tell(f"What belongs to histories is left: {error}", "warning")
        return None


async def forget(settings: "Settings", film_id: str, tell: "Listener") -> "Forgotten":
    """Drop what an ended film refers to; its costs are kept. `tell` hears of an engine that has to be started.

    Raises:
        BadInput: that is no film's id, or nobody knows such a film.
        WrongMoment: the film runs.

    """
    from library.garbage import Forgotten, forget_film, knows_film
    from studio.client.server_answers import no_film

    film_id = checked_film_id(film_id)
    running = await _is_running(settings, film_id, tell)
    if running:
        raise WrongMoment(
            f"The film {film_id!r} is running: `longtake cancel {film_id}` first, or wait for its end."
        )
    if running is None and not await asyncio.to_thread(
        read_or, settings, lambda database: knows_film(database, film_id), nothing=False
    ):
        raise no_film(film_id)
    return await asyncio.to_thread(
        read_or, settings, lambda database: forget_film(database, film_id), Forgotten(0, 0)
    )


async def _is_running(settings: "Settings", film_id: str, tell: "Listener") -> bool | None:
    """Whether Temporal says so, None when it knows no such film; a home in which no engine ever was has none."""
    from infra.temporal import cluster_config

    if cluster_config(settings) is None and not any(settings.state_dir.glob("*.db")):
        return None
    from temporalio.client import WorkflowExecutionStatus

    from studio.client.executions import execution_of
    from studio.service.session import opened

    async with opened(settings, tell) as session:
        known = await execution_of(session.studio.client, film_id)
        return None if known is None else known.status == WorkflowExecutionStatus.RUNNING
