"""What the embedded server leaves of films that were deleted from it, removed from its file when no server has that open.

A server forgets a deleted workflow, but its file does not: pages that are free, an index of words, and timers that would have
ended its retention in years to come still have the film's id.
"""

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

from infra.database.compaction import compact
from infra.owner_only import make_file, make_folder
from infra.storage import storage_errors
from models.errors import StorageError

MOST_AT_ONCE = 256 * 2**20
"""Bytes of a file that is written anew while an engine ends, which shall not take long; a larger one is when the next begins."""

_FOLDER = "deleted"
_SPENT = ("timer_tasks", "tasks", "tasks_v2")
"""Tables of tasks that find no workflow any more: its retention's end, and what was handed out already."""
_TO_DO = ("transfer_tasks", "visibility_tasks")
"""Tables of tasks by which the server deletes: while these name a film, it has not done so."""
_ONE_BYTE = 0x80

_log = logging.getLogger("longtake.server")


def note_deleted(state: Path, film_id: str) -> None:
    """Have what is left of a film leave the server's file when next no server has it open: when the engine ends, or begins.

    Raises:
        StorageError: the folder cannot be written.

    """
    with storage_errors(state):
        make_folder(state / _FOLDER)
        make_file(state / _FOLDER / film_id)


def remove_leavings(database: Path, most: int | None = None) -> None:
    """Write the file anew without deleted films, if there are any; one of more than `most` bytes waits, and so does one that cannot be."""
    noted = _noted(database.parent)
    if not noted or not database.exists() or (most is not None and database.stat().st_size > most):
        return
    try:
        names = {file.name.encode() for file in noted}
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            for table in _SPENT:
                _forget(connection, table, names)
            waited_for = {name for table in _TO_DO for name in _named(connection, table, names)}
        compact(database)
        for file in noted:
            if file.name.encode() not in waited_for:
                file.unlink(missing_ok=True)
    except (StorageError, sqlite3.Error, OSError) as error:
        _log.warning("What was deleted is still in unused parts of the server's file: %s", error)


def is_workflow_of(data: bytes, film_id: bytes) -> bool:
    """Whether a task, as protobuf has it, is of a film's workflow or of one of its parts'."""
    at = data.find(film_id)
    while at > 0:
        length = data[at - 1]
        if at > 1 and data[at - 2] >= _ONE_BYTE:  # a length of two bytes
            length = (data[at - 2] & (_ONE_BYTE - 1)) | (data[at - 1] << 7)
        name = data[at : at + length]
        if name == film_id or name.startswith(film_id + b"/"):
            return True
        at = data.find(film_id, at + 1)
    return False


def _noted(state: Path) -> list[Path]:
    folder = state / _FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _forget(connection: sqlite3.Connection, table: str, names: set[bytes]) -> None:
    if not _exists(connection, table):
        return
    rows = connection.execute(f"SELECT rowid, data FROM {table}")  # noqa: S608 - one of our own names
    gone = [(row,) for row, data in rows if any(is_workflow_of(data, name) for name in names)]
    connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", gone)  # noqa: S608


def _named(connection: sqlite3.Connection, table: str, names: set[bytes]) -> set[bytes]:
    if not _exists(connection, table):
        return set()
    rows = connection.execute(f"SELECT data FROM {table}").fetchall()  # noqa: S608
    return {name for name in names if any(is_workflow_of(data, name) for (data,) in rows)}


def _exists(connection: sqlite3.Connection, table: str) -> bool:
    wanted = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(wanted, (table,)).fetchone() is not None
