"""What is carried: stored files first, then every row, in one transaction; both sides are seen to be the same."""

from collections.abc import Mapping
from contextlib import closing

from sqlalchemy import Connection, delete, select

from infra.database.database import Database, open_database
from infra.database.tables import pair
from infra.database.transfer import TableSum, copy_rows, differences, is_empty, sums
from infra.payloads.names import is_payload
from infra.settings import Settings
from infra.storage import LocalStore, Store, open_store
from infra.storage.local import object_name
from library.pair import mark_of
from models.base import Frozen
from models.errors import BadInput, CorruptAsset, StorageError


class Carried(Frozen):
    """What the cluster has of the home: rows by table, stored files and their bytes; `lost` are files that the home did not have whole."""

    rows: Mapping[str, int] = {}
    objects: int = 0
    bytes: int = 0
    new: int = 0
    lost: tuple[str, ...] = ()


def own_mark(home: Settings) -> str:
    """The mark of the home's pair; one without a mark is given one."""
    with closing(open_database(home.database_url)) as database:
        return mark_of(LocalStore(home.assets_dir), database)


def check_target(cluster: Settings, mark: str) -> None:
    """See that the cluster's database and store are empty, or are this very home's from an earlier try.

    Raises:
        BadInput: they are another pair's.
        StorageError: they cannot be asked.

    """
    store = open_store(cluster)
    with closing(open_database(cluster.database_url)) as database, database.reading() as connection:
        there, empty = connection.execute(select(pair.c.mark)).scalar(), is_empty(connection)
    if there not in (None, mark) or store.mark() not in ("", mark) or (there is None and not empty):
        raise BadInput(
            f"The database {database.describe} or the store {store.describe} is in use by another home or by workers already: "
            "name new ones, and start no worker on them before the move is done."
        )


def carry_files(home: Settings, cluster: Settings, mark: str) -> Carried:
    """Carry the stored files that the cluster does not have; what histories refer to stays with them.

    Raises:
        BadInput: the store belongs to another database.
        StorageError: one of the stores cannot be used, or has not taken a file.

    """
    source, target = LocalStore(home.assets_dir), open_store(cluster)
    if target.mark(mark) != mark:
        raise BadInput(
            f"The store {target.describe} belongs to another database: let LONGTAKE_STORE name a new place."
        )
    count, size, new, lost = 0, 0, 0, []
    wanted: dict[str, int] = {}
    for stored in source.blobs():
        blob = stored.blob
        if is_payload(blob.suffix):
            continue
        if not target.holds(blob):
            try:
                target.put_file(source.open_file(blob))
            except CorruptAsset:
                lost.append(blob.sha256)
                continue
            new += 1
        wanted[object_name(blob)] = blob.size
        count, size = count + 1, size + blob.size
    _check_files(target, wanted)
    return Carried(objects=count, bytes=size, new=new, lost=tuple(lost))


def _check_files(target: Store, wanted: dict[str, int]) -> None:
    there = {object_name(stored.blob): stored.blob.size for stored in target.blobs()}
    if missing := [name for name, size in wanted.items() if there.get(name) != size]:
        raise StorageError(
            f"The store {target.describe} has not taken {missing[0]} whole: run the same again."
        )


def carry_rows(home: Settings, cluster: Settings) -> dict[str, int]:
    """Carry every row, unless an earlier try did; gives how many each table has.

    Raises:
        StorageError: a database cannot be used, or does not have the same afterwards.

    """
    with (
        closing(open_database(home.database_url)) as source,
        closing(open_database(cluster.database_url)) as target,
        source.reading() as rows,
    ):
        before = sums(rows)
        with target.writing() as connection:
            if not _is_filled(connection):
                connection.execute(delete(pair))
                copy_rows(rows, connection)
            _check_rows(before, connection, target)
    return {name: each.rows for name, each in before.items() if each.rows}


def _is_filled(connection: Connection) -> bool:
    return not is_empty(connection)


def _check_rows(before: dict[str, TableSum], connection: Connection, target: Database) -> None:
    if differing := differences(before, sums(connection)):
        raise StorageError(
            f"The database {target.describe} does not hold what the home does: {differing[0]}."
        )
