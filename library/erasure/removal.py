"""Files that somebody left, removed: those that nothing names, whoever named them once."""

from collections.abc import Collection
from functools import partial

from sqlalchemy import Connection, delete, exists, select, tuple_

from infra.database.database import Database
from infra.database.tables import asset_uses, assets, leavings
from infra.payloads.names import owner_of
from infra.storage import Store
from library.erasure.leavings import BEGUN
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
    while batch := database.read(partial(_some, owner=owner)):
        removed += database.write(partial(_remove, store=store, owner=owner, blobs=batch))
    return removed


def delete_payloads(store: Store, films: Collection[str], server: str | None) -> tuple[int, int]:
    """Remove what a server's histories of films, by their marks, had in the store; how many files, and how many of other servers are left.

    Without a `server` those of all go.

    Raises:
        StorageError: the store does not answer.

    """
    removed = left = 0
    for each in store.blobs() if films else ():
        owner = owner_of(each.blob.suffix)
        if owner is None or owner.film not in films:
            continue
        if server is None or owner.server == server:
            store.delete(each.blob)
            removed += 1
        else:
            left += 1
    return removed, left


def _some(connection: Connection, owner: str) -> list[Blob]:
    query = select(leavings.c.sha256, leavings.c.suffix, leavings.c.size)
    query = query.where(leavings.c.owner == owner, leavings.c.sha256 != BEGUN).limit(_AT_ONCE)
    return [Blob.model_validate(row._asdict()) for row in connection.execute(query)]


def _remove(connection: Connection, store: Store, owner: str, blobs: list[Blob]) -> int:
    names = [(blob.sha256, blob.suffix) for blob in blobs]
    # Those of a film that was forgotten first: no film uses them, and no collection has taken them yet.
    unused = ~exists().where(asset_uses.c.asset_id == assets.c.id)
    theirs = tuple_(assets.c.sha256, assets.c.suffix).in_(names)
    connection.execute(delete(assets).where(theirs, unused))
    for row in connection.execute(select(assets).where(theirs)).mappings().all():
        keep_recipe_alone(connection, row)
    removed = remove_files(connection, store, blobs)
    mine = tuple_(leavings.c.sha256, leavings.c.suffix).in_(names)
    connection.execute(delete(leavings).where(leavings.c.owner == owner, mine))
    return len(removed)
