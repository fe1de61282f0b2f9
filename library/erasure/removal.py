"""Files that somebody left, removed: those that nothing names, whoever named them once."""

from collections.abc import Collection, Iterable
from functools import partial

from sqlalchemy import Connection, delete, exists, select, tuple_

from infra.database.database import Database
from infra.database.tables import asset_uses, assets, leavings
from infra.payloads.names import owner_of
from infra.storage import Store
from library.erasure.leavings import BEGUN, RECIPE
from library.erasure.shared_assets import keep_recipe_alone
from library.garbage import remove_files
from models.orders.assets import Blob

_AT_ONCE = 50


def remove_leavings(database: Database, store: Store, owner: str) -> int:
    """Remove the files that an owner left and that nothing names; how many that were.

    Raises:
        StorageError: the database or the store does not answer; what was not removed is for the next try.

    """
    removed = 0
    while database.write(partial(_keep_recipes_alone, owner=owner)):
        pass
    while batch := database.read(partial(_some, owner=owner)):
        removed += database.write(partial(_remove, store=store, owner=owner, blobs=batch))
    return removed


def find_payloads(store: Store, films: Collection[str], server: str | None) -> list[Blob]:
    """What a server's histories of films, by their marks, have in the store; without a `server` what those of all have.

    Raises:
        StorageError: the store does not answer.

    """
    found = ((each.blob, owner_of(each.blob.suffix)) for each in (store.blobs() if films else ()))
    return [blob for blob, owner in found if owner and owner.film in films and server in (None, owner.server)]


def delete_payloads(store: Store, payloads: Iterable[Blob], but: Collection[str] = ()) -> int:
    """Remove payloads, but for those of films that are there, by their marks; how many that were.

    Raises:
        StorageError: the store does not answer.

    """
    gone = [blob for blob in payloads if (owner := owner_of(blob.suffix)) and owner.film not in but]
    for blob in gone:
        store.delete(blob)
    return len(gone)


def _keep_recipes_alone(connection: Connection, owner: str) -> int:
    """Of some assets that an owner used once, and that are there for others, nothing but what they asked for stays; how many."""
    noted = (leavings.c.owner == owner) & (leavings.c.suffix == RECIPE)
    keys = connection.execute(select(leavings.c.sha256).where(noted).limit(_AT_ONCE)).scalars().all()
    for row in connection.execute(select(assets).where(assets.c.key.in_(keys))).mappings().all():
        keep_recipe_alone(connection, row)
    connection.execute(delete(leavings).where(noted, leavings.c.sha256.in_(keys)))
    return len(keys)


def _some(connection: Connection, owner: str) -> list[Blob]:
    query = select(leavings.c.sha256, leavings.c.suffix, leavings.c.size)
    files = (leavings.c.sha256 != BEGUN) & (leavings.c.suffix != RECIPE)
    query = query.where(leavings.c.owner == owner, files).limit(_AT_ONCE)
    return [Blob.model_validate(row._asdict()) for row in connection.execute(query)]


def _remove(connection: Connection, store: Store, owner: str, blobs: list[Blob]) -> int:
    names = [(blob.sha256, blob.suffix) for blob in blobs]
    # Those of a film that was forgotten first: no film uses them, and no collection has taken them yet.
    unused = ~exists().where(asset_uses.c.asset_id == assets.c.id)
    theirs = tuple_(assets.c.sha256, assets.c.suffix).in_(names)
    connection.execute(delete(assets).where(theirs, unused))
    removed = remove_files(connection, store, blobs)
    mine = tuple_(leavings.c.sha256, leavings.c.suffix).in_(names)
    connection.execute(delete(leavings).where(leavings.c.owner == owner, mine))
    return len(removed)
