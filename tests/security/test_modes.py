"""What a home holds is its owner's alone, and nothing that others can foresee in /tmp is believed."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.media.text import fonts
from infra.settings import Settings
from infra.storage import LocalStore
from studio.cli import app
from studio.service.film.folder import write_folder
from tests.kit.views import film
from workers.engine import attached, ensure_engine, stop_engine
from workers.engine_files import prepare_home


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """The usual one, under which others may read."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def open_to_others(root: Path) -> list[str]:
    """What others can read, write or enter, the folder itself included.

    A running engine's files come and go: one that is gone between listing and looking is open to nobody.
    """
    found = []
    for folder, folders, files in os.walk(root):
        for path in (Path(folder), *(Path(folder, name) for name in (*folders, *files))):
            with suppress(FileNotFoundError):
                mode = path.lstat().st_mode
                if not stat.S_ISLNK(mode) and mode & 0o077:
                    found.append(str(path.relative_to(root.parent)))
    return found


def test_the_database_and_what_is_stored_are_their_owners_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    database = open_database(f"sqlite:///{home / 'longtake.db'}")
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT 1")
        LocalStore(home / "assets").put_bytes(b"a story", ".json")
        assert open_to_others(home) == []
        assert (home / "longtake.db-wal").exists(), "its log among them"
    database.close()


def test_an_engines_home_is_its_owners_alone_with_locks_logs_and_databases(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", idle_s=60)
    try:
        with attached(settings):
            ensure_engine(settings)
            names = {path.name for path in settings.state_dir.iterdir()}
            assert {"supervisor.lock", "supervisor.json", "attached.lock"} < names
            assert any(name.endswith("-wal") for name in names)
            assert list(settings.logs_dir.iterdir())
            assert open_to_others(settings.home) == []
    finally:
        stop_engine(settings)


def test_an_older_home_is_closed_to_others_once(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    for folder in (settings.state_dir, settings.logs_dir, settings.assets_dir):
        folder.mkdir(parents=True)
    (settings.home / "longtake.db").touch()
    prepare_home(settings)
    assert open_to_others(settings.home) == []
    settings.home.chmod(0o750)
    prepare_home(settings)
    assert stat.S_IMODE(settings.home.stat().st_mode) == 0o750, "what its owner opened again stays open"


def test_a_home_in_a_folder_of_somebodys_own_leaves_the_rest_as_it_is(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    (tmp_path / "letter.txt").touch(mode=0o644)
    tmp_path.chmod(0o755)
    prepare_home(settings)
    assert open_to_others(tmp_path) == [str(Path(tmp_path.name)), f"{tmp_path.name}/letter.txt"]


def test_a_films_new_folder_is_its_owners_alone_and_one_that_is_there_keeps_its_mode(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "store")
    write_folder(film(), store, tmp_path / "new")
    (tmp_path / "shown").mkdir(mode=0o755)
    write_folder(film(), store, tmp_path / "shown")
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("new", "shown")] == [0o700, 0o755]
    assert stat.S_IMODE((tmp_path / "shown/report.json").stat().st_mode) == 0o644, "as the umask says"


@pytest.mark.parametrize("trap", ["link", "open to all"])
def test_a_folder_of_fonts_that_somebody_else_could_fill_is_not_used(
    trap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    (tmp_path / "evil").mkdir(mode=0o700)
    foreseen = fonts.burn_fonts()
    for font in foreseen.iterdir():
        font.unlink()
    foreseen.rmdir()
    if trap == "link":
        foreseen.symlink_to(tmp_path / "evil")
    else:
        foreseen.mkdir()
        foreseen.chmod(0o777)
    used = fonts.burn_fonts()
    assert used != foreseen
    assert stat.S_IMODE(used.lstat().st_mode) == 0o700
    assert len(list(used.iterdir())) == len(fonts.font_files())
    assert list((tmp_path / "evil").iterdir()) == []


def test_the_details_of_a_surprise_follow_no_link_that_somebody_laid(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("LONGTAKE_HOME", "/dev/null/no-home")
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Ann")
    (tmp_path / f"longtake-{os.getpid()}.log").symlink_to(letter)
    log = app._log_surprise(RuntimeError("odd"), ["make"])
    assert letter.read_text() == "Dear Ann"
    assert "odd" in log.read_text()
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
