"""Where a home may be moved to: what is empty, or was claimed by this very move; not what is in use, were it by a copy of the home."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from infra.database.database import Database, open_database
from infra.database.tables import pair
from infra.database.transfer import copy_rows
from infra.settings import Settings
from infra.storage import LocalStore, open_store
from library.pair import mark_of
from models.errors import BadInput
from studio.service.move.cargo import carry_files, carry_rows, check_target, claim_target
from studio.service.move.journal import Journal
from tests.kit.filled_tables import fill
from tests.kit.migrated import migrated

JOURNAL = Journal(where="there", id="a" * 32)
PLANNED = JOURNAL.model_copy(update={"planned": True})
ANOTHER = JOURNAL.model_copy(update={"id": "b" * 32})


def opened(settings: Settings) -> Database:
    migrated(settings.home / "longtake.db")
    return open_database(settings.database_url)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """A home with rows in every table, and a stored file."""
    settings = Settings(home=tmp_path / "home")
    with closing(opened(settings)) as database:
        LocalStore(settings.assets_dir).put_bytes(b"a clip", ".mp4")
        with database.writing() as connection:
            fill(connection)
            connection.execute(pair.delete())
        mark_of(LocalStore(settings.assets_dir), database)
    return settings


@pytest.fixture
def cluster(tmp_path: Path) -> Settings:
    """A place with nothing in it."""
    settings = Settings(home=tmp_path / "cluster")
    migrated(settings.home / "longtake.db")
    return settings


def refused(cluster: Settings, journal: Journal) -> None:
    with pytest.raises(BadInput, match="name new ones"):
        check_target(cluster, journal)


def test_a_place_is_claimed_by_one_move_and_keeps_its_mark_when_everything_was_carried(
    home: Settings, cluster: Settings
) -> None:
    check_target(cluster, JOURNAL)
    check_target(cluster, ANOTHER)
    assert open_store(cluster).mark() == "", "nothing is written by looking"
    for _ in range(2):
        claim_target(cluster, JOURNAL.id)
        check_target(cluster, JOURNAL)
        refused(cluster, ANOTHER)
    with pytest.raises(BadInput, match="was taken by another move"):
        claim_target(cluster, ANOTHER.id)
    for new in (1, 0):
        assert carry_files(home, cluster).new == new
        assert carry_rows(home, cluster, JOURNAL.id)["ledger"] > 0
        claim_target(cluster, JOURNAL.id)
        check_target(cluster, PLANNED)
    with closing(opened(cluster)) as database:
        assert mark_of(open_store(cluster), database) == JOURNAL.id


def test_a_place_with_an_identical_copy_of_the_home_is_refused(home: Settings, cluster: Settings) -> None:
    with (
        closing(opened(home)) as source,
        closing(opened(cluster)) as target,
        source.reading() as rows,
        target.writing() as connection,
    ):
        copy_rows(rows, connection)
    for journal in (JOURNAL, PLANNED):
        refused(cluster, journal)


def test_a_claimed_place_in_which_workers_were_started_is_refused_before_films_are_stopped(
    cluster: Settings,
) -> None:
    claim_target(cluster, JOURNAL.id)
    with closing(opened(cluster)) as database, database.writing() as connection:
        connection.execute(pair.delete())
        fill(connection)
        connection.execute(pair.update().values(mark=JOURNAL.id))
        assert connection.scalar(select(pair.c.mark)) == JOURNAL.id
    refused(cluster, JOURNAL)


def test_a_store_with_files_and_without_a_mark_is_refused(cluster: Settings) -> None:
    open_store(cluster).put_bytes(b"somebody's clip", ".mp4")
    refused(cluster, JOURNAL)


def test_of_moves_that_claim_one_cluster_at_the_same_instant_one_has_it(
    database_url: str, s3: Settings
) -> None:
    cluster = s3.model_copy(update={"database": database_url})
    ids = [f"{number:032x}" for number in range(1, 7)]
    together = Barrier(len(ids))

    def claimed(move_id: str) -> str:
        together.wait()
        try:
            claim_target(cluster, move_id)
        except BadInput as error:
            assert "was taken by another move" in str(error)
            return ""
        return move_id

    with ThreadPoolExecutor(len(ids)) as threads:
        [winner] = filter(None, threads.map(claimed, ids))
    claim_target(cluster, winner)
    assert open_store(cluster).mark() == winner
