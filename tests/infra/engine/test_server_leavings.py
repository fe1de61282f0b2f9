"""What is left of deleted films in the embedded server's file: whose a task is, and when a film is gone."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from infra.engine import server_leavings
from infra.engine.server_leavings import is_workflow_of, note_deleted, remove_leavings

FILM = "the-door"


def task(workflow: str) -> bytes:
    """A task, as the server's protobuf has it: a namespace, a workflow, a run."""
    name = workflow.encode()
    length = bytes([len(name)]) if len(name) < 0x80 else bytes([len(name) & 0x7F | 0x80, len(name) >> 7])
    return b"\x0a\x04" + b"abcd" + b"\x12" + length + name + b"\x1a\x04" + b"runs"


@pytest.mark.parametrize(
    ("workflow", "is_its"),
    [
        (FILM, True),
        (f"{FILM}/0123456789ab/shot_001/take-1", True),
        (f"{FILM}/0123456789ab/{'s' * 110}/take-1", True),
        (f"{FILM}/release/youtube", True),
        (f"{FILM}-2", False),
        (f"a-{FILM}", False),
        (f"{FILM}s/0123456789ab/story", False),
        (f"a-{FILM}/0123456789ab/story", False),
        ("another", False),
    ],
)
def test_a_task_is_of_a_film_by_its_whole_name(workflow: str, is_its: bool) -> None:
    assert is_workflow_of(task(workflow), FILM.encode()) == is_its


def database(folder: Path) -> Path:
    """A file with as much of a server's tables as it takes."""
    file = folder / "temporal.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE executions (workflow_id TEXT)")
        connection.execute("CREATE TABLE history_tree (data BLOB)")
        connection.execute("CREATE TABLE timer_tasks (data BLOB)")
        connection.executemany("INSERT INTO timer_tasks VALUES (?)", [(task(FILM),), (task(f"{FILM}-2"),)])
    return file


def timers(file: Path) -> int:
    with sqlite3.connect(file) as connection:
        return int(connection.execute("SELECT count(*) FROM timer_tasks").fetchone()[0])


def test_timers_of_a_film_that_is_gone_go_and_the_file_has_nothing_of_it(tmp_path: Path) -> None:
    file = database(tmp_path)
    remove_leavings(file)
    assert timers(file) == 2, "nobody deleted anything"
    note_deleted(tmp_path, FILM)
    remove_leavings(file, most=10)
    assert timers(file) == 2, "too large for now"
    remove_leavings(file)
    assert timers(file) == 1
    assert task(FILM) not in file.read_bytes()
    assert list((tmp_path / "deleted").iterdir()) == []


@pytest.mark.parametrize(
    "there",
    [
        f"INSERT INTO executions VALUES ('{FILM}')",
        f"INSERT INTO executions VALUES ('{FILM}/0123456789ab/story')",
        f"INSERT INTO history_tree VALUES (CAST('ns:{FILM}:run' AS BLOB))",
    ],
)
def test_tasks_stay_while_the_server_still_deletes(tmp_path: Path, there: str) -> None:
    file = database(tmp_path)
    with sqlite3.connect(file) as connection:
        connection.execute(there)
    note_deleted(tmp_path, FILM)
    remove_leavings(file)
    assert timers(file) == 2
    assert [each.name for each in (tmp_path / "deleted").iterdir()] == [FILM]


def test_the_file_is_not_written_anew_while_nothing_is_gone_and_a_film_made_again_is_waited_for_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, written = database(tmp_path), list[Path]()
    monkeypatch.setattr(server_leavings, "compact", written.append)
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE executions_visibility (workflow_id TEXT, start_time TIMESTAMP)")
        row = (f"{FILM}/0123456789ab/story", "2026-11-30 07:59:21.788287+00:00")
        connection.execute("INSERT INTO executions_visibility VALUES (?, ?)", row)
    note_deleted(tmp_path, FILM)
    note = tmp_path / "deleted" / FILM
    began = datetime.fromisoformat(row[1]).timestamp()
    os.utime(note, (began + 60, began + 60))
    remove_leavings(file)
    assert (written, note.exists()) == ([], True), "the server still deletes it"
    os.utime(note, (began - 60, began - 60))
    remove_leavings(file)
    assert (written, note.exists()) == ([file], False)
    remove_leavings(file)
    assert written == [file]
    assert timers(file) == 2, "tasks of the film that was made again are its own"


def test_a_file_that_cannot_be_read_is_left_as_it_is(tmp_path: Path) -> None:
    file = database(tmp_path)
    note_deleted(tmp_path, FILM)
    file.write_bytes(b"no database at all, and longer than a header of one would be" * 9)
    remove_leavings(file)
    assert [each.name for each in (tmp_path / "deleted").iterdir()] == [FILM]
