"""Files that films and subjects left, noted when nothing names them any more; and deletions that are under way."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import Connection, delete, select

from infra.database.database import Database
from infra.database.tables import leavings
from infra.database.upsert import insert_into
from infra.payloads.names import film_mark
from models.orders.assets import Blob

_FILM = "film:"
BEGUN = ""
"""In place of a file's hash: a deletion has begun, and has not come to its end."""

RECIPE = "recipe"
"""In place of a file's suffix: it is the key of an asset's recipe."""


def owner_of_film(film_id: str) -> str:
    """The mark of a film: a hash, so that what is left of a deletion tells nobody the film's name; and the mark that payloads have."""
    return _mark(f"{_FILM}{film_mark(film_id)}", film_id)


def payloads_mark(owner: str) -> str:
    """The mark that the payloads of an owner have in the store; empty where it is no film."""
    return owner.removeprefix(_FILM).partition(":")[0] if owner.startswith(_FILM) else ""


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


def note_recipes(connection: Connection, owner: str, keys: Iterable[str]) -> None:
    """Note the assets, by their recipes' keys, that an owner used and uses no more, as part of a transaction."""
    rows = [{"owner": owner, "sha256": key, "suffix": RECIPE, "size": 0} for key in sorted(keys)]
    if rows:
        connection.execute(insert_into(connection, leavings).on_conflict_do_nothing(), rows)


def begin_deletion(database: Database, owner: str) -> None:
    """Note that what is of an owner is being deleted, until `end_deletion`."""
    row = {"owner": owner, "sha256": BEGUN, "suffix": "", "size": 0}
    database.write(
        lambda connection: connection.execute(
            insert_into(connection, leavings).on_conflict_do_nothing(), [row]
        )
    )


def end_deletion(database: Database, owner: str) -> None:
    """Note that the deletion came to its end."""
    begun = (leavings.c.owner == owner) & (leavings.c.sha256 == BEGUN)
    database.write(lambda connection: connection.execute(delete(leavings).where(begun)))


def begun_deletions(database: Database) -> tuple[str, ...]:
    """The owners of which a deletion was begun, and has not come to its end."""
    begun = select(leavings.c.owner).where(leavings.c.sha256 == BEGUN)
    return tuple(sorted(database.read(lambda connection: connection.execute(begun).scalars().all())))


def is_begun(database: Database, owner: str) -> bool:
    """Whether a deletion was begun, and broken off."""
    begun = select(leavings.c.owner).where(leavings.c.owner == owner, leavings.c.sha256 == BEGUN)
    return database.read(lambda connection: connection.scalar(begun)) is not None


def _mark(kind: str, name: str) -> str:
    return f"{kind}:{hashlib.sha256(name.encode()).hexdigest()[:32]}"
