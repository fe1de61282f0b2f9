"""Leases: of all who want the same thing at once, one makes it and the others wait.

No clock of any machine is compared with another's, and none can jump: the one that works counts its
lease's beat up, and one that waits takes the lease over when it has seen the same beat for six seconds
of its own monotonic clock, in the last two of which a beat could be written.
"""

import hashlib
import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection, delete, select, update

from infra.database.database import Database
from infra.database.tables import leases
from infra.database.upsert import insert_into
from models.errors import StorageError

T = TypeVar("T")

BEAT_S = 1.0
"""Seconds between two beats of who holds a lease."""
STALE_S = 6.0
"""Seconds without a beat after which the holder is taken for dead."""
LOOK_S = 0.25
"""Seconds between two looks of who waits."""

_log = logging.getLogger("longtake.leases")


class Holder(NamedTuple):
    """Who holds a lease, and how often its beat was counted up."""

    owner: str
    beat: int


class Leases:
    """The leases of a database, for every thread of this process; `stale_s` as `STALE_S`."""

    def __init__(self, database: Database, stale_s: float = STALE_S) -> None:
        self._database = database
        self._stale_s = stale_s
        self._held: set[str] = set()
        self._beating = False
        self._lock = threading.Lock()

    def once(
        self,
        key: str,
        find: Callable[[], T | None],
        make: Callable[[str], T],
        waiting: Callable[[], None] = lambda: None,
        who: str = "",
    ) -> T:
        """What `find` finds, else what `make` makes while nobody else, anywhere, makes what has this key.

        `make` is given the lease's token. While another works, `waiting` is called about four times a
        second, and may raise; when the other is done, or failed, it is all tried again from `find`.
        `who` names the work that wants it: a lease that an earlier attempt of the same work left behind
        is taken over at once.

        Raises:
            Exception: what `find`, `make` and `waiting` raise; the lease is then free for the next one.

        """
        while True:
            if (found := find()) is not None:
                return found
            token = self._turn(key, waiting, _mark(who))
            if token is not None:
                with self._holding(key, token):
                    # Whoever had the lease before may have finished since we looked.
                    found = find()
                    return make(token) if found is None else found

    def take(self, key: str, mark: str = "") -> str | None:
        """The token of the lease, which is ours now; None when somebody holds it. It does not beat yet."""
        token = mark + uuid.uuid4().hex
        row = {"key": key, "owner": token, "beat": 0}

        def claim(connection: Connection) -> Holder | None:
            connection.execute(insert_into(connection, leases).values(row).on_conflict_do_nothing())
            return _holder(connection, key)

        now = self._database.write(claim)
        return token if now is not None and now.owner == token else None

    def take_over(self, key: str, holder: Holder, mark: str = "") -> str | None:
        """The token of a lease that was taken from `holder`; None when it beat, or lost its lease, since it was seen."""
        token = mark + uuid.uuid4().hex

        def swap(connection: Connection) -> Holder | None:
            connection.execute(
                update(leases)
                .where(leases.c.key == key, leases.c.owner == holder.owner, leases.c.beat == holder.beat)
                .values(owner=token, beat=0)
            )
            return _holder(connection, key)

        now = self._database.write(swap)
        return token if now is not None and now.owner == token else None

    def holder(self, key: str) -> Holder | None:
        """Who holds a lease; None when it is free."""
        return self._database.read(lambda connection: _holder(connection, key))

    def release(self, key: str, token: str) -> None:
        """Let go of a lease, if it is still ours."""
        ours = delete(leases).where(leases.c.key == key, leases.c.owner == token)
        self._database.write(lambda connection: connection.execute(ours))

    def _turn(self, key: str, waiting: Callable[[], None], mark: str) -> str | None:
        """Our token, at once or when the holder was silent for too long; None once the holder let go."""
        if (token := self.take(key, mark)) is not None:
            return token
        seen, silent_s, looked = None, 0.0, time.monotonic()
        could_beat = False
        while (holder := self.holder(key)) is not None:
            # However long ago the last look was, it counts as two beats at most: when we were stopped, or
            # the database was away, the holder may have been as well.
            now = time.monotonic()
            silent_s = silent_s + min(now - looked, 2 * BEAT_S) if holder == seen else 0.0
            could_beat = could_beat and holder == seen
            seen, looked = holder, now
            if not could_beat and silent_s >= self._stale_s - 2 * BEAT_S:
                # While nobody can write, as a file is written anew, a holder cannot beat: two beats more are for it.
                could_beat, looked = self._writes(), time.monotonic()
                silent_s = self._stale_s - 2 * BEAT_S
            silent = could_beat and silent_s >= self._stale_s
            dead = silent or (mark and holder.owner.startswith(mark))
            if dead and (token := self.take_over(key, holder, mark)) is not None:
                _log.warning("Whoever was making %s has gone silent; it is made here now.", key)
                return token
            waiting()
            time.sleep(LOOK_S)
        return None

    def _writes(self) -> bool:
        """Whether the database can be written, once it could be or was waited for."""
        nothing = update(leases).where(leases.c.key == "").values(beat=0)
        try:
            self._database.write(lambda connection: connection.execute(nothing))
        except StorageError:
            return False
        return True

    @contextmanager
    def _holding(self, key: str, token: str) -> Iterator[None]:
        """Keeps the lease beating through the block, then lets go of it."""
        with self._lock:
            self._held.add(token)
            if not self._beating:
                self._beating = True
                threading.Thread(target=self._beat, daemon=True, name="leases").start()
        try:
            yield
        finally:
            with self._lock:
                self._held.remove(token)
            # One that cannot be released is taken over soon: no reason to lose what was made.
            with suppress(StorageError):
                self.release(key, token)

    def _beat(self) -> None:
        """Count up the beats of all that this process holds, until it holds nothing."""
        while True:
            time.sleep(BEAT_S)
            with self._lock:
                held = sorted(self._held)
                self._beating = bool(held)
            if not held:
                return
            # While the database is away the work goes on, and nobody can take the lease over either.
            with suppress(StorageError), self._database.writing() as connection:
                connection.execute(
                    update(leases).where(leases.c.owner.in_(held)).values(beat=leases.c.beat + 1)
                )


def _mark(who: str) -> str:
    """How the tokens of one piece of work begin; empty for work without a name."""
    return f"{hashlib.sha256(who.encode()).hexdigest()[:24]}:" if who else ""


def _holder(connection: Connection, key: str) -> Holder | None:
    row = connection.execute(select(leases.c.owner, leases.c.beat).where(leases.c.key == key)).one_or_none()
    return Holder(row.owner, row.beat) if row else None
