"""SQLite files copied as they are at one moment, while others write to them; and what such a copy names."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from sqlalchemy import select

from infra.database.address import engine_for, parse_address
from infra.database.database import Database
from infra.database.tables import metadata
from infra.owner_only import make_file
from infra.storage import storage_errors
from models.errors import DiskFull, StorageError

_LOCK_WAIT_S = 30.0
_MAY_NAME = ("leavings", "releases")
"""Tables that name stored files which need not be there any more."""


def mark_in(file: Path) -> str:
    """The mark of the pair that a copied database has; empty of one from before there were marks."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            row = connection.execute("SELECT mark FROM pair").fetchone()
    except sqlite3.OperationalError:  # a database from before there were marks
        return ""
    return str(row[0]) if row else ""


def snapshot(files: Sequence[Path], targets: Sequence[Path]) -> None:
    """Copies of SQLite files, all as they are at one moment, while others write."""
    with ExitStack() as stack:
        sources = []
        for file in files:
            with _sqlite_errors(file):
                source = sqlite3.connect(
                    f"{file.as_uri()}?mode=rw", uri=True, timeout=_LOCK_WAIT_S, isolation_level=None
                )
                stack.enter_context(closing(source))
                source.execute("BEGIN")
                source.execute("SELECT count(*) FROM sqlite_master").fetchone()
                sources.append(source)
        for file, source, target in zip(files, sources, targets, strict=True):
            with _sqlite_errors(file, target):
                make_file(target)
                with closing(sqlite3.connect(target)) as copy:
                    source.backup(copy)
                settle(target)


def settle(file: Path) -> None:
    """See that a copy is whole, and one file."""
    with _sqlite_errors(file), closing(sqlite3.connect(file, isolation_level=None)) as copy:
        verdict = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise StorageError(f"The database cannot be copied, it is damaged: {verdict}.")
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _sqlite_errors(file: Path, target: Path | None = None) -> Iterator[None]:
    """What goes wrong with a file, in our errors; where it is copied to `target`, it is that disk that may be full."""
    written = target or file
    try:
        with storage_errors(written):
            yield
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise DiskFull(
                f"The disk that holds {written} is full: free some space, then run the same again."
            ) from error
        raise StorageError(f"{file} cannot be copied: {error}.") from error


def named_in(file: Path) -> Iterator[str]:
    """The hashes of all stored files that the rows of a copy name."""
    database = open_readonly(file)
    with closing(database), database.reading() as connection:
        there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
        for table in metadata.tables.values():
            if table.name in there and table.name not in _MAY_NAME and "sha256" in table.c:
                yield from filter(None, connection.execute(select(table.c.sha256).distinct()).scalars())


def open_readonly(file: Path) -> Database:
    """A copied database as it is, not migrated."""
    address = parse_address(f"sqlite:///{file}")
    return Database(engine_for(address, "normal", _LOCK_WAIT_S), address, _LOCK_WAIT_S)
