"""The embedded server's SQLite file: one a server version, set aside when it cannot be read."""

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from infra.storage import storage_errors
from models.errors import StorageError

_BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT, sqlite3.SQLITE_ERROR}


def database_fault(database: Path) -> str | None:
    """Why the server could not use this file, in a few words; None if it can.

    A file whose making was interrupted counts as unusable: the server makes its tables only in a new file.

    Raises:
        StorageError: the file cannot be opened at all.

    """
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=rw", uri=True)) as connection:
            verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            begun = connection.execute("SELECT 1 FROM namespaces WHERE name = 'default'").fetchone()
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in _BROKEN:
            return str(error)
        raise StorageError(
            f"The server's database {database} cannot be opened: {error}. Check its permissions and the disk."
        ) from error
    if verdict != "ok":
        return str(verdict)
    return None if begun else "it was never finished"


def set_aside(database: Path, home: Path) -> Path:
    """Move a database and its write-ahead log to the first unused `aside-<n>` of the home; that folder.

    Raises:
        StorageError: they cannot be moved.

    """
    folder = next(folder for n in count(1) if not (folder := home / f"aside-{n}").exists())
    with storage_errors(folder):
        folder.mkdir(mode=0o700)
        for suffix in ("", "-wal", "-shm"):
            part = database.with_name(database.name + suffix)
            if part.exists():
                part.replace(folder / part.name)
    return folder
