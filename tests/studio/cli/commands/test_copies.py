"""`longtake backup` and `longtake restore` of a home without an engine: what is in a copy, and what is wrong with one."""

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.database.tables import documents, restores
from infra.settings import Settings
from infra.storage import LocalStore
from infra.storage.moved import MOVED, RESTORING
from studio.cli.app import run
from studio.service.upkeep.manifest import Manifest, copies_in, open_copy, write_manifest
from studio.service.upkeep.standstill import standstill
from studio.service.upkeep.stored_files import copy_files
from tests.kit.filled_tables import fill, told
from tests.kit.migrated import migrated
from workers.engine_files import alone, attached_path, lock_path


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


def test_what_the_store_lost_stays_in_new_copies_as_long_as_the_tables_name_it(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = LocalStore(home / "assets")
    gone = next(stored.blob for stored in store.blobs())
    store.delete(gone)
    assert run(["backup", "copies", "--keep", "1"]) == 0
    said = capsys.readouterr()
    assert "3 stored files" in said.out
    assert f"has {gone.sha256} no more as it was stored" in said.err
    with (
        closing(open_database(f"sqlite:///{home / 'longtake.db'}")) as database,
        database.writing() as connection,
    ):
        connection.execute(documents.delete().where(documents.c.sha256 == gone.sha256))
    assert run(["backup", "copies"]) == 0
    assert LocalStore(copies).holds(gone)
    assert run(["backup", "copies", "--keep", "1"]) == 0
    assert len(copies_in(copies)) == 1
    assert not LocalStore(copies).holds(gone)


def test_what_neither_the_store_nor_a_copy_has_is_said(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = LocalStore(home / "assets")
    gone = next(stored.blob for stored in store.blobs())
    store.delete(gone)
    assert run(["backup", "copies"]) == 0
    assert f"did not have {gone.sha256} whole" in capsys.readouterr().err


def _no_disk(home: Path) -> None:
    shutil.rmtree(home / "assets")


def _emptied(home: Path) -> None:
    (home / "longtake.db").write_bytes(b"")


def _no_histories(home: Path) -> None:
    (home / "state" / "temporal-1.db").unlink()


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [
        (_no_disk, "has nothing in it, and the database names 3 stored files: see that its disk is there"),
        (_emptied, "has no tables any more"),
        (_no_histories, "The histories that the last copy has are gone from"),
    ],
    ids=["store", "tables", "histories"],
)
def test_a_home_that_has_lost_everything_of_a_kind_is_no_copy_that_replaces_another(
    lost: Callable[[Path], None],
    sentence: str,
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (home / "state").mkdir(exist_ok=True)
    sqlite3.connect(home / "state" / "temporal-1.db").execute(
        "CREATE TABLE histories (id)"
    ).connection.close()
    assert run(["backup", "copies"]) == 0
    before = sorted(path for path in (tmp_path / "copies").rglob("*") if path.is_file())
    lost(home)
    capsys.readouterr()
    assert run(["backup", "copies", "--keep", "1"]) == 1
    assert sentence in capsys.readouterr().err
    assert sorted(path for path in (tmp_path / "copies").rglob("*") if path.is_file()) == before


def test_a_full_disk_is_that_of_the_copies(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(_: Path) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr("studio.service.upkeep.snapshot.settle", full)
    assert run(["backup", "copies"]) == 1
    [said] = [line for line in capsys.readouterr().err.splitlines() if "is full" in line]
    assert "copies/copies" in said
    assert str(home) not in said


def test_what_comes_back_is_what_was_copied_and_knows_when(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows_of(home)
    shutil.rmtree(home)
    assert run(["restore", "copies", "--json"]) == 0
    assert "what they have spent is of then" in json.loads(capsys.readouterr().out)["notes"][-1]
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
    said = capsys.readouterr().err
    assert "is not empty, it has templates" in said
    assert "Every byte" not in said
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
        patch.setattr("studio.service.upkeep.room.move_in", dies)
        assert run(["restore", "copies"]) == 130
    assert (home / RESTORING).exists()
    capsys.readouterr()
    for command in (
        ["make", "A door", "--approve", "auto"],
        ["costs"],
        ["tokens", "add", "ann"],
        ["backup", "copies", "--keep", "1"],
    ):
        assert run(command) == 2
        assert "run `longtake restore FOLDER` again" in capsys.readouterr().err
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
        (["backup", "copies", "--keep", "0"], "Invalid value for '--keep'"),
        (["backup", "copies", "--keep", "9" * 30], "Invalid value for '--keep'"),
        (["backup", "nowhere/copies"], "There is no folder"),
        (["backup", ""], "FOLDER is empty"),
        (["backup", " "], "FOLDER is empty"),
        (["restore", ""], "FOLDER is empty"),
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


def test_what_was_put_aside_is_still_there_when_that_was_broken_off(
    copies: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, replace, moved = rows_of(home), Path.replace, 0

    def dies(path: Path, place: Path) -> Path:
        nonlocal moved
        moved += "aside-" in str(place)
        if moved == 2:
            raise KeyboardInterrupt
        return replace(path, place)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", dies)
        assert run(["restore", "copies", "--force"]) == 130
    assert run(["costs"]) == 2, "half of it is in another place"
    assert run(["restore", "copies"]) == 0
    assert rows_of(home / "aside-1") == before
    assert (home / "aside-1" / "templates" / "mine.toml").exists()
    assert not (home / "aside-2").exists()
    assert not (home / RESTORING).exists()


def test_a_log_that_an_earlier_server_left_is_not_played_into_a_history_that_came_back(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(home)
    (home / "state").mkdir(parents=True)
    (home / "state" / "temporal-1.0.db-wal").write_text("an old log")
    assert run(["restore", "copies"]) == 2
    assert "is not empty, it has state" in capsys.readouterr().err
    assert run(["restore", "copies", "--force"]) == 0
    assert not list((home / "state").glob("temporal-*"))
    assert (home / "aside-1" / "state" / "temporal-1.0.db-wal").exists()


def test_a_copy_comes_back_to_a_home_whose_films_were_moved_only_by_force_and_that_is_told(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(home)
    home.mkdir()
    (home / MOVED).write_text('{"where": "temporal.example", "planned": true, "done": true}')
    assert run(["restore", "copies"]) == 2
    assert f"it has {MOVED}" in capsys.readouterr().err
    assert run(["restore", "copies", "--force"]) == 0
    assert "were moved to temporal.example: those that are here again are also there" in " ".join(
        capsys.readouterr().err.split()
    )
    assert run(["costs"]) == 0


def test_what_was_revoked_since_a_copy_stays_so_where_the_home_is_still_there(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["tokens", "add", "ann"]) == 0
    assert run(["backup", "copies"]) == 0
    assert run(["tokens", "revoke", "ann"]) == 0
    assert run(["restore", "copies", "--force"]) == 0
    assert "Tokens are those of the copy" not in capsys.readouterr().err
    assert run(["tokens", "list"]) == 0
    assert "There are no tokens" in capsys.readouterr().err
    shutil.rmtree(home)
    assert run(["restore", "copies"]) == 0
    assert "Tokens are those of the copy, also such as were revoked since" in capsys.readouterr().err


def test_nothing_is_brought_back_under_a_command_that_uses_the_home(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(home=home)
    settings.state_dir.mkdir()
    with alone(attached_path(settings)):
        assert run(["restore", "copies", "--force"]) == 1
    assert "Other commands use the home" in capsys.readouterr().err


def test_a_backup_has_the_copies_of_one_home(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (made,) = copies_in(copies)
    with (
        closing(open_database(f"sqlite:///{home / 'longtake.db'}")) as database,
        database.writing() as connection,
    ):
        connection.exec_driver_sql("UPDATE pair SET mark = 'another'")
    assert run(["backup", "copies", "--keep", "1"]) == 2
    assert "has copies of another home" in capsys.readouterr().err
    assert list((copies / "copies").iterdir()) == [made]


def test_a_stored_file_that_a_backup_lost_is_copied_again_or_left_out(
    copies: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = next((copies / "objects").rglob("*.json"))
    byte_changed(path)
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "other"))
    assert run(["restore", "copies"]) == 1
    assert "`longtake restore … --anyway` brings back all the rest" in " ".join(
        capsys.readouterr().err.split()
    )
    assert run(["restore", "copies", "--anyway"]) == 0
    assert f"left out: objects/{path.parent.name}/{path.name}" in "".join(capsys.readouterr().err.split("\n"))
    assert len(list(LocalStore(tmp_path / "other" / "assets").blobs())) == 2
    monkeypatch.setenv("LONGTAKE_HOME", str(home))
    assert run(["backup", "copies", "--verify"]) == 0
    said = capsys.readouterr()
    assert "of which 1 are new" in said.out
    assert f"The backup had {path.stem} damaged, and it was copied again" in said.err
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "third"))
    assert run(["restore", "copies"]) == 0


def test_what_a_backup_has_whole_stays_in_it_when_the_home_has_it_no_more(
    copies: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harmed = sorted((home / "assets" / "objects").rglob("*.json"))
    cut_short(harmed[0])
    byte_changed(harmed[1])
    assert run(["backup", "copies", "--keep", "1", "--verify"]) == 0
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "other"))
    assert run(["restore", "copies"]) == 0
    store = LocalStore(tmp_path / "other" / "assets")
    assert [store.intact(stored.blob) for stored in store.blobs()] == [True] * 3


@pytest.mark.parametrize(("field", "place"), [("files", "home/../../stolen"), ("servers", "/tmp/stolen.db")])
def test_a_copy_that_would_write_outside_of_the_home_is_refused(
    field: str, place: str, copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = open_copy(copies)
    (copies / "copies" / "stolen").write_bytes((copy.folder / "objects.txt").read_bytes())
    told = copy.manifest.model_dump()
    told[field] = (
        (place,) if field == "servers" else told[field] | {place: copy.manifest.files["objects.txt"]}
    )
    write_manifest(copy.folder, Manifest.model_validate(told))
    shutil.rmtree(home)
    assert run(["restore", "copies"]) == 1
    assert "stolen" in capsys.readouterr().err
    assert not (home / "longtake.db").exists()


def test_a_copy_that_lost_its_manifest_is_not_passed_over_and_stays_there_whole(
    copies: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lasting = LocalStore(home / "assets").put_bytes(b"of the second copy alone", ".json")
    assert run(["backup", "copies"]) == 0
    older, newer = copies_in(copies)
    manifest = (newer / "manifest.json").rename(tmp_path / "manifest.json")
    LocalStore(home / "assets").delete(lasting)
    home.rename(tmp_path / "away")
    capsys.readouterr()
    assert run(["restore", "copies"]) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert f"{newer / 'manifest.json'} is missing." in said
    assert f"take another copy, such as {older.name}." in said
    assert run(["restore", "copies", "--copy", newer.name]) == 1
    assert not (home / "longtake.db").exists()
    assert run(["restore", "copies", "--copy", older.name]) == 0
    assert run(["backup", "copies", "--keep", "1"]) == 0
    assert not older.exists()
    manifest.rename(newer / "manifest.json")
    shutil.rmtree(home)
    assert run(["restore", "copies", "--copy", newer.name]) == 0
    assert LocalStore(home / "assets").intact(lasting)


def test_a_copy_whose_removal_was_broken_off_is_none(copies: Path, home: Path) -> None:
    (made,) = copies_in(copies)
    made.rename(made.with_name("unfinished-1"))
    assert copies_in(copies) == []
    assert run(["backup", "copies"]) == 0
    assert len(list((copies / "copies").iterdir())) == 1


def test_what_lies_beside_the_histories_is_no_part_of_a_copy(copies: Path, home: Path) -> None:
    state = home / "state"
    state.mkdir(exist_ok=True)
    with closing(sqlite3.connect(state / "temporal-1.0.0.db")) as database:
        database.execute("CREATE TABLE films (id)")
    shutil.copy(state / "temporal-1.0.0.db", state / "temporal-1.0.0 (copy).db")
    assert run(["backup", "copies"]) == 0
    assert run(["restore", "copies", "--force"]) == 0
    assert [path.name for path in state.glob("temporal-*.db")] == ["temporal-1.0.0.db"]


def test_a_file_whose_name_is_no_text_is_refused_and_a_link_to_one_is_copied(
    copies: Path, home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    voices = home / "voices"
    voices.mkdir()
    (tmp_path / "shared.onnx").write_bytes(b"a voice")
    (voices / "linked.onnx").symlink_to(tmp_path / "shared.onnx")
    (voices / "folder").symlink_to(tmp_path)
    assert run(["backup", "copies"]) == 0
    assert f"What {voices / 'folder'} leads to" in capsys.readouterr().out
    unreadable = Path(os.fsdecode(os.fsencode(voices) + b"/caf\xe9.onnx"))
    unreadable.write_bytes(b"a voice")
    assert run(["backup", "copies"]) == 2
    assert r"'voices/caf\udce9.onnx'" in capsys.readouterr().err
    assert len(copies_in(copies)) == 2
    shutil.rmtree(home)
    assert run(["restore", "copies"]) == 0
    assert (voices / "linked.onnx").read_bytes() == b"a voice"
    assert not (voices / "linked.onnx").is_symlink()


@pytest.mark.parametrize("other", ["2126-05-01T00-00-00Z", "before-the-upgrade"])
def test_the_copy_that_was_just_made_stays_whatever_others_are_called(
    other: str, copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [first] = copies_in(copies)
    first.rename(first.with_name(other))
    assert run(["backup", "copies", "--keep", "1", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)["name"]
    left = {folder.name for folder in copies_in(copies)}
    assert made in left
    assert (other in left) is (other == "before-the-upgrade"), "what somebody has named is theirs"
    shutil.rmtree(home)
    assert run(["restore", "copies", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == made


def test_a_copy_of_another_name_is_brought_back_by_that_alone(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [first] = copies_in(copies)
    first.rename(first.with_name("before-the-upgrade"))
    shutil.rmtree(home)
    assert run(["restore", "copies"]) == 2
    said = capsys.readouterr().err
    assert f"say which, as `longtake restore {copies} --copy before-the-upgrade`" in said
    assert run(["restore", "copies", "--copy", "before-the-upgrade"]) == 0


def test_no_copy_is_removed_while_one_is_being_brought_back(
    copies: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = []

    def another(settings: Settings) -> AbstractContextManager[None]:
        codes.append(run(["backup", "copies", "--keep", "1"]))
        return standstill(settings)

    with monkeypatch.context() as patch:
        patch.setattr("studio.service.upkeep.restore.standstill", another)
        assert run(["restore", "copies", "--force"]) == 0
    assert codes == [1]
    assert "or brings a copy of it back: wait for it" in capsys.readouterr().err
    assert run(["backup", "copies", "--keep", "1"]) == 0


def test_a_copy_is_given_up_where_another_was_brought_back_meanwhile(
    copies: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(copies, tmp_path / "others")

    def meanwhile(*given: object, **named: object) -> object:
        assert run(["restore", "others", "--force"]) == 0
        return copy_files(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr("studio.service.upkeep.backup.copy_files", meanwhile)
    assert run(["backup", "copies", "--keep", "1"]) == 1
    assert "A copy was brought back to" in capsys.readouterr().err
    assert len(copies_in(copies)) == 1


def test_a_database_elsewhere_that_no_restore_has_begun_to_fill_is_not_overwritten(
    copies: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.rmtree(home)
    broken_off(monkeypatch, "_fill_elsewhere")
    others = tmp_path / "other" / "films.db"
    others.parent.mkdir()
    others.write_bytes(b"somebody's")
    monkeypatch.setenv("LONGTAKE_DATABASE", f"sqlite:///{others}")
    assert run(["restore", "copies"]) == 2
    assert "is there already: move it away first" in capsys.readouterr().err
    assert others.read_bytes() == b"somebody's"
    others.unlink()
    broken_off(monkeypatch, "fill_room")
    assert others.exists()
    assert run(["restore", "copies"]) == 0, "that one this restore has filled itself"


def broken_off(monkeypatch: pytest.MonkeyPatch, at: str, *more: str) -> None:
    """A restore that is interrupted where it would do that."""

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"studio.service.upkeep.restore.{at}", interrupted)
        assert run(["restore", "copies", *more]) == 130


def test_what_lies_on_another_disk_is_put_aside_too(
    copies: Path, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where `assets` is a disk of its own, and `state` a link to one."""
    (home / "state").mkdir(exist_ok=True)
    (home / "state" / "temporal-1.0.0.db").write_bytes(b"a history")
    replace, refused = Path.replace, []

    def to_another_disk(path: Path, place: Path) -> Path:
        if path == home / "assets":
            refused.append(errno.EBUSY)
            raise OSError(errno.EBUSY, "Device or resource busy")
        here = path.parent != home and not path.is_relative_to(home / "aside-1")
        if here and place.is_relative_to(home / "aside-1"):
            refused.append(errno.EXDEV)
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return replace(path, place)

    before = sorted(path.name for path in (home / "assets").rglob("*") if path.is_file())
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", to_another_disk)
        assert run(["restore", "copies", "--force"]) == 0
    assert set(refused) == {errno.EBUSY, errno.EXDEV}
    aside = home / "aside-1"
    assert (aside / "state" / "temporal-1.0.0.db").read_bytes() == b"a history"
    assert sorted(path.name for path in (aside / "assets").rglob("*") if path.is_file()) == before
    assert rows_of(home)["ledger"]


def test_a_home_that_somebody_has_put_back_by_hand_is_not_taken_for_the_copys(
    copies: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "models.toml").write_text("# mine")
    before = rows_of(home)
    broken_off(monkeypatch, "fill_room", "--force")
    shutil.rmtree(home / "assets")
    for path in (home / "aside-1").iterdir():
        path.rename(home / path.name)
    capsys.readouterr()
    assert run(["restore", "copies"]) == 2
    assert f"If you have put it back, and want no copy, remove {home / RESTORING}" in capsys.readouterr().err
    assert (home / "models.toml").read_text() == "# mine"
    shutil.rmtree(home / RESTORING)
    assert rows_of(home) == before
    assert run(["backup", "copies"]) == 0


def test_a_wrong_copy_that_was_broken_off_leaves_no_mark_in_the_store_of_the_right_one(
    copies: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(home)
    broken_off(monkeypatch, "_fill_elsewhere")
    mark = home / "assets" / "mark"
    assert mark.read_text() == "m" * 32
    mark.write_text("x" * 32)  # that of another backup
    assert run(["restore", "copies"]) == 0
    assert mark.read_text() == "m" * 32


def test_a_store_of_another_database_is_refused_before_anything_is_read_or_put_aside(
    copies: Path,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    theirs = LocalStore(tmp_path / "theirs")
    theirs.mark("x" * 32)
    monkeypatch.setattr("studio.service.upkeep.restore.open_store", lambda _: theirs)
    monkeypatch.setenv("LONGTAKE_STORE", "s3://films/here")
    assert run(["restore", "copies", "--force"]) == 2
    said = capsys.readouterr().err
    assert "belongs to another database" in said
    assert "Every byte" not in said
    assert not list(theirs.blobs())
    assert not (home / RESTORING).exists() and not (home / "aside-1").exists()


def test_where_a_copy_cannot_say_what_it_has_no_stored_file_is_removed_and_that_is_told(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [first] = copies_in(copies)
    (first / "objects.txt").write_text("nonsense\n")
    assert run(["backup", "copies", "--keep", "2"]) == 0
    said = capsys.readouterr().err
    assert f"The copy {first.name} cannot say which stored files it has, so none was removed" in said
    (first / "manifest.json").write_text("{}")
    assert run(["backup", "copies", "--keep", "3"]) == 0
    assert run(["backup", "copies", "--keep", "1"]) == 0
    capsys.readouterr()
    assert run(["backup", "copies", "--keep", "1"]) == 0
    assert "cannot say" not in capsys.readouterr().err


def test_verify_names_what_only_earlier_copies_have_and_nothing_can_mend(
    copies: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = LocalStore(home / "assets")
    gone = next(stored.blob for stored in store.blobs())
    store.delete(gone)
    with (
        closing(open_database(f"sqlite:///{home / 'longtake.db'}")) as database,
        database.writing() as connection,
    ):
        connection.execute(documents.delete().where(documents.c.sha256 == gone.sha256))
    LocalStore(copies).path_of(gone).write_bytes(b"x" * gone.size)
    assert run(["backup", "copies"]) == 0
    capsys.readouterr()
    assert run(["backup", "copies", "--verify"]) == 0
    assert f"No copy has {gone.sha256} whole any more" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["backup", "~nobody-of-that-name/copies"], "no home of the user"),
        (["restore", "~nobody-of-that-name/copies"], "no home of the user"),
        (["backup", "a" * 300], "File name too long"),
        (["database", "restored", "0001-01-01T00:00:00+14:00"], "is before any calendar"),
    ],
)
def test_what_no_system_has_is_said_in_a_sentence(
    arguments: list[str], sentence: str, copies: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) in (1, 2)
    said = capsys.readouterr().err
    assert sentence in said
    assert "unexpected" not in said
