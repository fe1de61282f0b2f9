"""What the embedded server leaves of films that were deleted from it, removed from its file when no server has that open.

A server forgets a deleted workflow, but its file does not: pages that are free, an index of words, and timers that would have
ended its retention in years to come still have the film's id.
"""

import logging
import os
import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from infra.database.compaction import compact
from infra.owner_only import make_file, make_folder
from infra.storage import storage_errors
from models.errors import StorageError

MOST_AT_ONCE = 256 * 2**20
"""Bytes of a file that is written anew while an engine ends, which shall not take long; a larger one is when the next begins."""

_FOLDER = "deleted"
_TASKS = (
    *(
        "timer_tasks",
        "transfer_tasks",
        "visibility_tasks",
        "history_immediate_tasks",
        "history_scheduled_tasks",
    ),
    *("tasks", "tasks_v2"),
)
"""Tables of tasks, which find nothing of a workflow that is gone: among them what would end its retention in years to come."""
_WORKFLOWS = ("executions", "current_executions", "executions_visibility")
"""Tables that have a workflow by its id until the server has deleted it."""
_STARTS = "executions_visibility"
"""The table that says when each run of a workflow began."""
_HISTORIES = "history_tree"
"""The table that says whose each history is."""
_FIELD = b"\x12"
"""What stands before the length of a workflow's id in a task."""
_NAME = re.compile(rb"[A-Za-z0-9._/-]+")

_log = logging.getLogger("longtake.server")


def note_deleted(state: Path, film_id: str) -> None:
    """Have what is left of a film leave the server's file when next no server has it open: when the engine ends, or begins.

    Raises:
        StorageError: the folder cannot be written.

    """
    with storage_errors(state):
        make_folder(state / _FOLDER)
        make_file(state / _FOLDER / film_id)
        os.utime(state / _FOLDER / film_id)


def remove_leavings(database: Path, most: int | None = None) -> None:
    """Write the file anew without deleted films, if there are any; one of more than `most` bytes waits, and so does one that cannot be."""
    noted = _noted(database.parent)
    if not noted or not database.exists() or (most is not None and database.stat().st_size > most):
        return
    try:
        with closing(sqlite3.connect(database, isolation_level=None)) as connection:
            # A film of which the server still has anything is being deleted by it, when it runs again.
            gone = [file for file in noted if not _is_there(connection, file.name)]
            again = [file for file in noted if file not in gone and _is_made_again(connection, file)]
            for table in _TASKS:
                _forget(connection, table, [file.name.encode() for file in gone])
        if gone or again:
            compact(database)
        for file in (*gone, *again):
            file.unlink(missing_ok=True)
    except (StorageError, sqlite3.Error, OSError) as error:
        _log.warning("What was deleted is still in unused parts of the server's file: %s", error)


def is_workflow_of(data: bytes, film_id: bytes) -> bool:
    """Whether a task, as protobuf has it, is of a film's workflow or of one of its parts'."""
    at = data.find(film_id)
    while at > 0:
        for width in (1, 2):
            field, length = data[max(0, at - width - 1) : at - width], data[at - width : at]
            name = data[at : at + _length(length)]
            if (
                field == _FIELD
                and (name == film_id or name.startswith(film_id + b"/"))
                and _NAME.fullmatch(name)
            ):
                return True
        at = data.find(film_id, at + 1)
    return False


def _length(varint: bytes) -> int:
    """A length as protobuf writes it, in one byte or in two."""
    return sum((byte & 0x7F) << (7 * place) for place, byte in enumerate(varint))


def _noted(state: Path) -> list[Path]:
    folder = state / _FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _is_there(connection: sqlite3.Connection, film_id: str) -> bool:
    """Whether the server has anything of a film or of its parts, be it a history without a workflow."""
    for table in filter(partial(_exists, connection), _WORKFLOWS):
        query = f"SELECT 1 FROM {table} WHERE workflow_id = ?1 OR substr(workflow_id, 1, length(?1) + 1) = ?1 || '/' LIMIT 1"  # noqa: S608 - one of our own names
        if connection.execute(query, (film_id,)).fetchone():
            return True
    if not _exists(connection, _HISTORIES):
        return False
    query = f"SELECT 1 FROM {_HISTORIES} WHERE instr(data, ?) OR instr(data, ?) LIMIT 1"  # noqa: S608
    whose = (f":{film_id}:".encode(), f":{film_id}/".encode())
    return connection.execute(query, whose).fetchone() is not None


def _is_made_again(connection: sqlite3.Connection, noted: Path) -> bool:
    """Whether all that the server has of a film began after that was deleted: it is another one, of the same name."""
    if not _exists(connection, _STARTS):
        return False
    query = f"""SELECT min(strftime('%s', start_time)) FROM {_STARTS}
        WHERE workflow_id = ?1 OR substr(workflow_id, 1, length(?1) + 1) = ?1 || '/'"""  # noqa: S608 - one of our own names
    (first,) = connection.execute(query, (noted.name,)).fetchone()
    return first is not None and int(first) > noted.stat().st_mtime


def _forget(connection: sqlite3.Connection, table: str, names: Sequence[bytes]) -> None:
    if not names or not _exists(connection, table):
        return
    rows = connection.execute(f"SELECT rowid, data FROM {table}")  # noqa: S608 - one of our own names
    gone = [(row,) for row, data in rows if any(is_workflow_of(data, name) for name in names)]
    connection.executemany(f"DELETE FROM {table} WHERE rowid = ?", gone)  # noqa: S608


def _exists(connection: sqlite3.Connection, table: str) -> bool:
    wanted = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(wanted, (table,)).fetchone() is not None
