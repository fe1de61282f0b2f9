"""The database's tables through time: each step of `versions/` once, in order, when a database is opened.

To change a table, change `infra.database.tables`, add the next numbered file to `versions/` and make it `HEAD`; a test
compares what the steps make with `infra.database.tables` on both databases.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.schema import CreateSchema

from infra.database.address import WRITING, Address
from infra.database.tables import metadata
from infra.storage import storage_errors
from models.errors import BadInput, TooNew, Unavailable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0017"
"""The newest revision in `versions/`; a database that has it is ready without a look at Alembic."""

_WAIT_S = 600
"""How long a process waits for another one that migrates."""
_ADVISORY_KEY = 0x4C4F4E47
"""Our number among a PostgreSQL database's advisory locks."""
_HAS_REVISION = {
    "sqlite": "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'",
    # A look by name (to_regclass) may answer from a cache that is older than the lock we just waited for.
    "postgresql": "SELECT count(*) FROM pg_tables"
    " WHERE tablename = 'alembic_version' AND schemaname = ANY (current_schemas(false))",
}
_in_this_process = Lock()


def migrate(engine: Engine, address: Address) -> None:
    """Bring a database up to `HEAD`; of several processes that come at once, one does it and the others wait.

    Raises:
        TooNew: it has a revision that is not ours.
        BadInput: it holds somebody else's tables.
        Unavailable: another process does not come to an end with it.
        StorageError: the file's folder cannot be written.
        sqlite3.Error, sqlalchemy.exc.SQLAlchemyError: as they come.

    """
    if not _is_new(address.file):
        with engine.begin() as connection:
            if revision_of(connection) == HEAD:
                return
    with alone_with(engine, address) as connection:
        _make_schema(connection, address.schema)
        _upgrade(connection, address.shown)


@contextmanager
def alone_with(engine: Engine, address: Address) -> Iterator[Connection]:
    """A transaction in which nobody else changes the tables of a database.

    Raises:
        Unavailable: another process does not come to an end with it.
        StorageError: the file's folder cannot be written.
        sqlite3.Error, sqlalchemy.exc.SQLAlchemyError: as they come.

    """
    with _in_this_process, _between_processes(address):
        if address.file:
            _use_write_ahead_log(engine)
        with engine.execution_options(**WRITING).begin() as connection:
            if not address.file:
                connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT_S}s'"))
                connection.execute(text(f"SET LOCAL statement_timeout = '{_WAIT_S}s'"))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_KEY})
            yield connection


def _make_schema(connection: Connection, schema: str) -> None:
    """See that a schema that was asked for is there: whoever may not make one can use one that is."""
    there = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")
    if schema and connection.execute(there, {"schema": schema}).first() is None:
        connection.execute(CreateSchema(schema))


def _is_new(file: Path | None) -> bool:
    """Whether it is an SQLite file that somebody has yet to make, alone and under the lock."""
    return file is not None and (not file.exists() or not file.stat().st_size)


def _use_write_ahead_log(engine: Engine) -> None:
    """Let readers and a writer work side by side; the file remembers it."""
    with engine.connect() as connection, closing(connection.connection.cursor()) as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")  # refused inside a transaction


@contextmanager
def _between_processes(address: Address) -> Iterator[None]:
    """One process at a time for a file; PostgreSQL has a lock of its own for that."""
    if not address.file:
        yield
        return
    lock = FileLock(f"{address.file}.lock", mode=0o600)
    with storage_errors(address.file.parent):
        try:
            lock.acquire(timeout=_WAIT_S)
        except Timeout as error:  # an OSError too, but not of the disk
            raise Unavailable(
                f"The database {address.shown} is still being migrated by another process: wait for it, or end it."
            ) from error
    try:
        yield
    finally:
        lock.release()


def revision_of(connection: Connection) -> str | None:
    """What the database says it is; None if it says nothing."""
    if not connection.exec_driver_sql(_HAS_REVISION[connection.dialect.name]).scalar():
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def known_revisions(connection: Connection) -> set[str]:
    """Every revision that this program knows."""
    from alembic.script import ScriptDirectory

    return {step.revision for step in ScriptDirectory.from_config(_config(connection)).walk_revisions()}


def step_down(connection: Connection, revision: str) -> None:
    """Go back to an earlier revision; what that loses is gone."""
    from alembic import command

    command.downgrade(_config(connection), revision)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def _upgrade(connection: Connection, shown: str) -> None:
    from alembic import command

    current, ours = revision_of(connection), known_revisions(connection)
    if current is not None and current not in ours:
        raise TooNew(
            f"The database {shown} is of a newer Longtake: install that one, "
            "or name another database in LONGTAKE_DATABASE."
        )
    strangers = sorted(metadata.tables.keys() & set(inspect(connection).get_table_names()))
    if current is None and strangers:
        raise BadInput(
            f"The database {shown} has other tables named {', '.join(strangers)}: "
            "name one of Longtake's own in LONGTAKE_DATABASE."
        )
    command.upgrade(_config(connection), "head")
