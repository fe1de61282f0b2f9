"""The database, on SQLite and PostgreSQL: migrated once, exact, waited for, and clear about what is wrong."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import IntegrityError

import infra.database.migrations
from infra.database.address import WRITING, engine_for, parse_address
from infra.database.database import Database, open_database
from infra.database.revisions import downgrade
from infra.database.tables import assets, leases, ledger, metadata
from infra.database.upsert import insert_into
from infra.patience import patient
from library.review.comments import add_comment, comments_of
from models.errors import StorageError, Unavailable
from models.review import NewComment, Wanted
from tests.kit.databases import PASSWORD, PostgresServer

ROOT = Path(__file__).parents[3]
FILM = {
    "film_id": "goats",
    "run_id": "run-1",
    "entry": "charge",
    "stage": "clip",
    "at": "2026-11-21T10:00:00Z",
}
ASSET = {
    "sha256": "0" * 64,
    "suffix": ".png",
    "size": 1,
    "kind": "image",
    "provider": "animatic",
    "revision": "1",
    "usd": Decimal(0),
    "made_at": "2026-11-21T10:00:00Z",
    "recipe": "{}",
}
OPEN_AND_COUNT = """
import sys
from sqlalchemy import func, select
from infra.database.database import open_database
from infra.database.tables import assets
with open_database(sys.argv[1]).reading() as connection:
    print(connection.scalar(select(func.count()).select_from(assets)))
"""
WRITE_HUNDRED = """
import sys
from decimal import Decimal
from infra.database.database import open_database
from infra.database.tables import ledger
database = open_database(sys.argv[1])
for number in range(100):
    with database.writing() as connection:
        connection.execute(ledger.insert().values(
            film_id="goats", run_id=sys.argv[2], number=number, entry="charge", stage="clip",
            usd=Decimal("0.1"), at="2026-11-21T10:00:00Z",
        ))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that nobody has opened yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'longtake.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url(name)
    server.drop(name)


def python(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def charge(number: int, usd: str = "0.1", run_id: str = "run-1") -> Any:
    return ledger.insert().values(**{**FILM, "run_id": run_id}, number=number, usd=Decimal(usd))


def spent(connection: Connection) -> Decimal:
    return sum(connection.scalars(select(ledger.c.usd)), Decimal(0))


def test_a_new_database_has_every_table_as_the_code_knows_it(database: Database) -> None:
    ours = ("asset_words", "alembic_version", "words", "ix_assets_words")

    def known(_: object, name: str | None, *__: object) -> bool:
        return not (name or "").startswith(ours)

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": known, "compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_newest_revision_is_the_one_that_opening_looks_for() -> None:
    script = ScriptDirectory(str(Path(infra.database.migrations.__file__).parent))
    assert script.get_current_head() == infra.database.migrations.HEAD


def test_what_was_said_before_comments_could_be_internal_is_for_everybody(database_url: str) -> None:
    before = open_database(database_url)
    said = add_comment(before, NewComment("one", "film", "Make it night.", "mara"))
    before.close()
    downgrade(database_url, "0014")
    after = open_database(database_url)
    assert comments_of(after, Wanted("film", guest=True)) == [said]
    after.close()


def test_several_processes_that_open_a_new_database_at_once_make_it_once(empty_url: str) -> None:
    children = [python(OPEN_AND_COUNT, empty_url) for _ in range(2)]
    assert [child.communicate(timeout=60) for child in children] == [("0\n", "")] * 2


def test_threads_that_open_a_new_database_at_once_make_it_once(empty_url: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        for opened in threads.map(open_database, [empty_url] * 4):
            assert opened.read(lambda connection: connection.execute(select(assets)).all()) == []
            opened.close()


def test_a_migration_that_fails_leaves_nothing_half_made(empty_url: str) -> None:
    """Only the last step of the migration is in the way."""
    address = parse_address(empty_url)
    engine = engine_for(address, "normal", 1)
    with engine.execution_options(**WRITING).begin() as connection:
        connection.execute(text("CREATE TABLE asset_words (word TEXT)"))
        connection.execute(text("CREATE INDEX ix_assets_words ON asset_words (word)"))
    with pytest.raises(StorageError):
        open_database(empty_url)
    assert inspect(engine).get_table_names() == ["asset_words"]
    with engine.execution_options(**WRITING).begin() as connection:
        connection.execute(text("DROP TABLE asset_words"))
    engine.dispose()
    open_database(empty_url).close()


def test_opening_a_database_that_is_ready_does_not_wait_for_alembic(database_url: str) -> None:
    open_database(database_url).close()
    code = (
        "import sys; from infra.database.database import open_database; open_database(sys.argv[1]).close();"
        "print('alembic' in sys.modules)"
    )
    assert python(code, database_url).communicate(timeout=60) == ("False\n", "")


def test_dollars_come_back_exact(database: Database) -> None:
    amounts = ["0.1", "0.2", "123456789012345.000000001", "0", "-3.14"]
    with database.writing() as connection:
        for number, usd in enumerate(amounts):
            connection.execute(charge(number, usd))
    with database.reading() as connection:
        found = list(connection.scalars(select(ledger.c.usd).order_by(ledger.c.number)))
        assert found == [Decimal(usd) for usd in amounts]
        assert spent(connection) == Decimal("123456789012342.160000001")


def test_prompts_are_found_by_their_words_and_follow_changes(database: Database) -> None:
    query = {
        "sqlite": "SELECT rowid FROM asset_words WHERE asset_words MATCH :word",
        "postgresql": "SELECT id FROM assets WHERE words @@ plainto_tsquery('simple', :word)",
    }[database.dialect]

    def found(word: str) -> list[int]:
        with database.reading() as connection:
            return list(connection.scalars(text(query), {"word": word}))

    with database.writing() as connection:
        for number, prompt in enumerate(["A goat in the attic", "A lighthouse at dawn", "x " * 400_000], 1):
            connection.execute(assets.insert().values(**ASSET, id=number, key=f"k{number}", prompt=prompt))
    assert (found("GOAT"), found("dawn"), found("x")) == ([1], [2], [3])
    with database.writing() as connection:
        connection.execute(assets.update().where(assets.c.id == 1).values(prompt="A ship"))
        connection.execute(assets.delete().where(assets.c.id == 2))
    assert (found("goat"), found("ship"), found("dawn")) == ([], [1], [])


def test_a_block_that_fails_changes_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as connection:
        connection.execute(charge(1))
        raise ZeroDivisionError
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(charge(1))
        connection.execute(charge(1))
    assert database.read(spent) == 0


def test_a_reading_block_sees_one_moment_and_refuses_to_write(database: Database) -> None:
    with database.reading() as connection:
        before = spent(connection)
        database.write(lambda other: other.execute(charge(1)))
        assert spent(connection) == before
    with pytest.raises(StorageError), database.reading() as connection:
        connection.execute(charge(2))
    with database.writing() as connection:
        connection.execute(charge(3))
        assert spent(connection) == Decimal("0.2")


def test_a_label_of_no_asset_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(
            metadata.tables["asset_labels"].insert().values(asset_id=99, facet="style", value="ink")
        )


def test_threads_and_processes_that_write_at_once_lose_nothing(database: Database, database_url: str) -> None:
    child = python(WRITE_HUNDRED, database_url, "process")

    def write_some(thread: int) -> None:
        for number in range(10):
            database.write(lambda connection: connection.execute(charge(number, run_id=f"thread-{thread}")))  # noqa: B023

    with ThreadPoolExecutor(40) as threads:
        list(threads.map(write_some, range(40)))
    assert child.communicate(timeout=60)[1] == ""
    assert database.read(spent) == Decimal("50.0")


def test_those_who_count_together_lose_no_count(database: Database) -> None:
    def count_up(connection: Connection) -> None:
        row = insert_into(connection, leases).values(key="k", owner="me", beat=1)
        connection.execute(
            row.on_conflict_do_update(index_elements=["key"], set_={"beat": leases.c.beat + 1})
        )

    with ThreadPoolExecutor(20) as threads:
        list(threads.map(lambda _: database.write(count_up), range(200)))
    assert database.read(lambda connection: connection.scalar(select(leases.c.beat))) == 200


def test_two_that_wait_for_each_other_both_finish(postgres: PostgresServer, postgres_template: str) -> None:
    """PostgreSQL ends one of two transactions in a deadlock; `write` does that one again."""
    name = postgres.create(postgres_template)
    database = open_database(postgres.url(name))
    postgres.execute("INSERT INTO leases VALUES ('a', '', 0), ('b', '', 0)", name)
    both_hold_one, tries = threading.Barrier(2), []

    def raise_both(first: str, second: str) -> None:
        def work(connection: Connection) -> None:
            tries.append(first)
            connection.execute(leases.update().where(leases.c.key == first).values(beat=leases.c.beat + 1))
            if len(tries) <= 2:
                both_hold_one.wait(timeout=10)
            connection.execute(leases.update().where(leases.c.key == second).values(beat=leases.c.beat + 1))

        database.write(work)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(raise_both, "ab", "ba"))
    assert len(tries) == 3
    assert database.read(lambda connection: list(connection.scalars(select(leases.c.beat)))) == [2, 2]
    database.close()
    postgres.drop(name)


def test_a_server_that_was_killed_is_waited_for_and_nothing_is_lost(
    postgres: PostgresServer, postgres_template: str
) -> None:
    name = postgres.create(postgres_template)
    database = open_database(postgres.url(name))
    half_written, killed = threading.Event(), threading.Event()

    def write_all() -> None:
        for number in range(60):
            row = {**FILM, "number": number, "usd": Decimal("0.1")}
            database.write(
                lambda connection: connection.execute(
                    insert_into(connection, ledger).values(**row).on_conflict_do_nothing()  # noqa: B023
                )
            )
            if number == 20:
                half_written.set()
                assert killed.wait(30)

    def write_patiently() -> None:
        with patient(lambda: None):
            write_all()

    with ThreadPoolExecutor(1) as thread:
        done = thread.submit(write_patiently)
        assert half_written.wait(30)
        gone = pytest.raises(Unavailable, match=f"127.0.0.1:{postgres.port}/{name} does not answer")
        with gone, database.reading() as connection:
            spent(connection)
            postgres.kill()
            spent(connection)
        with gone as caught, database.writing():
            killed.set()
        assert PASSWORD not in str(caught.value)
        killed.set()
        assert not done.done()
        postgres.start()
        done.result(timeout=30)
    assert database.read(spent) == Decimal("6.0")
    database.close()
    postgres.drop(name)
