"""A SQLite file written anew, so that what was deleted from it is in none of its pages, and in no log of it."""

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from models.errors import DiskFull, StorageError, Unavailable

_LOCK_WAIT_S = 30.0
_INDEXES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%USING fts5%'"
_EMPTIED_WITHIN_S = 30.0
"""How long a reader of the log is waited for; readers are short."""


def compact(file: Path, within_s: float = _EMPTIED_WITHIN_S) -> None:
    """Write a SQLite file anew and empty its log; others may read and write meanwhile, and wait for it.

    Raises:
        Unavailable: others keep it busy.
        DiskFull: there is no room for a second copy of it.
        StorageError: it cannot be written.

    """
    try:
        with closing(sqlite3.connect(file, timeout=_LOCK_WAIT_S, isolation_level=None)) as connection:
            for (index,) in connection.execute(_INDEXES).fetchall():
                # Until its parts are merged, an index of words has those of rows that are gone.
                connection.execute(f'INSERT INTO "{index}"("{index}") VALUES (\'optimize\')')  # noqa: S608 - a name of ours
            connection.execute("VACUUM")
            _empty_log(connection, time.monotonic() + within_s)
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise DiskFull(
                f"There is no room to write {file} anew: free some, and run the same again."
            ) from error
        kind = Unavailable if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY else StorageError
        raise kind(f"{file} cannot be written anew: {error}. Run the same again.") from error


def _empty_log(connection: sqlite3.Connection, until: float) -> None:
    while True:
        busy = 1
        with suppress(sqlite3.OperationalError):  # somebody reads what is in the log
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy:
            return
        if time.monotonic() > until:
            raise Unavailable("The database's log is being read all the time: run the same again.")
        time.sleep(0.1)
