"""Where the database is, and how connections to it are made."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from infra.owner_only import make_file, make_folder
from infra.storage import storage_errors
from models.errors import BadInput

_FORMS = "sqlite:///path or postgresql://user:password@host/name"
_SCHEMA = re.compile(r"[a-z][a-z0-9_]{0,62}")
_STATEMENT_S = 60
"""The longest that one statement may take in PostgreSQL."""
_POOL = {"pool_size": 5, "max_overflow": 60, "pool_timeout": 30}
"""Connections kept, and those beside them for a worker's many io slots."""

READING: dict[str, dict[str, Any]] = {
    "sqlite": {"longtake_reads": True},
    "postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
}
"""What makes an engine's transactions one unchanging view."""
WRITING: dict[str, Any] = {"longtake_writes": True}
"""What makes an engine's transactions wait for the write lock."""


@dataclass(frozen=True)
class Address:
    """A database's URL, how it is shown to people, its file if it is one, and the schema that was asked for, if any."""

    url: URL
    shown: str
    file: Path | None = None
    schema: str = ""


def parse_address(url: str) -> Address:
    """Read the setting.

    Raises:
        BadInput: it is no address of a database that we know.

    """
    scheme, _, rest = url.strip().partition("://")
    if scheme == "sqlite":
        return _file_address(rest)
    if scheme in ("postgresql", "postgres", "postgresql+psycopg"):
        return _server_address(f"postgresql+psycopg://{rest}")
    raise BadInput(f"LONGTAKE_DATABASE begins with {scheme[:30]!r}: write {_FORMS}.")


def _file_address(rest: str) -> Address:
    if not rest.startswith("/") or rest in ("/", "/:memory:"):
        raise BadInput("LONGTAKE_DATABASE names no file: write sqlite:///path.")
    try:
        file = Path(rest[1:]).expanduser().absolute()
        is_folder = file.is_dir()
    except RuntimeError as error:
        raise BadInput(
            f"LONGTAKE_DATABASE names {rest[1:]!r}, and this machine knows no such user: write sqlite:///path."
        ) from error
    except OSError as error:
        raise BadInput(
            f"LONGTAKE_DATABASE names {rest[1:]!r}, which cannot be looked for: {error.strerror}."
        ) from error
    if is_folder:
        raise BadInput(f"The database {file} is a folder: name a file in it, such as {file / 'longtake.db'}.")
    return Address(URL.create("sqlite", database=str(file)), str(file), file)


def _server_address(text: str) -> Address:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # their words repeat the password
        raise BadInput(f"LONGTAKE_DATABASE cannot be read as an address: write {_FORMS}.") from None
    if "@" in (url.host or ""):
        raise BadInput("The password in LONGTAKE_DATABASE has an @ in it: write that as %40.")
    if not url.database:
        raise BadInput(f"LONGTAKE_DATABASE names no database: write {_FORMS}.")
    where = url.host or url.query.get("host") or "localhost"
    shown = URL.create("postgresql", url.username, None, str(where), url.port, url.database)
    schema = url.query.get("schema", "")
    if isinstance(schema, tuple) or (schema and not _SCHEMA.fullmatch(schema)):
        raise BadInput(
            "LONGTAKE_DATABASE has no schema's name after schema=: a lower-case letter, then lower-case letters, digits and "
            "underscores, 63 at most, once."
        )
    within = f", schema {schema}" if schema else ""
    return Address(
        url.difference_update_query(["schema"]), f"{shown.render_as_string()}{within}", schema=schema
    )


def engine_for(address: Address, synchronous: str, lock_wait_s: float) -> Engine:
    """An engine for this address; it connects when it is first used. A file's folder is made.

    Raises:
        DiskFull, StorageError: the folder cannot be made.

    """
    if address.file:
        with storage_errors(address.file.parent):
            make_folder(address.file.parent)
            # SQLite gives its log and its shared memory the modes of the file that is there.
            make_file(address.file)
        return _sqlite_engine(address.url, synchronous, lock_wait_s)
    return _postgres_engine(address, lock_wait_s)


def _sqlite_engine(url: URL, synchronous: str, lock_wait_s: float) -> Engine:
    engine = create_engine(url, connect_args={"timeout": lock_wait_s}, **_POOL)

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver's own BEGIN comes too late for reads and cannot be IMMEDIATE: `begin` below does it.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute(f"PRAGMA query_only={int('longtake_reads' in options)}")
        # Asking for the write lock first makes writers wait; a lock asked for later fails at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if "longtake_writes" in options else "BEGIN")

    return engine


def _postgres_engine(address: Address, lock_wait_s: float) -> Engine:
    url, schema = address.url, address.schema
    limits: dict[str, Any] = {
        "lock_timeout": round(lock_wait_s * 1000),
        "statement_timeout": _STATEMENT_S * 1000,
        "idle_in_transaction_session_timeout": 600_000,
    }
    defaults: dict[str, Any] = {
        "application_name": "longtake",
        "connect_timeout": 5,
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        # A server that vanishes without a word is noticed within a minute.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 60_000,
    }
    given = {name: value for name, value in defaults.items() if name not in url.query}
    if schema:
        # Beside what the address says: the schema alone, so that nothing of another one is ever found by its name.
        given["options"] = f"{url.query.get('options', defaults['options'])} -c search_path={schema}"
        url = url.difference_update_query(["options"])
    return create_engine(
        url, connect_args=given, use_native_hstore=False, pool_pre_ping=True, pool_recycle=1800, **_POOL
    )
