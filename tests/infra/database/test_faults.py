"""What is wrong with a database is one clear sentence of the right type, and never a password."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text

from infra.database.database import Database, open_database
from infra.database.tables import leases
from infra.database.upsert import insert_into
from infra.patience import patient
from models.errors import BadInput, DiskFull, LongtakeError, StorageError, TooNew, Unavailable
from tests.kit.databases import PASSWORD, PostgresServer

ROOT = Path(__file__).parents[3]
AS_NOBODY = """
import os, sys
from infra.database.database import open_database
from infra.patience import patient
from infra.database.tables import leases
from models.errors import LongtakeError
if os.geteuid() == 0:
    os.setuid(65534)
for file in sys.argv[1:]:
    try:
        with patient(lambda: None, seconds=0):
            open_database("sqlite:///" + file).write(lambda connection: connection.execute(leases.delete()))
    except LongtakeError as error:
        print(type(error).__name__, error)
"""


def complaint(url: str) -> LongtakeError:
    """What opening says."""
    with pytest.raises(LongtakeError) as caught, patient(lambda: None, seconds=0):
        open_database(url).close()
    checked(str(caught.value))
    return caught.value


def checked(said: str) -> None:
    assert said.endswith(".")
    assert "\n" not in said
    assert PASSWORD not in said
    assert PASSWORD[4:] not in said


@pytest.mark.parametrize(
    "url",
    [
        "",
        "films.db",
        "mysql://user@host/films",
        "sqlite://",
        "sqlite:///:memory:",
        f"postgresql://user:{PASSWORD}@host:port/films",
        f"postgresql://user:{PASSWORD}@host",
        f"postgresql://user:@{PASSWORD[4:]}@host/films",
        f"postgresql://user:{PASSWORD}@127.0.0.1/films?no_such_option=1",
    ],
)
def test_an_address_that_cannot_be_used_is_the_settings_fault(url: str) -> None:
    assert type(complaint(url)) is BadInput


def test_a_refused_user_or_a_missing_database_is_the_settings_fault(postgres: PostgresServer) -> None:
    wrong = complaint(postgres.url("postgres").replace(PASSWORD, PASSWORD[::-1]))
    missing = complaint(postgres.url("no_such_films"))
    assert type(wrong) is type(missing) is BadInput
    assert "password authentication failed" in str(wrong)
    assert PASSWORD[::-1] not in str(wrong)
    assert 'database "no_such_films" does not exist' in str(missing)


def test_a_user_who_may_not_make_tables_is_the_settings_fault(postgres: PostgresServer) -> None:
    postgres.execute(f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    name = postgres.create()
    error = complaint(postgres.url(name).replace("longtake", "guest"))
    assert type(error) is BadInput
    assert "permission denied" in str(error)
    postgres.drop(name)


def test_text_that_postgresql_cannot_hold_is_not_tried_for_ever(
    postgres: PostgresServer, postgres_template: str
) -> None:
    database = open_database(postgres.url(postgres_template))
    with pytest.raises(BadInput) as caught:
        database.write(lambda c: c.execute(leases.insert().values(key="a\0b", owner="me", beat=1)))
    checked(str(caught.value))
    database.close()


@pytest.mark.parametrize("where", ["127.0.0.1:1", "no-such-host.invalid"])
def test_a_server_that_does_not_answer_is_named_and_waited_for(where: str) -> None:
    error = complaint(f"postgresql://longtake:{PASSWORD}@{where}/films")
    assert type(error) is Unavailable
    assert f"postgresql://longtake@{where}/films does not answer" in str(error)


def test_a_server_that_starts_late_is_waited_for(postgres: PostgresServer, postgres_template: str) -> None:
    postgres.kill()
    with ThreadPoolExecutor(1) as thread:
        opening = thread.submit(open_database, postgres.url(postgres_template))
        postgres.start()
        opened = opening.result(timeout=30)
    assert opened.read(lambda connection: connection.scalar(text("SELECT 1"))) == 1
    opened.close()


def test_a_database_is_described_without_its_password(database: Database, database_url: str) -> None:
    assert database.describe == database_url.replace(f":{PASSWORD}", "").removeprefix("sqlite:///")


def test_a_database_of_a_newer_longtake_is_left_alone(database: Database, database_url: str) -> None:
    with database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    error = complaint(database_url)
    assert type(error) is TooNew
    assert database.describe in str(error)
    assert database.read(lambda c: c.scalar(text("SELECT version_num FROM alembic_version"))) == "9999"


def test_tables_of_another_program_are_left_alone(database: Database, database_url: str) -> None:
    with database.writing() as connection:
        connection.execute(text("DROP TABLE alembic_version"))
    error = complaint(database_url)
    assert type(error) is BadInput
    assert "ledger" in str(error)


def test_a_lock_that_is_not_given_back_is_waited_for_and_then_said(
    database: Database, database_url: str
) -> None:
    impatient = open_database(database_url, lock_wait_s=0.1)

    def take(connection: Connection) -> None:
        mine = insert_into(connection, leases).values(key="k", owner="you", beat=1)
        connection.execute(mine.on_conflict_do_update(index_elements=["key"], set_={"owner": "you"}))

    with database.writing() as connection:
        connection.execute(leases.insert().values(key="k", owner="me", beat=1))
        with pytest.raises(Unavailable, match="busy"), impatient.writing() as other:
            take(other)
        assert impatient.read(lambda c: c.scalars(select(leases.c.owner)).all()) == []
        open_database(database_url).close()
        with ThreadPoolExecutor(1) as thread:
            waiting = thread.submit(impatient.write, take)
            connection.commit()
            waiting.result(timeout=30)
    impatient.close()
    assert database.read(lambda c: c.scalars(select(leases.c.owner)).all()) == ["you"]


def test_a_writing_block_inside_another_is_said_rather_than_waited_for_without_end(tmp_path: Path) -> None:
    """SQLite has one writer."""
    database = open_database(f"sqlite:///{tmp_path / 'longtake.db'}", lock_wait_s=0.05)
    with database.writing(), pytest.raises(Unavailable, match="busy"), database.writing():
        pass
    with database.writing() as connection:
        connection.execute(leases.delete())
    database.close()


def test_a_full_disk_is_said(database: Database) -> None:
    with pytest.raises(DiskFull) as caught, database.writing() as connection:
        if database.dialect == "sqlite":
            connection.execute(text("PRAGMA max_page_count = 1"))
            for number in range(200):
                connection.execute(leases.insert().values(key=f"{number:0>150}", owner="me", beat=1))
        else:
            connection.execute(
                text("DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$")
            )
    checked(str(caught.value))
    assert database.describe in str(caught.value)


def test_a_statement_that_makes_no_sense_is_one_sentence(database: Database) -> None:
    with pytest.raises(StorageError) as caught, database.reading() as connection:
        connection.execute(text("SELECT * FROM nowhere"))
    checked(str(caught.value))
    assert "nowhere" in str(caught.value)


def test_a_folder_in_place_of_the_file_is_the_settings_fault(tmp_path: Path) -> None:
    error = complaint(f"sqlite:///{tmp_path}")
    assert type(error) is BadInput
    assert "folder" in str(error)


def test_a_file_that_is_no_database_is_left_as_it_is(tmp_path: Path) -> None:
    film = tmp_path / "film.mp4"
    film.write_bytes(b"not a database " * 500)
    assert type(complaint(f"sqlite:///{film}")) is BadInput
    assert film.read_bytes() == b"not a database " * 500


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    file = tmp_path / "longtake.db"
    open_database(f"sqlite:///{file}").close()
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    error = complaint(f"sqlite:///{file}")
    assert type(error) is StorageError
    assert "damaged" in str(error)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert type(complaint(f"sqlite:///{tmp_path / 'file' / 'longtake.db'}")) is StorageError


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user may look into."""
    folder = Path(tempfile.mkdtemp(prefix="longtake-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def test_a_file_that_we_may_not_use_is_said(open_folder: Path) -> None:
    files = []
    for name, of_file, of_folder in [
        ("read-only", 0o444, 0o777),
        ("all-read-only", 0o444, 0o555),
        ("unreadable", 0o000, 0o777),
        ("not-to-be-made", None, 0o555),
    ]:
        file = open_folder / name / "longtake.db"
        file.parent.mkdir()
        if of_file is not None:
            open_database(f"sqlite:///{file}").close()
            file.chmod(of_file)
        file.parent.chmod(of_folder)
        files.append(file)
    ran = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    for file in files:
        file.parent.chmod(0o755)
    said = ran.stdout.splitlines()
    assert [line.partition(" ")[0] for line in said] == ["StorageError"] * 4, ran.stderr
    assert "cannot be written" in said[0]
    for line, file in zip(said, files, strict=True):
        checked(line)
        assert str(file.parent) in line
        assert "cannot be" in line
