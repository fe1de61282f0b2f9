"""Everything that tables and the store have of a film: looked at, and deleted; what it cost stays, under a name that tells nothing."""

import re
import secrets
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import Connection, Select, case, delete, distinct, func, select, update

from infra.database.database import Database
from infra.database.tables import (
    asset_uses,
    assets,
    breakers,
    comments,
    documents,
    events,
    film_states,
    jobs,
    leavings,
    ledger,
    releases,
    review_links,
    shot_states,
    subjects,
    waits,
)
from library.erasure.leavings import note_leavings, owner_of_film
from library.erasure.shared_assets import keep_recipe_alone
from library.rows import blob_of
from library.states.writer import note_words
from models.base import Frozen
from models.errors import StorageError
from models.money.dollars import ZERO
from models.names import DELETED
from models.orders.assets import Blob

_OPEN_ENDED = ("sending", "unknown")
"""How jobs stand of which nobody knows whether their vendor took them."""
_TOLD = (asset_uses, documents, film_states, shot_states, events, comments, review_links, releases)
"""Tables whose rows of a film go with it."""
_DATED = (asset_uses, documents, film_states, events, ledger, jobs)
"""Tables whose rows say when they were written."""
_LAST_WORD = "view.json"
"""The paper of a film that is there once a run of it has ended by itself."""
_USUAL_SHOT = re.compile(r"(shot_\d{3,9})?", re.ASCII)
_ASSETS_AT_ONCE = 200


class FilmTraces(Frozen):
    """What there is of a film: `assets` that it alone uses, others that it shares, and what was said, spent and shown of it.

    `unknown` are the names of jobs of which nobody knows whether a vendor took them, `releases` the places where it was
    brought, `subjects` those that were saved from it.
    """

    assets: int = 0
    shared: int = 0
    papers: int = 0
    comments: int = 0
    links: int = 0
    charges: int = 0
    usd: Decimal = ZERO
    unknown: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()


def has_traces(database: Database, film_id: str) -> bool:
    """Whether anything is known of such a film, be it a deletion that was broken off."""

    def read(connection: Connection) -> bool:
        known = (select(each.c.film_id).where(each.c.film_id == film_id) for each in (*_TOLD, ledger, jobs))
        left = select(leavings.c.owner).where(leavings.c.owner == owner_of_film(film_id))
        return any(connection.scalar(query.limit(1)) is not None for query in (*known, left))

    return database.read(read)


def find_traces(database: Database, film_id: str) -> FilmTraces:
    """What there is of a film; nothing changes.

    Raises:
        StorageError: the database does not answer.

    """

    def read(connection: Connection) -> FilmTraces:
        used = select(asset_uses.c.asset_id).where(asset_uses.c.film_id == film_id)
        others = select(asset_uses.c.asset_id).where(
            asset_uses.c.film_id != film_id, asset_uses.c.asset_id.in_(used)
        )
        count = select(func.count(distinct(asset_uses.c.asset_id)))
        mine = connection.scalar(count.where(asset_uses.c.film_id == film_id)) or 0
        shared = connection.scalar(count.where(asset_uses.c.asset_id.in_(others))) or 0
        paid = select(ledger.c.usd, func.count().label("charges")).group_by(ledger.c.usd)
        rows = connection.execute(paid.where(ledger.c.film_id == film_id, ledger.c.entry == "charge")).all()
        return FilmTraces(
            assets=mine - shared,
            shared=shared,
            papers=_count(connection, documents, film_id),
            comments=_count(connection, comments, film_id),
            links=_count(connection, review_links, film_id),
            charges=sum(row.charges for row in rows if row.usd),
            usd=sum((row.usd * row.charges for row in rows), ZERO),
            unknown=_texts(connection, _open_ended(film_id)),
            releases=_texts(connection, select(releases.c.place).where(releases.c.film_id == film_id)),
            subjects=_texts(connection, select(subjects.c.name).where(subjects.c.film_id == film_id)),
        )

    return database.read(read)


def delete_rows(database: Database, film_id: str) -> None:
    """Delete what tables have of a film, and note the files that it leaves; its charges stay, under another name.

    Raises:
        StorageError: the database does not answer; run it again.

    """
    while database.write(partial(_delete_assets, film_id=film_id)):
        pass
    database.write(partial(_delete_rest, film_id=film_id))


def delete_old_jobs(database: Database, before: str) -> int:
    """Delete the jobs of deleted films whose outcome is known by now, or that are older than a moment (ISO 8601); how many.

    Raises:
        StorageError: the database does not answer.

    """
    known = jobs.c.state.not_in(_OPEN_ENDED) & jobs.c.reference.not_in(select(waits.c.reference))
    theirs = jobs.c.film_id.startswith(DELETED, autoescape=True)
    gone = delete(jobs).where(theirs, known | (jobs.c.at < before))
    return database.write(lambda connection: connection.execute(gone).rowcount)


def films_left(database: Database, before: str) -> tuple[str, ...]:
    """The films whose last run ended by itself, and of which nothing was written since a moment (ISO 8601).

    Raises:
        StorageError: the database does not answer.

    """

    def read(connection: Connection) -> tuple[str, ...]:
        ended = select(documents.c.film_id).where(documents.c.name == _LAST_WORD, documents.c.at < before)
        since = (select(each.c.film_id).where(each.c.at >= before) for each in _DATED)
        busy = {film for query in since for film in connection.execute(query.distinct()).scalars()}
        return tuple(sorted(set(connection.execute(ended).scalars()) - busy))

    return database.read(read)


def _delete_assets(connection: Connection, film_id: str) -> int:
    """Let go of some of the assets that a film uses: those that it alone used go; how many it let go of."""
    mine = asset_uses.c.film_id == film_id
    used = connection.execute(
        select(asset_uses.c.asset_id).where(mine).distinct().order_by("asset_id").limit(_ASSETS_AT_ONCE)
    )
    ids = list(used.scalars())
    if not ids:
        return 0
    # Locked, so that no film begins to use one that is about to go.
    locked = select(assets).where(assets.c.id.in_(ids)).order_by(assets.c.id).with_for_update()
    rows = connection.execute(locked).mappings().all()
    connection.execute(delete(asset_uses).where(mine, asset_uses.c.asset_id.in_(ids)))
    still = select(asset_uses.c.asset_id).where(asset_uses.c.asset_id.in_(ids)).distinct()
    kept = set(connection.execute(still).scalars())
    files: list[Blob] = []
    for row in rows:
        if row["id"] in kept:
            keep_recipe_alone(connection, row)
        else:
            with suppress(StorageError):  # a row that somebody else wrote names no file
                files.append(blob_of(row))
    note_leavings(connection, owner_of_film(film_id), files)
    connection.execute(delete(assets).where(assets.c.id.in_(set(ids) - kept)))
    return len(ids)


def _delete_rest(connection: Connection, film_id: str) -> None:
    papers = select(documents.c.sha256, documents.c.suffix, documents.c.size)
    rows = connection.execute(papers.where(documents.c.film_id == film_id).distinct())
    note_leavings(connection, owner_of_film(film_id), [Blob.model_validate(row._asdict()) for row in rows])
    note_words(connection, film_id)
    for table in _TOLD:
        connection.execute(delete(table).where(table.c.film_id == film_id))
    whose = waits.c.workflow_id
    connection.execute(
        delete(waits).where((whose == film_id) | whose.startswith(f"{film_id}/", autoescape=True))
    )
    saved = update(subjects).where(subjects.c.film_id == film_id)
    connection.execute(saved.values(film_id=""))
    named = breakers.c.last.startswith(f"{film_id}/", autoescape=True)
    why = "The job that failed last was of a film that was deleted."
    connection.execute(update(breakers).where(named).values(last="", why=why))
    another = DELETED + secrets.token_hex(6)
    _delete_jobs(connection, film_id, another)
    _rename_in_ledger(connection, film_id, another)


def _delete_jobs(connection: Connection, film_id: str, another: str) -> None:
    """Delete a film's jobs, but for those that nobody knows the outcome of, and those that other films wait for."""
    wanted = select(waits.c.reference)
    mine = jobs.c.film_id == film_id
    connection.execute(
        delete(jobs).where(mine, jobs.c.state.not_in(_OPEN_ENDED), jobs.c.reference.not_in(wanted))
    )
    connection.execute(update(jobs).where(mine).values(film_id=another, shot_id=""))


def _rename_in_ledger(connection: Connection, film_id: str, another: str) -> None:
    """Put another name into a film's entries, and nothing in the place of words; who was paid what for which step stays."""
    mine = ledger.c.film_id == film_id
    found = connection.execute(select(ledger.c.shot_id).where(mine).distinct().order_by(ledger.c.shot_id))
    told = [name for name in found.scalars() if not _USUAL_SHOT.fullmatch(name)]
    if told:
        # All at once: one may really be called what another is to be called.
        others = {name: f"other_{number}" for number, name in enumerate(told, 1)}
        renamed = case(others, value=ledger.c.shot_id, else_=ledger.c.shot_id)
        connection.execute(update(ledger).where(mine).values(shot_id=renamed))
    connection.execute(update(ledger).where(mine).values(film_id=another, reference="", note=""))


def _open_ended(film_id: str) -> Select[Any]:
    return select(jobs.c.reference).where(jobs.c.film_id == film_id, jobs.c.state.in_(_OPEN_ENDED))


def _count(connection: Connection, table: Any, film_id: str) -> int:  # noqa: ANN401 - SQLAlchemy's Table
    count = select(func.count()).select_from(table).where(table.c.film_id == film_id)
    return connection.scalar(count) or 0


def _texts(connection: Connection, query: Select[Any]) -> tuple[str, ...]:
    return tuple(sorted({str(found) for found in connection.execute(query).scalars() if found}))
