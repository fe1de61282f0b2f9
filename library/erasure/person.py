"""Everything that tables have of somebody who comments and makes links: looked at, and deleted."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select, update

from infra.database.database import Database
from infra.database.tables import comments, events, review_links
from library.events.log import moment
from library.subjects import name_key
from models.base import Frozen

SOMEBODY = "somebody"
"""What stands in the place of a name that was deleted."""
_GUEST = " (guest)"
"""How the name of whoever came by a link ends."""
_RESOLVED, _MADE, _REVOKED = "resolved_by", "made_by", "revoked_by"


class PersonTraces(Frozen):
    """What somebody said, resolved, and made or was given of links, by numbers, and the films that those are of."""

    said: tuple[int, ...] = ()
    resolved: tuple[int, ...] = ()
    given: tuple[int, ...] = ()
    made: tuple[int, ...] = ()
    films: tuple[str, ...] = ()


def find_person(database: Database, name: str) -> PersonTraces:
    """What there is of somebody of that name, in any case, as one of the team or as a guest.

    Raises:
        StorageError: the database does not answer.

    """
    return database.read(lambda connection: _traces(connection, name_key(name)))


def delete_person(database: Database, name: str, *, keep_words: bool) -> PersonTraces:
    """Delete what somebody said, or where `keep_words` is said only that it was them; their name goes from all else.

    Links that were made for them end. Gives what there was.

    Raises:
        StorageError: the database does not answer; run it again.

    """
    key = name_key(name)

    def write(connection: Connection) -> PersonTraces:
        found = _traces(connection, key)
        for film_id, number in _comments(connection, found.said):
            _forget_news(connection, key, film_id, number, gone=not keep_words)
        for film_id, number in _comments(connection, found.resolved):
            _forget_news(connection, key, film_id, number, gone=False)
        for number in found.resolved:
            _put(connection, comments, number, {_RESOLVED: SOMEBODY})
        for number in found.said:
            if keep_words:
                _put(connection, comments, number, {"said_by": SOMEBODY})
            else:
                connection.execute(delete(comments).where(comments.c.id == number))
        _forget_links(connection, key, found)
        return found

    return database.write(write)


def is_called(said: str, key: str) -> bool:
    """Whether a name is somebody's, by the key of that one's; guests are marked as such."""
    return name_key(said) == key or name_key(said.removesuffix(_GUEST)) == key


def _traces(connection: Connection, key: str) -> PersonTraces:
    said_by = (comments.c.id, comments.c.film_id, comments.c.said_by, comments.c.resolved_by)
    said = connection.execute(select(*said_by).order_by(comments.c.id)).mappings().all()
    links = connection.execute(select(review_links).order_by(review_links.c.id)).mappings().all()
    mine = [row for row in said if is_called(row["said_by"], key)]
    resolved = [row for row in said if is_called(row[_RESOLVED], key)]
    given = [row for row in links if is_called(row["name"], key)]
    made = [row for row in links if any(is_called(row[by], key) for by in (_MADE, _REVOKED))]
    return PersonTraces(
        said=_numbers(mine),
        resolved=_numbers(resolved),
        given=_numbers(given),
        made=_numbers(made),
        films=tuple(sorted({row["film_id"] for row in (*mine, *resolved, *given, *made)})),
    )


def _numbers(rows: Iterable[RowMapping]) -> tuple[int, ...]:
    return tuple(row["id"] for row in rows)


def _comments(connection: Connection, numbers: Sequence[int]) -> list[tuple[str, int]]:
    """The films of comments, with these."""
    found = []
    for number in numbers:
        film = connection.scalar(select(comments.c.film_id).where(comments.c.id == number))
        found += [(film, number)] if film is not None else []
    return found


def _forget_news(connection: Connection, key: str, film_id: str, number: int, *, gone: bool) -> None:
    """Take somebody out of what happened to a comment; of one that is `gone` nothing happened."""
    of_it = events.c.key.startswith(f"comment:{film_id}:{number}:", autoescape=True)
    if gone:
        connection.execute(delete(events).where(of_it))
        return
    for row in connection.execute(select(events.c.id, events.c.data).where(of_it)).all():
        data: dict[str, Any] = json.loads(row.data)
        if is_called(str(data.get("by", "")), key):
            text = json.dumps(data | {"by": SOMEBODY}, ensure_ascii=False, sort_keys=True)
            connection.execute(update(events).where(events.c.id == row.id).values(data=text))


def _forget_links(connection: Connection, key: str, found: PersonTraces) -> None:
    rows = connection.execute(select(review_links).where(review_links.c.id.in_({*found.given, *found.made})))
    for row in rows.mappings().all():
        values = {by: SOMEBODY for by in ("name", _MADE, _REVOKED) if is_called(row[by], key)}
        if row["id"] in found.given and not row["revoked_at"]:
            values |= {_REVOKED: SOMEBODY, "revoked_at": moment()}
        _put(connection, review_links, row["id"], values)


def _put(connection: Connection, table: Any, number: int, values: dict[str, str]) -> None:  # noqa: ANN401 - SQLAlchemy's Table
    connection.execute(update(table).where(table.c.id == number).values(values))
