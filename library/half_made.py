"""Half-made work: what is kept of an asset between two steps of its making, by whoever makes it, for whoever goes on with it."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, delete, select

from infra.database.clock import instant
from infra.database.database import Database
from infra.database.tables import half_made
from infra.database.upsert import insert_into
from infra.storage import Store
from library.leases import BEAT_S, LOOK_S, Holder, Leases
from models.errors import CorruptAsset, GaveWay
from models.orders.assets import Blob

_SILENT_S = 3 * BEAT_S
"""Who has not beaten for so long is taken for gone: only an order depends on that, and no lease."""
_BACK_S = 10.0
"""How long after its last step work is asked for again whose worker died."""
_LATELY_S = 2.0
"""What something was kept of so lately has somebody at it, for all that is known."""
_LONG_AGO_S = 300.0
"""Work that nobody went on with for so long is not expected any more: its film may have ended."""

_Standing = Literal["alive", "unclear", "left", "asked for"]


class HalfMade:
    """One asset's half-made work, under the `key` of the lease that its maker holds: only who holds that writes here.

    `label` is the queue of the work.
    """

    def __init__(self, database: Database, store: Store, key: str, label: str = "") -> None:
        self.key = key
        self.label = label
        self._database = database
        self._store = store
        self._last: Blob | None = None

    def put(self, file: Path) -> Blob:
        """Keep a file in the place of the one that was kept before, which is removed.

        Raises:
            StorageError: the disk or the database says no.

        """
        before, blob = self._last or self._found(), self._store.put_file(file)
        row: dict[str, object] = {"key": self.key, "label": self.label}
        row |= {"sha256": blob.sha256, "suffix": blob.suffix, "size": blob.size}

        def write(connection: Connection) -> None:
            new = row | {"at": instant(connection).isoformat(timespec="seconds")}
            upsert = insert_into(connection, half_made).values(new)
            connection.execute(upsert.on_conflict_do_update(index_elements=["key"], set_=new))

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
        ours = delete(half_made).where(half_made.c.key == self.key)
        self._database.write(lambda connection: connection.execute(ours))
        self._store.delete(blob)

    def _found(self) -> Blob | None:
        wanted = select(half_made).where(half_made.c.key == self.key)
        row = self._database.read(lambda connection: connection.execute(wanted).one_or_none())
        return Blob(sha256=row.sha256, suffix=row.suffix, size=row.size) if row else None


class BrokenOff:
    """What was broken off is gone on with first: work of its queue of which nothing is made yet gives way to it, once.

    One for all threads of a process.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._leases = Leases(database)
        self._beats: dict[str, tuple[Holder, float, bool]] = {}
        self._let_go: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def first(self, mine: HalfMade, waiting: Callable[[], None]) -> None:
        """Return when `mine` may be begun, after `_BACK_S` at the latest; `waiting` is called about four times a second.

        Raises:
            GaveWay: other work is half made, and nobody is at it.
            Exception: whatever `waiting` raises.

        """
        until = time.monotonic() + _BACK_S
        while True:
            ages = self._ages(mine.label)
            if mine.key in ages:
                return
            with self._lock:
                standings = {
                    key: self._standing(key, age)
                    for key, age in ages.items()
                    if (key, mine.key) not in self._let_go
                }
                left = {key for key, standing in standings.items() if standing in ("left", "asked for")}
                late = time.monotonic() >= until
                if left and (late or "asked for" in standings.values()):
                    self._let_go |= {(key, mine.key) for key in left}
                    raise GaveWay("Work that was broken off is gone on with first; this is begun after it.")
            if late or set(standings.values()) <= {"alive"}:
                return
            waiting()
            time.sleep(LOOK_S)

    def _ages(self, label: str) -> dict[str, float]:
        """Of the queue's half-made work, how many seconds ago something of it was kept."""
        wanted = select(half_made.c.key, half_made.c.at).where(half_made.c.label == label)

        def read(connection: Connection) -> dict[str, float]:
            now, rows = instant(connection), connection.execute(wanted).all()
            return {row.key: (now - datetime.fromisoformat(row.at)).total_seconds() for row in rows}

        ages = self._database.read(read)
        return {key: age for key, age in ages.items() if age < _LONG_AGO_S}

    def _standing(self, key: str, age: float) -> _Standing:
        """Whether somebody is at it; where its maker died, it is asked for again a while later."""
        holder, moment = self._leases.holder(key), time.monotonic()
        if holder is None:
            return "asked for"
        seen, since, beats = self._beats.get(key, (None, moment, False))
        if seen != holder:
            since, beats = moment, seen is not None and seen.owner == holder.owner
            self._beats[key] = holder, since, beats
        if moment - since >= _SILENT_S:
            return "asked for" if age >= _BACK_S else "left"
        return "alive" if beats or age < _LATELY_S else "unclear"
