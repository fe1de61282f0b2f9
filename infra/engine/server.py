"""The embedded default: a real Temporal server with its Web UI, as a child process on a SQLite file."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import psutil
from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from infra import processes
from infra.engine.ports import Ports, choose_ports, is_free
from infra.engine.server_database import database_fault, set_aside
from infra.engine.server_leavings import MOST_AT_ONCE, remove_leavings
from infra.engine.server_program import find_temporal, server_command, version_of
from infra.search_attributes import register_search_attributes, search_attributes_usable
from infra.settings import Settings
from models.errors import EngineUnavailable

NAMESPACE = "default"

_READY_WITHIN_S = 25.0
_STOP_GRACE_S = 5.0
_HISTORY_KEPT = timedelta(days=3650)


class TemporalServer:
    """One server on 127.0.0.1 with its database in `settings.state_dir`.

    `ports` are the ones to prefer; once started it keeps its ports, so that clients find it after a restart.
    """

    def __init__(self, settings: Settings, ports: Ports | None = None) -> None:
        self.notes: list[str] = []
        """What a person should know, such as a database that was set aside; one sentence each."""
        self._settings = settings
        self._preferred = ports
        self._ports: Ports | None = None
        self._binary: str | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._client: Client | None = None

    @property
    def ports(self) -> Ports:
        """Where it listens."""
        assert self._ports is not None, "the server has not been started"
        return self._ports

    @property
    def address(self) -> str:
        """The address for Temporal clients."""
        return f"127.0.0.1:{self.ports.grpc}"

    @property
    def ui_url(self) -> str:
        """The address of the Web UI."""
        return f"http://127.0.0.1:{self.ports.ui}"

    @property
    def client(self) -> Client:
        """A plain client of the server; it lives through restarts on the same ports."""
        assert self._client is not None, "the server is not ready"
        return self._client

    @property
    def pid(self) -> int:
        """The process number of the running server."""
        assert self._process is not None, "the server has not been started"
        return self._process.pid

    @property
    def log(self) -> Path:
        """Where the server writes its warnings."""
        return self._settings.logs_dir / "server.log"

    async def start(self) -> None:
        """Start the server, and return when it answers and its namespace is prepared.

        A database that cannot be read is set aside first, with a sentence in `notes`; assets stay untouched.

        Raises:
            MissingExtra: the program `temporal` is not installed.
            EngineUnavailable: it stopped at start, or does not answer; the message ends with its log.
            StorageError: its database cannot be opened or moved.

        """
        self._binary = self._binary or find_temporal()
        database = self._usable_database(self._binary)
        for _ in range(5):
            ports = self._ports or choose_ports(self._preferred)
            if ports is None:
                raise EngineUnavailable("No free port was found near 7233, 8233, 9233 and 10233: free some.")
            if await self._launch(self._binary, database, ports):
                return
        raise EngineUnavailable("Other programs keep taking the ports of the Temporal server: try again.")

    async def wait(self) -> int:
        """Wait for the end of the server's process; its exit code, negative for a signal."""
        assert self._process is not None, "the server has not been started"
        return await self._process.wait()

    async def stop(self) -> None:
        """Stop the server if it runs: SIGTERM, then SIGKILL after 5 s; what was deleted leaves its file then."""
        if self._process is not None:
            await processes.stop(self._process, _STOP_GRACE_S)
            if self._binary:
                await asyncio.to_thread(remove_leavings, self._file(self._binary), MOST_AT_ONCE)

    def _usable_database(self, binary: str) -> Path:
        database = self._file(binary)
        fault = database_fault(database) if database.exists() else None
        if fault:
            folder = set_aside(database, self._settings.home)
            self.notes.append(
                f"The server's database could not be used ({fault}), so it was set aside in {folder} and a new "
                "one was begun: make a film again, and what was already made for it is found in the store."
            )
        remove_leavings(database)
        return database

    def _file(self, binary: str) -> Path:
        return self._settings.state_dir.absolute() / f"temporal-{version_of(binary)}.db"

    async def _launch(self, binary: str, database: Path, ports: Ports) -> bool:
        """Start once; False if another program took one of the ports first."""
        read_from = self.log.stat().st_size if self.log.exists() else 0
        try:
            self._process = process = await processes.spawn(
                server_command(binary, database, ports, self._settings.sqlite_synchronous),
                env={name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")},
                cwd=self._settings.state_dir,
                log=self.log,
            )
        except OSError as error:
            raise EngineUnavailable(f"The Temporal server cannot be run: {error}.") from error
        try:
            async with asyncio.timeout(_READY_WITHIN_S):
                client = await _until_ready(process, ports.grpc)
        except TimeoutError:
            await self.stop()
            raise EngineUnavailable(
                f"The Temporal server did not answer within {_READY_WITHIN_S:.0f} s: see {self.log}."
            ) from None
        if client is None:
            taken = not all(is_free(port) for port in ports.model_dump().values())
            if taken and self._ports is None:
                return False
            raise EngineUnavailable(
                f"The Temporal server stopped while starting: {_last_line(self.log, read_from)} (log: {self.log})."
            )
        self._ports, self._client = ports, client
        return True


async def _keep_histories(client: Client) -> None:
    """Keep finished films for years: a day, the server's default, would forget a film before its retake."""
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(
            namespace=client.namespace,
            config=NamespaceConfig(
                workflow_execution_retention_ttl=Duration(seconds=int(_HISTORY_KEPT.total_seconds()))
            ),
        ),
        retry=True,
    )


async def _until_ready(process: asyncio.subprocess.Process, port: int) -> Client | None:
    """A client once the server answers and its namespace is prepared; None if the process ends before."""
    while process.returncode is None:
        if _listens(process.pid, port):
            try:
                client = await Client.connect(f"127.0.0.1:{port}", namespace=NAMESPACE)
                await register_search_attributes(client)
                await search_attributes_usable(client)
                await _keep_histories(client)
            except (RPCError, RuntimeError):
                await asyncio.sleep(0.05)
            else:
                return client
        else:
            await asyncio.sleep(0.05)
    return None


def _listens(pid: int, port: int) -> bool:
    """Whether this very process has the port: another home's server may have been faster."""
    try:
        connections = psutil.Process(pid).net_connections(kind="tcp4")
    except psutil.Error:
        return False
    return any(c.status == psutil.CONN_LISTEN and c.laddr.port == port for c in connections)


def _last_line(log: Path, read_from: int) -> str:
    """The last thing the server said; `read_from` is the log's size before it started, in bytes."""
    said = log.read_bytes()[read_from:].decode(errors="replace").strip()
    return said.splitlines()[-1].strip().rstrip(".") if said else "it said nothing"
