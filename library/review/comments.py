"""Comments on films: written once, told as they are, resolved and opened again; each change is an event of its film."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select, update

from infra.database.database import Database
from infra.database.tables import comments
from infra.database.upsert import insert_into
from library.events.log import News, add, moment
from models.errors import BadInput
from models.review import Comment, NewComment, Settled, Wanted, unknown_comment

MOST_OF_A_FILM, MOST_OF_A_LINK = 10_000, 1_000
"""How many comments a film has at most, and how many of them came by one link."""


def comments_of(database: Database, wanted: Wanted) -> list[Comment]:
    """The comments that are wanted, in the order in which they were said."""
    query = _of_film(wanted).order_by(comments.c.id).limit(wanted.most)
    return database.read(lambda connection: [_comment(row) for row in connection.execute(query).mappings()])


def find_comment(database: Database, film_id: str, number: int) -> Comment | None:
    """A comment of a film, by its id; None where the film has none such."""
    return database.read(lambda connection: _found(connection, film_id, number))


def add_comment(database: Database, new: NewComment) -> Comment:
    """Write a comment; gives it as it stands.

    Raises:
        BadInput: its film, or its link, has as many as it may have.

    """

    def write(connection: Connection) -> Comment:
        mine = select(comments).where(comments.c.key == new.key)
        if (there := connection.execute(mine).mappings().first()) is not None:
            return _comment(there)
        _check_room(connection, new)
        values = {
            **{name: value for name, value in new._asdict().items() if name != "at"},
            "text": new.text.replace("\x00", ""),
            "at_ms": None if new.at is None else int(new.at * 1000),
            "said_at": moment(),
            "changes": 0,
            **_OPEN,
        }
        connection.execute(insert_into(connection, comments).values(values).on_conflict_do_nothing())
        added = _comment(connection.execute(mine).mappings().one())
        add(connection, [_news(added, "added", added.said_by)])
        return added

    return database.write(write)


def resolve_comments(
    database: Database, film_id: str, numbers: Sequence[int], settled: Settled
) -> list[Comment]:
    """Resolve those of a film's comments that are open; gives all of them as they stand.

    Raises:
        BadInput: the film has none of one of these ids.

    """
    values = {
        "resolved_by": settled.by,
        "resolved_at": moment(),
        "resolution": settled.how,
        "board": settled.board,
    }
    change = _Change("resolved", settled.by, values, comments.c.resolution == "")
    return _changed(database, film_id, sorted(set(numbers)), change)


def reopen_comment(database: Database, film_id: str, number: int, by: str) -> Comment:
    """Open a comment again; gives it as it stands.

    Raises:
        BadInput: the film has none of that id.

    """
    change = _Change("reopened", by, _OPEN, comments.c.resolution != "")
    return _changed(database, film_id, [number], change)[0]


_OPEN: dict[str, Any] = {"resolved_by": "", "resolved_at": "", "resolution": "", "board": 0}


class _Change(NamedTuple):
    """What becomes of comments, by whom, and of which of them: those that are so already are left as they are."""

    state: str
    by: str
    values: dict[str, Any]
    where: ColumnElement[bool]


def _changed(database: Database, film_id: str, numbers: Sequence[int], change: _Change) -> list[Comment]:
    def write(connection: Connection) -> list[Comment]:
        found, news = [], []
        for number in numbers:
            mine = (comments.c.film_id == film_id, comments.c.id == number, change.where)
            values = {**change.values, "changes": comments.c.changes + 1}
            changed = connection.execute(update(comments).where(*mine).values(values)).rowcount
            comment = _found(connection, film_id, number)
            if comment is None:
                raise unknown_comment(film_id, number)
            found.append(comment)
            if changed:
                news.append(_news(comment, change.state, change.by))
        # Once every row is locked: whoever adds events waits for others who do.
        add(connection, news)
        return found

    return database.write(write)


def _check_room(connection: Connection, new: NewComment) -> None:
    count = select(func.count()).select_from(comments).where(comments.c.film_id == new.film_id)
    if (connection.scalar(count) or 0) >= MOST_OF_A_FILM:
        raise BadInput(f"{new.film_id} has {MOST_OF_A_FILM:,} comments, which is the most.")
    by_link = count.where(comments.c.link_id == new.link_id)
    if new.link_id and (connection.scalar(by_link) or 0) >= MOST_OF_A_LINK:
        raise BadInput(f"{MOST_OF_A_LINK:,} comments came by this link, which is the most.")


def _news(comment: Comment, state: str, by: str) -> News:
    """What the film's followers hear: where the comment stands, and never what it says: that is read where it is kept."""
    data = {
        "comment": comment.id,
        "state": state,
        "by": by,
        "at_s": None if comment.at is None else format(comment.at, "f"),
        "resolved": comment.resolved,
        "internal": comment.internal,
    }
    key = f"comment:{comment.film_id}:{comment.id}:{comment.changes}"
    return News(key, comment.film_id, "comment", data, comment.shot_id)


def _of_film(wanted: Wanted) -> Select[Any]:
    query = select(comments).where(comments.c.film_id == wanted.film_id, comments.c.id > wanted.after)
    if wanted.shot_id:
        query = query.where(comments.c.shot_id == wanted.shot_id)
    if wanted.resolved is not None:
        query = query.where((comments.c.resolution != "") == wanted.resolved)
    if wanted.guest:
        query = query.where(comments.c.internal.is_(False))
    return query


def _found(connection: Connection, film_id: str, number: int) -> Comment | None:
    query = select(comments).where(comments.c.film_id == film_id, comments.c.id == number)
    row = connection.execute(query).mappings().first()
    return None if row is None else _comment(row)


def _comment(row: RowMapping) -> Comment:
    fields = {name: row[name] for name in Comment.model_fields if name != "at"}
    return Comment(**fields, at=None if row["at_ms"] is None else Decimal(row["at_ms"]) / 1000)
