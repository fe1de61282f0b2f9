"""`longtake database`, and a program that meets a newer program's tables: sentences and exit codes."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.database.migrations import HEAD
from infra.database.revisions import Revisions, checked_revision
from infra.settings import Settings
from infra.storage.moved import RESTORING
from models.errors import BadInput
from studio.cli.app import run
from tests.kit.filled_tables import ROWS, fill
from tests.kit.migrated import migrated
from workers.engine_files import alone, lock_path, supervisor_pid


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


@pytest.fixture
def tables(home: Path) -> Path:
    migrated(home / "longtake.db")
    with (
        closing(open_database(f"sqlite:///{home / 'longtake.db'}")) as database,
        database.writing() as connection,
    ):
        fill(connection)
    return home / "longtake.db"


def revision_of(file: Path, new: str = "") -> str:
    with closing(sqlite3.connect(file)) as connection:
        if new:
            connection.execute("UPDATE alembic_version SET version_num = ?", (new,))
            connection.commit()
        return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_status_says_what_is_there_and_what_is_wanted(
    tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["database", "status"]) == 0
    assert f"Revision   {HEAD}" in capsys.readouterr().out
    assert run(["database", "downgrade", "0010", "--yes"]) == 0
    capsys.readouterr()
    assert run(["database", "status"]) == 0
    said = capsys.readouterr()
    assert "Revision   0010" in said.out
    assert "`longtake database upgrade` brings it up" in said.err
    assert run(["database", "upgrade"]) == 0
    assert f"have revision {HEAD}; they had 0010" in capsys.readouterr().out
    assert revision_of(tables) == HEAD


def test_status_of_a_home_without_tables_makes_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["database", "status"]) == 0
    assert "there are no tables yet" in capsys.readouterr().out
    assert not (home / "longtake.db").exists()


@pytest.mark.parametrize("there", [False, True], ids=["no-tables", "tables"])
@pytest.mark.parametrize(
    "command", ["status", "status --json", "upgrade", "downgrade 0010 --yes", "restored never"]
)
def test_tables_are_let_be_while_a_copy_is_on_its_way_back(
    command: str, there: bool, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / RESTORING).mkdir(parents=True)
    file = home / "longtake.db"
    if there:
        migrated(file)
    assert run(["list"]) == 2
    refused = capsys.readouterr()
    assert "A copy is being brought back" in refused.err
    assert run(["database", *command.split()]) == 2
    said = capsys.readouterr()
    assert "A copy is being brought back" in said.err + said.out
    assert file.exists() == there
    assert not there or revision_of(file) == HEAD


def test_going_back_says_what_it_loses_and_changes_nothing_unless_that_is_agreed_to(
    tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["database", "downgrade", "--to", "0.1.0"]) == 2
    said = capsys.readouterr()
    assert f"{ROWS} links for guests" in said.out
    assert "Nothing was changed: --yes says that this may be lost." in said.err
    assert "longtake backup" in said.err
    assert revision_of(tables) == HEAD
    assert run(["database", "downgrade", "--to", "0.1.0", "--yes", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["to"] == revision_of(tables) == "0010"


def test_tables_are_not_taken_from_under_an_engine(tables: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings(home=tables.parent)
    settings.state_dir.mkdir()
    with alone(lock_path(settings)) as held:
        assert held
        assert run(["database", "downgrade", "0010", "--yes"]) == 1
    assert "`longtake down` stops it" in capsys.readouterr().err
    assert revision_of(tables) == HEAD


@pytest.mark.parametrize(
    "command",
    [
        ["costs"],
        ["assets", "find"],
        ["subjects", "list"],
        ["database", "upgrade"],
        ["database", "downgrade", "0010", "--yes"],
        ["backup", "copies"],
        ["make", "A door", "--approve", "auto"],
    ],
)
def test_a_newer_programs_tables_are_met_with_a_sentence(
    command: list[str], tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    revision_of(tables, "9999")
    assert run(command) == 1
    said = capsys.readouterr()
    assert "of a newer Longtake" in said.err
    assert "Traceback" not in said.err
    assert revision_of(tables) == "9999"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["database", "downgrade"], "Say where to go back to"),
        (["database", "downgrade", "0010", "--to", "0.1.0"], "say one of them."),
        (["database", "downgrade", "1"], "There is no revision '1'"),
        (["database", "downgrade", HEAD], "is no earlier one"),
    ],
)
def test_where_to_go_back_to_is_said_once_and_right(
    arguments: list[str], sentence: str, tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_a_database_that_other_means_brought_back_is_said_to_be_so_and_not_to_be(
    tables: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said() -> list[str]:
        with closing(sqlite3.connect(tables)) as connection:
            return [row[0] for row in connection.execute("SELECT copied_at FROM restores")]

    assert run(["database", "restored", "2026-11-01T14:00:00+02:00"]) == 0
    assert said() == ["2026-11-01T12:00:00+00:00"]
    assert run(["database", "restored", "never"]) == 0
    assert said() == []
    capsys.readouterr()
    for wrong in ("yesterday", "2026-11-01", "2026-11-01T12:00:00", "3026-11-01T12:00:00Z"):
        assert run(["database", "restored", wrong]) == 2
        assert "is no moment" in (words := capsys.readouterr().err) or "has not been yet" in words


@pytest.mark.parametrize(("others", "words"), [(1, "1 other is"), (2, "2 others are")])
def test_those_who_are_connected_are_counted_in_words_that_agree(
    others: int, words: str, tables: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Revisions(database="films", has=HEAD, others=others)
    monkeypatch.setattr("studio.service.upkeep.tables.look", lambda url: found)
    assert run(["database", "status"]) == 0
    assert f"Connected  {words.rsplit(' ', 1)[0]}, as workers" in capsys.readouterr().out
    assert run(["database", "downgrade", "0010", "--yes"]) == 1
    assert f"{words} connected to films: stop" in capsys.readouterr().err
    assert revision_of(tables) == HEAD


def test_there_is_nothing_to_go_back_from_in_a_new_home(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["database", "downgrade", "0010"]) == 2
    assert "Nothing was made yet" in capsys.readouterr().err
    assert not (home / "longtake.db").exists()


def test_no_engine_begins_while_a_person_is_asked_whether_to_lose_something(
    tables: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings, held = Settings(home=tables.parent), []
    lock_path(settings).parent.mkdir(exist_ok=True)
    lock_path(settings).write_text("1")  # of a supervisor that died

    def asked(**_: object) -> None:
        held.append(supervisor_pid(settings))

    monkeypatch.setattr("studio.cli.commands.upkeep.database._agree", asked)
    assert run(["database", "downgrade", "0010"]) == 0
    assert held == [0], "somebody holds it, who is nobody to be stopped"
    assert supervisor_pid(settings) is None


def test_of_new_tables_there_is_no_earlier_revision() -> None:
    with pytest.raises(BadInput, match="no tables yet"):
        checked_revision("0010", "")
