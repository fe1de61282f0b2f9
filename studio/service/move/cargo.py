"""What is carried: the cluster's places are claimed, then stored files, then every row, in one transaction; both sides are seen to be the same."""

from collections.abc import Mapping
from contextlib import closing

from sqlalchemy import Connection, select

from infra.database.database import Database, open_database
from infra.database.tables import pair
from infra.database.transfer import TableSum, copy_rows, differences, is_empty, sums
from infra.database.upsert import insert_into
from infra.payloads.names import is_payload
from infra.settings import Settings
from infra.storage import LocalStore, Store, open_store
from infra.storage.local import object_name
from models.base import Frozen
from models.errors import BadInput, CorruptAsset, StorageError
from studio.service.move.journal import Journal


class Carried(Frozen):
    """What the cluster has of the home: rows by table, stored files and their bytes; `lost` are files that the home did not have whole."""

    rows: Mapping[str, int] = {}
    objects: int = 0
    bytes: int = 0
    new: int = 0
    lost: tuple[str, ...] = ()


def check_target(cluster: Settings, journal: Journal) -> None:
    """See that the cluster's database and store are empty, or were claimed by this very move; nothing is written there.

    Raises:
        BadInput: they are in use, or another move's.
        StorageError: they cannot be asked.

    """
    store = open_store(cluster)
    with closing(open_database(cluster.database_url)) as database, database.reading() as connection:
        there, empty = connection.execute(select(pair.c.mark)).scalar(), is_empty(connection)
    marked = store.mark()
    # Rows come when nothing is added to the plan any more: such as are there before are of workers that were started on it.
    filled = not empty and not (there == journal.id and journal.planned)
    stored = not marked and next(store.blobs(), None) is not None
    if filled or stored or there not in (None, journal.id) or marked not in ("", journal.id):
        raise _in_use(database, store)


def claim_target(cluster: Settings, move_id: str) -> None:
    """Give the cluster's database and store the mark of a move; claimed by it before, they stay so.

    Raises:
        BadInput: they are another's.
        StorageError: they cannot be used.

    """
    store = open_store(cluster)
    with closing(open_database(cluster.database_url)) as database, database.writing() as connection:
        if is_empty(connection):
            connection.execute(
                insert_into(connection, pair).values(id=1, mark=move_id).on_conflict_do_nothing()
            )
        there = connection.scalar(select(pair.c.mark))
    if there != move_id or store.mark(move_id) != move_id:
        raise _in_use(database, store)


def _in_use(database: Database, store: Store) -> BadInput:
    return BadInput(
        f"The database {database.describe} or the store {store.describe} is in use by another home or by workers already, or was taken by "
        "another move: name new ones, and start no worker on them before the move is done. Nothing was moved."
    )


def carry_files(home: Settings, cluster: Settings) -> Carried:
    """Carry the stored files that the cluster does not have; what histories refer to stays with them.

    Raises:
        StorageError: one of the stores cannot be used, or has not taken a file.

    """
    source, target = LocalStore(home.assets_dir), open_store(cluster)
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


def carry_rows(home: Settings, cluster: Settings, move_id: str) -> dict[str, int]:
    """Carry every row, unless an earlier try did; gives how many each table has. The pair there keeps the mark of the move.

    Raises:
        StorageError: a database cannot be used, or does not have the same afterwards.

    """
    with (
        closing(open_database(home.database_url)) as source,
        closing(open_database(cluster.database_url)) as target,
        source.reading() as rows,
    ):
        before = _sums(rows)
        with target.writing() as connection:
            if is_empty(connection):
                connection.execute(pair.delete())
                copy_rows(rows, connection)
                connection.execute(pair.delete())
                connection.execute(pair.insert().values(id=1, mark=move_id))
            _check_rows(before, connection, target)
    return {name: each.rows for name, each in before.items() if each.rows}


def _sums(connection: Connection) -> dict[str, TableSum]:
    return {name: each for name, each in sums(connection).items() if name != pair.name}


def _check_rows(before: dict[str, TableSum], connection: Connection, target: Database) -> None:
    if differing := differences(before, _sums(connection)):
        raise StorageError(
            f"The database {target.describe} does not hold what the home does: {differing[0]}."
        )
