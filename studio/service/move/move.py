"""A home moved to a cluster: planned and stopped here, carried over, found there; the home stays as it was, and says where it went."""

import asyncio
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Literal

from temporalio.service import RPCError

from infra.database.address import parse_address
from infra.database.database import open_database
from infra.search_attributes import attributes_fault
from infra.settings import Settings, variable_of
from infra.storage import open_store
from infra.temporal import cluster_config, connect, local_config
from library.assets import Library
from models.base import Frozen
from models.errors import BadInput, WrongMoment
from studio.client import Studio
from studio.service.database import nothing_made, read_or
from studio.service.move.arrival import arrive, check_ids
from studio.service.move.cargo import Carried, carry_files, carry_rows, check_target, claim_target
from studio.service.move.journal import Journal, PlannedFilm, read_journal, write_journal
from studio.service.move.survey import (
    check_rows,
    ended_films,
    running_films,
    settled,
    stop,
    to_begin_again,
)
from studio.service.session import Listener, quiet_sdk
from workers.engine import ensure_engine, stop_engine
from workers.engine_files import alone, attached_path, lock_path

_LOOKS = 20

Running = Literal["refuse", "begin-again"]


class Moved(Frozen):
    """A home that was moved to `where`; `ended` and `again` are the films that are there, `left` those that are not, by why."""

    where: str
    carried: Carried
    ended: tuple[str, ...]
    again: tuple[str, ...]
    left: Mapping[str, str]
    before: bool = False


async def move(settings: Settings, running: Running, tell: Listener) -> Moved:
    """Move everything of the home to the cluster that the settings name; what was broken off is gone on with.

    Raises:
        BadInput: the settings name no cluster, or one that is in use.
        WrongMoment: films run, or others use the engine.
        LongtakeError: something cannot be read or written.

    """
    where, home = _where(settings), settings.model_copy(update={"database": "", "store": ""})
    journal = read_journal(home.home)
    if journal is not None and journal.where != where and journal.rows:
        raise BadInput(
            f"The films of {home.home} {'were' if journal.done else 'are being'} moved to {journal.where}, not to {where}."
        )
    if journal is not None and journal.done:
        return _moved(journal, Carried(), before=True)
    if journal is None and (sentence := nothing_made(home)):
        raise BadInput(f"{sentence} There is nothing to move.")
    quiet_sdk()
    there = await _cluster(settings)
    journal = journal or Journal(where=where, id=uuid.uuid4().hex)
    await asyncio.to_thread(check_target, settings, journal)
    if journal.where != where:
        journal = await _elsewhere(home, journal, where, there)
    if not journal.planned:
        journal = await _planned(home, settings, journal, running, tell, there)
    await asyncio.to_thread(claim_target, settings, journal.id)
    await asyncio.to_thread(stop_engine, home)
    with alone(lock_path(home)) as held:
        if not held:
            raise WrongMoment(
                f"The engine of {home.home} runs: `longtake down` stops it, then run the same again."
            )
        tell("Stored files are carried …", "plain")
        carried = await asyncio.to_thread(carry_files, home, settings)
        if not journal.rows:
            rows = await asyncio.to_thread(carry_rows, home, settings, journal.id)
            carried = carried.model_copy(update={"rows": rows})
            journal = write_journal(home.home, journal.model_copy(update={"rows": True}))
    with closing(await asyncio.to_thread(open_database, settings.database_url)) as database:
        await arrive(there, Library(there.store, database), journal)
    return _moved(write_journal(home.home, journal.model_copy(update={"done": True})), carried)


def _where(settings: Settings) -> str:
    """The cluster that the settings name, as it is said to people.

    Raises:
        BadInput: they leave one of its three parts out.

    """
    config = cluster_config(settings)
    address = parse_address(settings.database_url)
    missing = [
        *([] if config else ["TEMPORAL_ADDRESS (or a profile)"]),
        *([] if address.file is None else [f"{variable_of('database')}=postgresql://…"]),
        *([] if settings.store else [f"{variable_of('store')}=s3://…"]),
    ]
    if missing or config is None:
        raise BadInput(
            f"Say where the films go: {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not set."
        )
    namespace = config.get("namespace") or "default"
    return f"{config.get('target_host')} (namespace {namespace}), {address.shown} and {settings.store}"


async def _cluster(settings: Settings) -> Studio:
    config = cluster_config(settings)
    assert config is not None, "it was looked at"
    store = await asyncio.to_thread(open_store, settings)
    client = await connect(store, config, settings.encryption_keys, instead=False)
    with suppress(RPCError):  # films go without them where they are refused
        await attributes_fault(client)
    return Studio(client, store, partial(read_or, settings))


async def _planned(
    home: Settings, cluster: Settings, journal: Journal, running: Running, tell: Listener, there: Studio
) -> Journal:
    """Write down every film that is moved, claim the cluster, and stop those that run; nobody else may use the engine meanwhile."""
    engine = await asyncio.to_thread(ensure_engine, home)
    with _nobody_else(home):
        client = await connect(
            await asyncio.to_thread(open_store, home), local_config(engine.address), home.encryption_keys
        )
        here = Studio(client, await asyncio.to_thread(open_store, home), partial(read_or, home))
        runs = await running_films(here)
        if runs and running == "refuse":
            raise WrongMoment(
                f"{_counted(runs)} in this home: {', '.join(runs[:5])}. Histories cannot be carried to another server: wait for their end, "
                "`longtake cancel` them, or say `longtake move --running begin-again`, which begins them again there, where all that was made is found and "
                "their gates are asked again."
            )
        ended, left = await ended_films(here, [*runs, *(film.film_id for film in journal.films)])
        stopped = [await to_begin_again(here, film_id) for film_id in runs]
        await asyncio.to_thread(check_rows, home, [*ended, *stopped])
        await check_ids(there.client, journal.id, ended, runs)
        # Written before they are stopped: after that nothing here says that they ran.
        journal = _with(home.home, journal, stopped)
        await asyncio.to_thread(claim_target, cluster, journal.id)
        for film_id in runs:
            tell(f"Stopping {film_id} …", "plain")
            await stop(here, film_id)
        again = []
        for film in journal.films:
            try:
                again.append(await settled(here, home, film))
                if again[-1].how == "ended":
                    tell(_not_again(film.film_id), "plain")
            except BadInput as error:
                left[film.film_id] = str(error)
        films = {film.film_id: film for film in (*ended, *again)}
        planned = journal.model_copy(update={"films": tuple(films.values()), "left": left, "planned": True})
        return write_journal(home.home, planned)


@contextmanager
def _nobody_else(home: Settings) -> Iterator[None]:
    """Keep other commands from the engine during the block.

    Raises:
        WrongMoment: some use it.

    """
    for _ in range(_LOOKS):
        with alone(attached_path(home)) as nobody:
            if nobody:
                yield
                return
        time.sleep(0.1)  # the supervisor holds it for an instant, now and then
    raise WrongMoment(
        "Other commands use the engine of this home, as `longtake studio` or `watch` do: end them, then run the same again."
    )


async def _elsewhere(home: Settings, journal: Journal, where: str, there: Studio) -> Journal:
    """The journal of a move that goes to another cluster than it was begun for, none of whose films has come to that one.

    Raises:
        BadInput: the other one has a film of that id.

    """
    ended = [film for film in journal.films if film.how == "ended"]
    await check_ids(
        there.client, journal.id, ended, [film.film_id for film in journal.films if film.how == "again"]
    )
    return write_journal(home.home, journal.model_copy(update={"where": where}))


def _with(home: Path, journal: Journal, films: Sequence[PlannedFilm]) -> Journal:
    """The journal with films in it, in place of what it had of the same, as it is written."""
    known = {film.film_id: film for film in (*journal.films, *films)}
    return write_journal(home, journal.model_copy(update={"films": tuple(known.values())}))


def _not_again(film_id: str) -> str:
    return f"{film_id} is moved as it has ended: it did so by itself, or was being changed, which has to be asked for again there."


def _counted(films: list[str]) -> str:
    return f"{len(films)} films run" if len(films) > 1 else "A film runs"


def _moved(journal: Journal, carried: Carried, *, before: bool = False) -> Moved:
    return Moved(
        where=journal.where,
        carried=carried,
        ended=tuple(film.film_id for film in journal.films if film.how == "ended"),
        again=tuple(film.film_id for film in journal.films if film.how == "again"),
        left=journal.left,
        before=before,
    )
