"""The database: SQLite in a file by default, PostgreSQL where several machines work together."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Lock
from typing import TypeVar

from sqlalchemy import Connection, Engine

from infra.database.address import READING, WRITING, Address, engine_for, parse_address
from infra.database.faults import Faults
from infra.database.migrations import migrate
from infra.patience import patiently
from infra.telemetry.statements import listen, transaction

T = TypeVar("T")

LOCK_WAIT_S = 30.0
"""How long a statement waits for somebody else's lock before the database counts as not answering."""


class Database:
    """Short transactions; every one is for one thread, and any thread may have one.

    Faults of the database come out as errors of ours, out of the blocks as out of the calls:
    `Unavailable` when it does not answer or somebody holds a lock for too long, `DiskFull`,
    `StorageError` for everything else but a broken constraint, which stays SQLAlchemy's `IntegrityError`.
    """

    def __init__(self, engine: Engine, address: Address, lock_wait_s: float) -> None:
        self.engine = engine
        self._address = address
        self._faults = Faults(address)
        listen(engine)
        self._reader = engine.execution_options(**READING[engine.dialect.name])
        self._writer = engine.execution_options(**WRITING)
        self._lock_wait_s = lock_wait_s
        self._turn = Lock()

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.engine.dialect.name

    @property
    def describe(self) -> str:
        """Where it is, for people: never with a password."""
        return self._address.shown

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One unchanging view of everything; a statement that would write is refused."""
        with self._observed("read"), self._faults.translated(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it happens, or nothing."""
        with (
            self._observed("write"),
            self._faults.translated(),
            self._in_turn(),
            self._writer.begin() as connection,
        ):
            yield connection

    def read(self, work: Callable[[Connection], T]) -> T:
        """The result of `work` in a reading block, waiting with the caller's patience for a database that is away.

        Raises:
            Unavailable: patience ran out.

        """

        def attempt() -> T:
            with self.reading() as connection:
                return work(connection)

        return patiently(attempt)

    def write(self, work: Callable[[Connection], T]) -> T:
        """The result of `work` in a writing block, waiting with the caller's patience for a database that is away.

        `work` runs again when its first try did not commit, or when the answer to the commit was lost and it
        may have: it must come to the same when done twice, as an upsert does, and touch nothing but the
        connection.

        Raises:
            Unavailable: patience ran out.

        """

        def attempt() -> T:
            with self.writing() as connection:
                return work(connection)

        return patiently(attempt)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _observed(self, does: str) -> AbstractContextManager[object]:
        url = self.engine.url
        return transaction(does, self.dialect, url.host or "", url.port)

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        """SQLite has one writer at a time; queueing for it here is fairer and quicker than its polling."""
        if self.dialect != "sqlite":
            yield
        elif self._turn.acquire(timeout=self._lock_wait_s):
            try:
                yield
            finally:
                self._turn.release()
        else:
            raise self._faults.busy("this process itself is still writing")

    def _make_ready(self) -> None:
        with self._faults.translated():
            migrate(self.engine, self._address)
        self._faults.opened = True


def open_database(url: str, *, synchronous: str = "normal", lock_wait_s: float = LOCK_WAIT_S) -> Database:
    """The database at `sqlite:///path` or `postgresql://user:password@host/name`, migrated to what we know.

    SQLite makes the file and its folder; `synchronous` is `normal` or, to survive a power loss too, `full`.

    Raises:
        BadInput: the URL, the user, the password or the name of the database must be mended.
        TooNew: a newer Longtake made it.
        Unavailable: it does not answer, for longer than the caller's patience.
        DiskFull, StorageError: the file cannot be made, read or written.

    """
    address = parse_address(url)
    database = Database(engine_for(address, synchronous, lock_wait_s), address, lock_wait_s)
    try:
        patiently(database._make_ready)  # noqa: SLF001 - of this module
    except BaseException:
        database.close()
        raise
    return database
