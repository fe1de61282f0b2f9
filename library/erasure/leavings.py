"""Files that films and subjects left: noted when nothing names them any more, removed with whoever they were of."""

import hashlib
from collections.abc import Iterable
from functools import partial

from sqlalchemy import Connection, delete, select, tuple_

from infra.database.database import Database
from infra.database.tables import leavings
from infra.database.upsert import insert_into
from infra.storage import Store
from library.garbage import remove_files
from models.orders.assets import Blob

_BEGUN = ""
"""In place of a file's hash: a deletion has begun, and has not come to its end."""
_AT_ONCE = 50


def owner_of_film(film_id: str) -> str:
    """The mark of a film: a hash, so that what is left of a deletion tells nobody the film's name."""
    return _mark("film", film_id)


def owner_of_subject(key: str) -> str:
    """The mark of a saved subject, by the key of its name."""
    return _mark("subject", key)


def owner_of_person(key: str) -> str:
    """The mark of somebody, by the key of their name."""
    return _mark("person", key)


def note_leavings(connection: Connection, owner: str, blobs: Iterable[Blob]) -> None:
    """Note files as left by an owner, as part of a transaction; one that is still named stays for as long as it is."""
    rows = [{"owner": owner, **blob.model_dump()} for blob in sorted(blobs, key=lambda blob: blob.sha256)]
    if rows:
        connection.execute(insert_into(connection, leavings).on_conflict_do_nothing(), rows)


def begin_deletion(database: Database, owner: str) -> None:
    """Note that what is of an owner is being deleted, until `end_deletion`."""
    row = {"owner": owner, "sha256": _BEGUN, "suffix": "", "size": 0}
    database.write(
        lambda connection: connection.execute(
            insert_into(connection, leavings).on_conflict_do_nothing(), [row]
        )
    )


def end_deletion(database: Database, owner: str) -> None:
    """Note that the deletion came to its end."""
    begun = (leavings.c.owner == owner) & (leavings.c.sha256 == _BEGUN)
    database.write(lambda connection: connection.execute(delete(leavings).where(begun)))


def is_begun(database: Database, owner: str) -> bool:
    """Whether a deletion was begun, and broken off."""
    begun = select(leavings.c.owner).where(leavings.c.owner == owner, leavings.c.sha256 == _BEGUN)
    return database.read(lambda connection: connection.scalar(begun)) is not None


def remove_leavings(database: Database, store: Store, owner: str) -> int:
    """Remove the files that an owner left and that nothing names; how many that were.

    Raises:
        StorageError: the database or the store does not answer; what was not removed is for the next try.

    """
    removed = 0
    while batch := database.read(partial(_some, owner=owner)):
        removed += database.write(partial(_remove, store=store, owner=owner, blobs=batch))
    return removed


def _some(connection: Connection, owner: str) -> list[Blob]:
    query = select(leavings.c.sha256, leavings.c.suffix, leavings.c.size)
    query = query.where(leavings.c.owner == owner, leavings.c.sha256 != _BEGUN).limit(_AT_ONCE)
    return [Blob.model_validate(row._asdict()) for row in connection.execute(query)]


def _remove(connection: Connection, store: Store, owner: str, blobs: list[Blob]) -> int:
    removed = remove_files(connection, store, blobs)
    names = [(blob.sha256, blob.suffix) for blob in blobs]
    mine = tuple_(leavings.c.sha256, leavings.c.suffix).in_(names)
    connection.execute(delete(leavings).where(leavings.c.owner == owner, mine))
    return len(removed)


def _mark(kind: str, name: str) -> str:
    return f"{kind}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"
