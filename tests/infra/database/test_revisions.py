"""The way back to earlier revisions, with rows in every table, on SQLite and PostgreSQL; and rows carried from one to the other."""

from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text

from infra.database.database import Database, open_database
from infra.database.migrations import HEAD
from infra.database.revisions import VERSIONS, checked_revision, downgrade, look, losses
from infra.database.tables import assets, comments, events
from infra.database.transfer import copy_rows, differences, is_empty, sums
from models.errors import BadInput, StorageError
from studio.service.upkeep.snapshot import snapshot
from tests.kit.databases import PostgresServer
from tests.kit.filled_tables import ROWS, fill, told

REVISIONS = [f"{number:04d}" for number in range(int(HEAD) - 1, 0, -1)]
ASSET = {
    "key": "k" * 64,
    "sha256": "0" * 64,
    "suffix": ".png",
    "size": 1,
    "kind": "image",
    "provider": "animatic",
    "revision": "1",
    "usd": 0,
    "made_at": "2026-11-21T10:00:00Z",
    "recipe": "{}",
}


@pytest.fixture
def filled(database: Database) -> Database:
    with database.writing() as connection:
        fill(connection)
    return database


def open_unmigrated(url: str) -> Database:
    from infra.database.address import engine_for, parse_address

    address = parse_address(url)
    return Database(engine_for(address, "normal", 30.0), address, 30.0)


def test_each_revision_is_gone_back_to_and_up_from_with_rows_in_every_table(
    filled: Database, database_url: str
) -> None:
    filled.close()
    for revision in REVISIONS:
        downgrade(database_url, revision)
        assert look(database_url).has == revision
        with closing(open_unmigrated(database_url)) as old, old.reading() as connection:
            before = told(connection)
        with closing(open_database(database_url)) as new, new.reading() as connection:
            again = told(connection)
        columns = {table: len(rows) for table, rows in before.items()}
        assert {table: len(again[table]) for table in before} == columns
        downgrade(database_url, revision)
        with closing(open_unmigrated(database_url)) as old, old.reading() as connection:
            assert told(connection) == before, f"what {revision} had is not as it was"


def test_what_the_released_version_had_is_unchanged_there_and_back(
    filled: Database, database_url: str
) -> None:
    with filled.reading() as connection:
        before = told(connection)
    filled.close()
    downgrade(database_url, VERSIONS["0.1.0"])
    with closing(open_database(database_url)) as again, again.reading() as connection:
        after = told(connection)
    kept = (
        "assets",
        "asset_labels",
        "asset_uses",
        "documents",
        "subjects",
        "jobs",
        "ledger",
        "film_states",
        "shot_states",
        "waits",
    )
    assert {table: after[table] for table in kept} == {table: before[table] for table in kept}
    assert after["comments"] == after["events"] == after["leavings"] == []


def test_what_going_back_loses_is_told_and_only_where_it_is_there(
    filled: Database, database_url: str
) -> None:
    assert losses(database_url, "0015") == [
        f"that it was brought back from a copy, {ROWS} times",
        f"notes of {ROWS} files that were a film's and are to go with it",
    ]
    told_of = " ".join(losses(database_url, VERSIONS["0.1.0"]))
    assert f"{ROWS} comments" in told_of
    assert f"{ROWS} links for guests" in told_of
    with filled.writing() as connection:
        connection.execute(text("DELETE FROM leavings"))
        connection.execute(text("DELETE FROM restores"))
    assert losses(database_url, "0015") == []


def test_a_comment_for_the_team_is_not_shown_to_guests_by_an_earlier_program(
    filled: Database, database_url: str
) -> None:
    with filled.reading() as connection:
        internal = set(connection.execute(select(comments.c.id).where(comments.c.internal)).scalars())
    assert internal
    filled.close()
    downgrade(database_url, "0014")
    with closing(open_database(database_url)) as again, again.reading() as connection:
        left = set(connection.execute(select(comments.c.id)).scalars())
    assert left
    assert not left & internal


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("0099", "There is no revision '0099'"),
        ("tomorrow", "There is no revision 'tomorrow'"),
        ("0.0.9", "or a version of Longtake: 0.1.0"),
        (HEAD, "is no earlier one"),
    ],
)
def test_a_revision_that_is_none_or_no_earlier_one_is_refused(said: str, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        checked_revision(said, HEAD)


def test_a_version_is_as_good_as_its_revision() -> None:
    assert checked_revision("0.1.0", HEAD) == checked_revision("v0.1.0", HEAD) == "0010"


def test_rows_are_carried_from_either_database_into_the_other_and_no_number_is_used_again(
    filled: Database, postgres: PostgresServer, postgres_template: str, tmp_path: Path
) -> None:
    name = postgres.create(postgres_template)
    with filled.writing() as connection:
        connection.execute(events.delete().where(events.c.id == ROWS))
    with (
        closing(open_database(postgres.url(name))) as server,
        closing(open_database(f"sqlite:///{tmp_path / 'carried.db'}")) as file,
    ):
        with filled.reading() as source, server.writing() as target:
            assert is_empty(target)
            copy_rows(source, target)
        with server.reading() as source, file.writing() as target:
            copy_rows(source, target)
        for carried in (server, file):
            with filled.reading() as before, carried.reading() as after:
                assert differences(sums(before), sums(after)) == []
                assert told(after) == told(before)
            with carried.writing() as connection:
                new = events.insert().values(
                    key="new", at="", film_id="f", shot_id="", kind="film", data="{}"
                )
                assert connection.execute(new).inserted_primary_key == (ROWS + 1,)
                made = connection.execute(assets.insert().values(ASSET)).inserted_primary_key
                assert made == (ROWS + 1,)
                words = connection.execute(text("SELECT count(*) FROM assets")).scalar_one()
                assert words == ROWS + 1
            with filled.reading() as before, carried.reading() as after:
                assert differences(sums(before), sums(after)) == [
                    f"assets has {ROWS} rows here and {ROWS + 1} there",
                    f"events has {ROWS - 1} rows here and {ROWS} there",
                ]
    postgres.drop(name)


def test_one_changed_digit_is_a_difference(filled: Database) -> None:
    with filled.reading() as connection:
        before = sums(connection)
    with filled.writing() as connection:
        connection.execute(text("UPDATE ledger SET usd = '1.51' WHERE number = 3"))
    with filled.reading() as connection:
        assert differences(before, sums(connection)) == ["rows of ledger differ"]


def test_files_are_copied_as_they_were_at_one_moment_while_others_write(tmp_path: Path) -> None:
    first, second = (open_database(f"sqlite:///{tmp_path / name}") for name in ("one.db", "two.db"))
    with closing(first), closing(second):
        for database in (first, second):
            with database.writing() as connection:
                fill(connection)
        snapshot([tmp_path / "one.db", tmp_path / "two.db"], [tmp_path / "copy1.db", tmp_path / "copy2.db"])
        with first.writing() as connection:
            connection.execute(text("DELETE FROM ledger"))
        with closing(open_unmigrated(f"sqlite:///{tmp_path / 'copy1.db'}")) as copy, copy.reading() as rows:
            assert rows.execute(text("SELECT count(*) FROM ledger")).scalar_one() == ROWS
    assert not list(tmp_path.glob("copy*-wal"))


def test_a_database_that_is_damaged_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / "one.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    with pytest.raises(StorageError, match=r"one\.db cannot be copied|is damaged"):
        snapshot([tmp_path / "one.db"], [tmp_path / "copy.db"])
