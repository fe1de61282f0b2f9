"""A schema of one's own in a database that others use."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from sqlalchemy import func, insert, select, text

from infra.database.address import parse_address
from infra.database.database import Database, open_database
from infra.database.tables import metadata, pair
from models.errors import BadInput
from tests.kit.databases import PostgresServer


@pytest.fixture
def url(postgres: PostgresServer) -> Iterator[str]:
    name = postgres.create()
    yield postgres.url(name)
    postgres.drop(name)


def within(url: str, schema: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}schema={schema}"


def tables(database: Database, schema: str) -> set[str]:
    rows = text("SELECT tablename FROM pg_tables WHERE schemaname = :schema")
    return set(database.read(lambda connection: connection.execute(rows, {"schema": schema}).scalars().all()))


def test_each_schema_is_made_and_migrated_and_has_rows_of_its_own(url: str) -> None:
    with (
        closing(open_database(within(url, "acme"))) as acme,
        closing(open_database(within(url, "globex"))) as globex,
    ):
        for schema in ("acme", "globex"):
            assert tables(acme, schema) == {*metadata.tables, "alembic_version"}
        assert tables(acme, "public") == set()
        acme.write(lambda connection: connection.execute(insert(pair).values(id=1, mark="of-acme")))
        count = select(func.count()).select_from(pair)
        assert [one.read(lambda connection: connection.scalar(count)) for one in (acme, globex)] == [1, 0]
        assert acme.describe.endswith(", schema acme")
        assert "password" not in acme.describe
    # Ready: nothing is made anew.
    open_database(within(url, "acme")).close()


def test_a_schema_that_is_there_is_used_by_whoever_may_make_none(url: str, postgres: PostgresServer) -> None:
    name = parse_address(url).url.database
    assert name is not None
    role = f"of_{name}"
    postgres.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'x'")
    postgres.execute(f"CREATE SCHEMA acme AUTHORIZATION {role}", name)
    theirs = parse_address(url).url.set(drivername="postgresql", username=role, password="x")
    shown = theirs.render_as_string(hide_password=False)
    with closing(open_database(within(shown, "acme"))) as database:
        assert "assets" in tables(database, "acme")
    with pytest.raises(BadInput, match="refuses us"):
        open_database(within(shown, "globex"))
    postgres.drop(name)
    postgres.execute(f"DROP ROLE {role}")


def test_options_of_the_address_stay(url: str) -> None:
    with closing(open_database(within(f"{url}?options=-c%20work_mem%3D5MB", "acme"))) as database:
        asked = text("SELECT current_setting('work_mem'), current_setting('search_path')")
        said = database.read(lambda connection: tuple(connection.execute(asked).one()))
    assert said == ("5MB", "acme")


@pytest.mark.parametrize("schema", ["Acme", "a-b", 'a"b', "x y", "a" * 64, "1a", "a&schema=b"])
def test_what_is_no_schemas_name_is_refused_in_a_sentence(schema: str) -> None:
    with pytest.raises(BadInput, match="no schema's name after schema="):
        parse_address(within("postgresql://films@db/films", schema))
