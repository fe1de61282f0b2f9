"""Links by which somebody sees one film and comments on it: found by the hash of their secret, until they are over."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, RowMapping, func, select, update

from infra.database.database import Database
from infra.database.tables import review_links
from infra.database.upsert import insert_into
from models.errors import BadInput
from models.review import NewLink, ReviewLink, UnknownLink

MOST_OF_A_FILM = 200
"""How many links a film has at most that are good."""


def add_link(database: Database, new: NewLink) -> ReviewLink:
    """Make a link.

    Raises:
        BadInput: the film has as many as it may have.

    """

    def write(connection: Connection) -> ReviewLink:
        mine = select(review_links).where(review_links.c.digest == new.digest)
        if (there := connection.execute(mine).mappings().first()) is not None:
            return _link(there)
        now = _text(datetime.now(UTC))
        good = (
            select(func.count())
            .select_from(review_links)
            .where(review_links.c.film_id == new.film_id)
            .where(review_links.c.revoked_at == "", review_links.c.expires_at > now)
        )
        if (connection.scalar(good) or 0) >= MOST_OF_A_FILM:
            raise BadInput(f"{new.film_id} has {MOST_OF_A_FILM} links, which is the most: revoke some.")
        values = {name: value for name, value in new._asdict().items() if name != "expires"}
        values |= {"made_at": now, "expires_at": _text(new.expires), "revoked_by": "", "revoked_at": ""}
        connection.execute(insert_into(connection, review_links).values(values).on_conflict_do_nothing())
        return _link(connection.execute(mine).mappings().one())

    return database.write(write)


def find_link(database: Database, digest: str) -> ReviewLink | None:
    """The link with that hash, whether or not it is good; None where there is none."""
    query = select(review_links).where(review_links.c.digest == digest)

    def read(connection: Connection) -> ReviewLink | None:
        row = connection.execute(query).mappings().first()
        return None if row is None else _link(row)

    return database.read(read)


def links_of(database: Database, film_id: str = "") -> Sequence[ReviewLink]:
    """Every link of a film, or of all films, in the order in which they were made."""
    query = select(review_links).order_by(review_links.c.id)
    if film_id:
        query = query.where(review_links.c.film_id == film_id)
    return database.read(lambda connection: [_link(row) for row in connection.execute(query).mappings()])


def revoke_link(database: Database, number: int, by: str, film_id: str = "") -> ReviewLink:
    """End a link, of a film where one is named; gives it as it stands.

    Raises:
        BadInput: there is none of that number.

    """
    mine = review_links.c.id == number
    if film_id:
        mine &= review_links.c.film_id == film_id

    def write(connection: Connection) -> ReviewLink:
        change = update(review_links).where(mine, review_links.c.revoked_at == "")
        connection.execute(change.values(revoked_by=by, revoked_at=_text(datetime.now(UTC))))
        row = connection.execute(select(review_links).where(mine)).mappings().first()
        if row is None:
            raise UnknownLink(f"There is no link {number}: `longtake share --list` shows those there are.")
        return _link(row)

    return database.write(write)


def _text(moment: datetime) -> str:
    """A moment as links have it, which sorts."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _link(row: RowMapping) -> ReviewLink:
    return ReviewLink(**{name: row[name] for name in ReviewLink.model_fields})
