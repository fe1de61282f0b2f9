"""Events written once, in an order in which none can appear before one that was read already."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, case, delete, func, select

from infra.database.database import Database
from infra.database.tables import events
from infra.database.upsert import insert_into

KEPT = 50_000
"""How many events are kept at least."""
_TRIMMED_EVERY = 1000
_LOCK = 7_203_381
"""The number of the lock in PostgreSQL that whoever adds events holds until they can be read."""
LONGEST_KEY = 255


class News(NamedTuple):
    """Something that happened to a film, or to a shot of it; `key` is never that of anything else.

    `at` is when, as `moment` has it; empty where it happens as it is written.
    """

    key: str
    film_id: str
    kind: str
    data: Mapping[str, Any]
    shot_id: str = ""
    at: str = ""


class Event(NamedTuple):
    """News as they were written: `id` grows, `at` is when they happened, ISO 8601 UTC in milliseconds, `data` is JSON."""

    id: int
    at: str
    film_id: str
    shot_id: str
    kind: str
    data: str


class Span(NamedTuple):
    """The first event that is kept, and the last; 0 where there is none."""

    first: int
    last: int


def moment() -> str:
    """This moment, as events have it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def add(connection: Connection, news: Sequence[News]) -> None:
    """Write news as part of a transaction; those that were written before change nothing.

    Whoever adds waits for the others: an event that gets its number later is also seen later.
    """
    if not news:
        return
    if connection.dialect.name == "postgresql":
        # A lock is the whole database's: each schema has one of its own, so that no tenant waits for another.
        schema = func.current_schema()
        own = case((schema == "public", _LOCK), else_=func.hashtextextended(schema, _LOCK))
        connection.execute(select(func.pg_advisory_xact_lock(own)))
    at = moment()
    rows = [
        {
            "key": one.key[:LONGEST_KEY],
            "at": one.at or at,
            "film_id": one.film_id,
            "shot_id": one.shot_id,
            "kind": one.kind,
            "data": json.dumps(one.data, ensure_ascii=False, sort_keys=True),
        }
        for one in news
    ]
    connection.execute(insert_into(connection, events).on_conflict_do_nothing(), rows)
    last = span(connection).last
    if last % _TRIMMED_EVERY < len(rows):
        connection.execute(delete(events).where(events.c.id <= last - KEPT))


def add_standings(connection: Connection, standings: Mapping[str, Mapping[str, Any]]) -> None:
    """Write where films stand, by their ids: those alone that stand elsewhere than was written last."""
    for film_id, standing in standings.items():
        query = (
            select(events.c.id, events.c.data)
            .where(events.c.film_id == film_id, events.c.kind == "film")
            .order_by(events.c.id.desc())
            .limit(1)
        )
        before = connection.execute(query).first()
        if before is None or json.loads(before.data) != standing:
            # Of several who see it stand elsewhere one writes it.
            key = f"film:{film_id}:{before.id if before else 0}"
            add(connection, [News(key, film_id, "film", standing)])


def since(database: Database, last: int, most: int) -> tuple[Event, ...]:
    """At most so many of the events after the one of that id.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """
    query = select(events).where(events.c.id > last).order_by(events.c.id).limit(most)
    return database.read(lambda connection: tuple(map(_event, connection.execute(query).mappings())))


def span(connection: Connection) -> Span:
    """Which events are kept."""
    first, last = connection.execute(select(func.min(events.c.id), func.max(events.c.id))).one()
    return Span(first or 0, last or 0)


def _event(row: RowMapping) -> Event:
    return Event(**{name: row[name] for name in Event._fields})
