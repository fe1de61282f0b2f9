"""A cluster's database and bucket copied in the same form as a home: brought back to new ones, or to a home."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from infra.database.database import open_database
from infra.database.revisions import downgrade, look
from infra.database.tables import documents, restores
from infra.database.transfer import TableSum, sums
from infra.settings import Settings
from infra.storage import open_store
from library.pair import mark_of
from models.errors import BadInput
from models.orders.assets import Blob
from studio.cli.app import run
from studio.service.upkeep.backup import back_up
from studio.service.upkeep.restore import restore
from tests.kit.databases import PASSWORD, PostgresServer
from tests.kit.filled_tables import fill
from tests.kit.object_stores import ObjectServer, s3_settings, use_credentials

pytestmark = pytest.mark.ops


@pytest.fixture
def clusters(
    object_server: ObjectServer, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[Settings]]:
    """Three times a database without tables and an empty folder of a bucket."""
    use_credentials(monkeypatch)
    names = [postgres.create() for _ in range(3)]
    yield [
        s3_settings(object_server, tmp_path / name).model_copy(update={"database": postgres.url(name)})
        for name in names
    ]
    for name in names:
        postgres.drop(name)


def filled(settings: Settings) -> list[Blob]:
    store = open_store(settings)
    blobs = [store.put_bytes(b"stored %d" % number, ".json") for number in range(5)]
    with closing(open_database(settings.database_url)) as database, database.writing() as connection:
        fill(connection)
        for table in ("half_made", "shot_states", "subject_pictures"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("UPDATE assets SET sha256 = ''")
        connection.execute(documents.delete())
        for number, blob in enumerate(blobs):
            row = {"film_id": "a-film", "name": f"{number}.json", "at": "", **blob.model_dump()}
            connection.execute(documents.insert().values(row))
    store.mark("m" * 32)
    return blobs


def rows_of(settings: Settings) -> dict[str, TableSum]:
    with closing(open_database(settings.database_url)) as database, database.reading() as connection:
        return {name: each for name, each in sums(connection).items() if name != restores.name}


def test_a_cluster_is_copied_and_comes_back_to_another_one_or_to_a_home(
    clusters: list[Settings], tmp_path: Path
) -> None:
    cluster, other, busy = clusters
    blobs = filled(cluster)
    made = back_up(cluster, tmp_path / "copies")
    assert (made.objects, made.new, made.histories, made.lost) == (5, 5, False, ())
    assert back_up(cluster, tmp_path / "copies").new == 0
    home = Settings(home=tmp_path / "home")
    for place in (other, home):
        back = restore(place, tmp_path / "copies")
        assert back.objects == 5
        assert rows_of(place) == rows_of(cluster)
        store = open_store(place)
        assert [store.read_bytes(blob) for blob in blobs] == [
            open_store(cluster).read_bytes(blob) for blob in blobs
        ]
        with closing(open_database(place.database_url)) as database:
            assert mark_of(store, database) == "m" * 32
    filled(busy)
    before = rows_of(busy)
    with pytest.raises(BadInput, match="is not empty: let LONGTAKE_DATABASE name a new one"):
        restore(busy, tmp_path / "copies")
    assert rows_of(busy) == before


def test_what_postgresqls_own_tools_copy_comes_back_too(
    clusters: list[Settings], postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, other, _ = clusters
    filled(cluster)
    names = [str(urlsplit(each.database).path[1:]) for each in (cluster, other)]
    where = ("--host=127.0.0.1", f"--port={postgres.port}", "--username=longtake")
    dump, programs = tmp_path / "longtake.dump", postgres.programs
    commands: list[list[str | Path]] = [
        [programs / "pg_dump", "--format=custom", f"--file={dump}", *where, names[0]],
        [programs / "pg_restore", f"--dbname={names[1]}", "--no-owner", *where, dump],
    ]
    for command in commands:
        subprocess.run(command, check=True, env={"PGPASSWORD": PASSWORD}, capture_output=True)
    assert rows_of(other) == rows_of(cluster)
    for name in [name for name in os.environ if name.startswith("LONGTAKE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LONGTAKE_HOME", str(other.home))
    monkeypatch.setenv("LONGTAKE_DATABASE", other.database)
    assert run(["database", "status"]) == 0
    assert run(["database", "restored", "2026-11-01T12:00:00Z"]) == 0


def test_a_restore_that_died_after_its_rows_were_there_is_gone_on_with(
    clusters: list[Settings], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster, other, _ = clusters
    filled(cluster)
    (cluster.home / "templates").mkdir(parents=True)
    (cluster.home / "templates" / "mine.toml").write_text("name = 'mine'")
    back_up(cluster, tmp_path / "copies")
    with monkeypatch.context() as patch:
        patch.setattr("studio.service.upkeep.room.move_in", _dies)
        with pytest.raises(KeyboardInterrupt):
            restore(other, tmp_path / "copies")
    assert restore(other, tmp_path / "copies").objects == 5
    assert rows_of(other) == rows_of(cluster)
    assert (other.home / "templates" / "mine.toml").exists()


def test_a_copy_of_an_earlier_programs_tables_does_not_bring_them_up(
    clusters: list[Settings], tmp_path: Path
) -> None:
    cluster, empty, _ = clusters
    with pytest.raises(BadInput, match="There is nothing to copy"):
        back_up(empty, tmp_path / "copies")
    assert look(empty.database).has == ""
    filled(cluster)
    downgrade(cluster.database, "0016")
    with pytest.raises(BadInput, match="has revision 0016, of an earlier Longtake"):
        back_up(cluster, tmp_path / "copies")
    assert look(cluster.database).has == "0016"


def _dies(*_: object) -> None:
    raise KeyboardInterrupt
