"""Half-made work: what is kept of an asset between two steps of its making, by whoever makes it, for whoever goes on with it."""

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, delete, select

from infra.database.database import Database
from infra.database.tables import half_made
from infra.database.upsert import insert_into
from infra.storage import Store
from library.rows import now
from models.errors import CorruptAsset
from models.orders.assets import Blob


class HalfMade:
    """One asset's half-made work, under the `key` of the lease that its maker holds: only who holds that writes here."""

    def __init__(self, database: Database, store: Store, key: str) -> None:
        self._database = database
        self._store = store
        self._key = key
        self._last: Blob | None = None

    def put(self, file: Path) -> Blob:
        """Keep a file in the place of the one that was kept before, which is removed.

        Raises:
            StorageError: the disk or the database says no.

        """
        before, blob = self._last or self._found(), self._store.put_file(file)
        row = {"key": self._key, "sha256": blob.sha256, "suffix": blob.suffix, "size": blob.size, "at": now()}

        def write(connection: Connection) -> None:
            upsert = insert_into(connection, half_made).values(row)
            connection.execute(upsert.on_conflict_do_update(index_elements=["key"], set_=row))

        self._database.write(write)
        self._last = blob
        if before is not None and before != blob:
            self._store.delete(before)
        return blob

    def get(self) -> Path | None:
        """What was kept last; None where nothing was, or it is lost."""
        self._last = blob = self._found()
        if blob is None:
            return None
        with suppress(CorruptAsset):
            return self._store.open_file(blob)
        return None

    def drop(self) -> None:
        """The asset is whole: what was kept of it on the way, as far as it was asked for, goes."""
        blob = self._last
        if blob is None:
            return
        ours = delete(half_made).where(half_made.c.key == self._key)
        self._database.write(lambda connection: connection.execute(ours))
        self._store.delete(blob)

    def _found(self) -> Blob | None:
        wanted = select(half_made).where(half_made.c.key == self._key)
        row = self._database.read(lambda connection: connection.execute(wanted).one_or_none())
        return Blob(sha256=row.sha256, suffix=row.suffix, size=row.size) if row else None
