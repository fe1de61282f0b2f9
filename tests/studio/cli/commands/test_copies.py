"""`longtake backup` and `longtake restore` of a home without an engine: what is in a copy, and what is wrong with one."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.database.tables import documents, restores
from infra.settings import Settings
from infra.storage import LocalStore
from studio.cli.app import run
from studio.service.upkeep.manifest import copies_in
from tests.kit.filled_tables import fill, told
from tests.kit.migrated import migrated
from workers.engine_files import RESTORING, alone, lock_path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with rows in every table, three stored files, a template and a login."""
    home = tmp_path / "home"
    monkeypatch.setenv("LONGTAKE_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    migrated(home / "longtake.db")
    store = LocalStore(home / "assets")
    store.mark("m" * 32)
    with (
        closing(open_database(f"sqlite:///{home / 'longtake.db'}")) as database,
        database.writing() as connection,
    ):
        fill(connection)
        for table in ("half_made", "shot_states", "subject_pictures", "documents"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("UPDATE assets SET sha256 = ''")  # what no store has is not missed
        for number in range(3):
            blob = store.put_bytes(b"stored %d" % number, ".json")
            row = {"film_id": "a-film", "name": f"{number}.json", "at": "", **blob.model_dump()}
            connection.execute(documents.insert().values(row))
    (home / "templates").mkdir()
    (home / "templates" / "mine.toml").write_text("name = 'mine'")
    (home / "credentials").mkdir()
    (home / "credentials" / "youtube.json").write_text("a secret")
    return home


@pytest.fixture
def copies(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    assert run(["backup", "copies"]) == 0
    capsys.readouterr()
    return tmp_path / "copies"


def rows_of(home: Path) -> dict[str, list[str]]:
    with (
        closing(open_database(f"sqlite:///{home / 'longtake.db'}")) as database,
        database.reading() as connection,
    ):
        return told(connection)


def test_a_copy_says_what_is_in_it_and_what_is_not(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["backup", "copies"]) == 0
    said = capsys.readouterr()
    assert "3 stored files" in said.out
    assert "`longtake login youtube` makes it anew" in said.out
    assert "Prompts, stories, pictures and names are readable in it" in said.err
    assert "a secret" not in "".join(
        path.read_bytes().decode(errors="replace")
        for path in (tmp_path / "copies").rglob("*")
        if path.is_file()
    )


def test_a_second_copy_takes_only_what_is_new(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    LocalStore(home / "assets").put_bytes(b"another", ".json")
    assert run(["backup", "copies", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["objects"], made["new"]) == (4, 1)
    assert len(copies_in(copies)) == 2


def test_so_many_copies_are_kept_and_what_only_older_ones_had_goes(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = LocalStore(home / "assets")
    gone = next(stored.blob for stored in store.blobs())
    store.delete(gone)
    assert run(["backup", "copies"]) == 0
    assert LocalStore(copies).holds(gone)
    assert f"did not have {gone.sha256} whole" in capsys.readouterr().err
    assert run(["backup", "copies", "--keep", "2"]) == 0
    assert len(copies_in(copies)) == 2
    assert not LocalStore(copies).holds(gone)


def test_what_comes_back_is_what_was_copied_and_knows_when(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows_of(home)
    shutil.rmtree(home)
    assert run(["restore", "copies"]) == 0
    assert "what they have spent is of then" in capsys.readouterr().err
    after = rows_of(home)
    with (
        closing(open_database(f"sqlite:///{home / 'longtake.db'}")) as database,
        database.reading() as connection,
    ):
        last = connection.execute(restores.select().order_by(restores.c.at.desc())).mappings().first()
    assert last is not None
    assert {**after, "restores": []} == {**before, "restores": []}
    assert len(after["restores"]) == len(before["restores"]) + 1
    assert sorted(stored.blob.size for stored in LocalStore(home / "assets").blobs()) == [8, 8, 8]
    assert (home / "templates" / "mine.toml").read_text() == "name = 'mine'"
    assert not (home / "credentials").exists()
    assert run(["costs"]) == 0


def byte_changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


PLACES = ("longtake.db", "objects.txt", "manifest.json", "home/templates/mine.toml", "an object")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("harm", [byte_changed, cut_short, Path.unlink])
def test_a_damaged_copy_is_named_and_nothing_is_touched(
    place: str, harm: Callable[[Path], object], copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder,) = copies_in(copies)
    path = next((copies / "objects").rglob("*.json")) if place == "an object" else folder / place
    harm(path)
    shutil.rmtree(home)
    code = run(["restore", "copies"])
    said = capsys.readouterr().err
    if place == "manifest.json" and harm is Path.unlink:
        assert code == 2
        assert "There is no backup in" in said
    else:
        assert code == 1
        assert f"The copy is damaged: {path} " in said
    assert not (home / "longtake.db").exists()
    assert not (home / "assets").exists()
    assert not (home / RESTORING).exists()


def test_a_home_that_has_something_is_refused_and_put_aside_by_force(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows_of(home)
    assert run(["restore", "copies"]) == 2
    assert "is not empty, it has templates" in capsys.readouterr().err
    (home / "templates" / "mine.toml").write_text("name = 'later'")
    assert run(["restore", "copies", "--force"]) == 0
    assert (home / "aside-1" / "templates" / "mine.toml").read_text() == "name = 'later'"
    assert (home / "templates" / "mine.toml").read_text() == "name = 'mine'"
    assert rows_of(home / "aside-1") == before


def test_nothing_is_brought_back_under_an_engine(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=home)
    settings.state_dir.mkdir()
    with alone(lock_path(settings)):
        assert run(["restore", "copies", "--force"]) == 1
    assert "`longtake down` stops it" in capsys.readouterr().err


def test_a_restore_that_was_broken_off_is_gone_on_with_and_nothing_else_works_meanwhile(
    copies: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(home)
    moved = 0

    def dies(path: Path, place: Path) -> None:
        nonlocal moved
        moved += 1
        if moved == 2:
            raise KeyboardInterrupt
        path.replace(place)

    with monkeypatch.context() as patch:
        patch.setattr("studio.service.upkeep.restore._move_in", dies)
        assert run(["restore", "copies"]) == 130
    assert (home / RESTORING).exists()
    assert run(["make", "A door", "--approve", "auto"]) == 2
    assert "run `longtake restore` again" in capsys.readouterr().err
    assert run(["restore", "copies"]) == 0
    assert not (home / RESTORING).exists()
    assert rows_of(home)["ledger"]


def test_a_copy_that_was_broken_off_is_none_and_goes_with_the_next(copies: Path, home: Path) -> None:
    left = copies / "copies" / "unfinished-1"
    left.mkdir()
    (left / "longtake.db").touch()
    assert run(["backup", "copies"]) == 0
    assert not left.exists()
    assert len(copies_in(copies)) == 2


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["restore", "nowhere"], "There is no backup in"),
        (["restore", "copies", "--copy", "yesterday"], "has no copy 'yesterday'"),
        (["backup", "home/copies"], "would lie in the home"),
        (["backup", "copies", "--keep", "-1"], "Invalid value for '--keep'"),
    ],
)
def test_what_cannot_be_copied_or_brought_back_is_said(
    arguments: list[str], sentence: str, copies: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_a_copy_of_a_newer_program_is_refused(
    copies: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(home)
    with monkeypatch.context() as patch:
        patch.setattr("studio.service.upkeep.restore.HEAD", "0001")
        assert run(["restore", "copies"]) == 1
    assert "was made by a newer Longtake" in capsys.readouterr().err
    assert not (home / "longtake.db").exists()


def test_there_is_nothing_to_copy_in_a_new_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "empty"))
    assert run(["backup", str(tmp_path / "copies")]) == 2
    assert "There is nothing to copy" in capsys.readouterr().err
    assert not (tmp_path / "empty").exists()
