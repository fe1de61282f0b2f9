"""A site of several hosts: two with workers, one with the database and the store, one with Temporal, and a vendor out in the world."""

import asyncio
import os
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from infra.database.database import open_database
from infra.engine.ports import Ports
from infra.engine.server_program import find_temporal, server_command
from infra.search_attributes import register_search_attributes
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.errors import EngineUnavailable
from tests.kit.databases import PostgresServer
from tests.kit.hosts.clocks import by_clock
from tests.kit.hosts.namespaces import Host, Switch
from tests.kit.network import Network
from tests.kit.object_stores import BUCKET, KEY, SECRET, ObjectServer
from tests.kit.studio import StudioKit
from tests.kit.vendor_process import Vendor
from workers.engine import engine_environment

WORKERS = ("a", "b")
DATA, TEMPORAL, WORLD, DESK = "data", "temporal", "world", "desk"
NAMES = (*WORKERS, DATA, TEMPORAL, WORLD, DESK)
"""The hosts; at the desk sits whoever asks for films."""

_CREW = (("film", "io"), ("cpu",))
"""The processes of a host with workers, by the queues that each serves."""
_PORTS = Ports(grpc=7233, ui=8233, http=9233, metrics=10233)
_UP_WITHIN_S = 60.0


class Clocks(NamedTuple):
    """By which clocks the hosts' workers go, as `faketime` is told; empty is the machine's own."""

    a: str = ""
    b: str = ""


class Site:
    """The servers of a site, the hosts that they are on, and the crews of workers that are begun there."""

    def __init__(self, switch: Switch, folder: Path, stack: ExitStack) -> None:
        self.switch = switch
        self.hosts = switch.hosts
        self.folder = folder
        self.stack = stack
        self.database = self.host(DATA).run(lambda: PostgresServer(host=self.host(DATA).address))
        stack.callback(self.database.remove)
        self.store = self.host(DATA).run(lambda: ObjectServer(self.host(DATA).address))
        stack.callback(self.store.remove)
        self._relays = {
            name: Network(
                f"{self.host(of).address}:{port}", begin=lambda each: self.host(DESK).run(each.start)
            )
            for name, of, port in (
                ("database", DATA, self.database.port),
                ("store", DATA, int(self.store.endpoint.rsplit(":", 1)[1])),
                ("temporal", TEMPORAL, _PORTS.grpc),
            )
        }
        for relay in self._relays.values():
            stack.callback(relay.close)
        self._number = 0

    def host(self, name: str) -> Host:
        """A host by its name."""
        return self.hosts[name]

    def start_temporal(self) -> None:
        """Start the server, on its file, and wait until it answers there."""
        host = self.host(TEMPORAL)
        command = server_command(find_temporal(), self.folder / "temporal.db", _PORTS, "normal")
        # Its parts find each other on loopback, whatever it is called by from outside.
        command = ["0.0.0.0" if word == "127.0.0.1" else word for word in command]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
        host.start(command, clean, self.folder / "temporal.log", self.folder)
        host.run(lambda: _until_open(host.address, _PORTS.grpc))

    def start_data(self) -> None:
        """Start the database and the store again."""
        host = self.host(DATA)
        host.run(self.database.start)
        host.run(self.store.start)

    def kill(self, name: str) -> None:
        """`kill -9` of everything on a host."""
        if name == DATA:
            self.database.kill()
            self.store.kill()
        self.host(name).kill()

    def settings(
        self, database: str, home: Path, shared: Path | None = None, *, at_desk: bool = False
    ) -> Settings:
        """What a host is told of where everything is; at the desk it is told of ways that lead out of the namespaces."""
        home.mkdir(parents=True, exist_ok=True)
        url, endpoint = self.database.url(database), self.store.endpoint
        if at_desk:
            url = url.replace(f"{self.database.host}:{self.database.port}", self._relays["database"].address)
            endpoint = f"http://{self._relays['store'].address}"
        if shared is None:
            return Settings(home=home, database=url, store=f"s3://{BUCKET}/{database}", s3_endpoint=endpoint)
        shared.mkdir(exist_ok=True)
        if not (home / "assets").exists():
            (home / "assets").symlink_to(shared)
        return Settings(home=home, database=url)

    def settled(self) -> tuple[Vendor, str]:
        """A vendor whose books are empty, and its address in the world."""
        vendor = Vendor(self.folder / f"vendor-{self._number}")
        self.stack.callback(vendor.kill)
        near, world = vendor.address.removeprefix("http://"), self.host(WORLD)
        door = world.run(lambda: socket.create_server((world.address, int(near.rsplit(":", 1)[1]))))
        way = Network(near, listening=door)
        self.stack.callback(way.close)
        return vendor, f"http://{way.address}"

    async def fresh(self, *, shared_folder: bool = False) -> "Works":
        """A database, a store and a vendor's books that nothing is in, and a studio on them; no worker is there yet.

        With a `shared_folder` the store is one that all machines mount, which knows no clock.
        """
        self._number += 1
        name = self.host(DATA).run(self.database.create)
        shared = self.folder / f"shared-{self._number}" if shared_folder else None
        settings = self.settings(name, self.folder / f"desk-{self._number}", shared, at_desk=True)
        open_database(settings.database_url).close()
        give_up_at = time.monotonic() + _UP_WITHIN_S
        while True:
            try:
                client = await connect(open_store(settings), local_config(self._relays["temporal"].address))
                break
            except EngineUnavailable:
                if time.monotonic() > give_up_at:
                    raise
                await asyncio.sleep(0.2)
        await register_search_attributes(client)
        return Works(self, name, StudioKit(client, settings), shared)


class Works:
    """A studio at the desk of a site, and the workers that make its films."""

    def __init__(self, site: Site, database: str, studio: StudioKit, shared: Path | None) -> None:
        self.site = site
        self.studio = studio
        self.vendor, self._vendors = site.settled()
        self._database = database
        self._shared = shared
        self.clocks = Clocks()
        self._down: set[str] = set()
        self.of: dict[int, str] = {}
        """On which host a worker process is, or was, by its number."""

    def start(self, name: str) -> None:
        """Start a host's workers, with a home of their own, by the host's clock."""
        self._down.discard(name)
        host, home = self.site.host(name), self.home(name)
        environment = self.environment(name) | by_clock(getattr(self.clocks, name))
        for labels in _CREW:
            log = home / f"worker-{labels[0]}.log"
            command = [
                sys.executable,
                "-m",
                "tests.kit.hosts.worker",
                self._vendors,
                str(self.studio.journal),
                *labels,
            ]
            process = host.start(command, environment | {"WORKER_LOG": str(log)}, log)
            self.of[process.pid] = name

    def environment(self, name: str) -> dict[str, str]:
        """What a process on a host with workers is told."""
        settings = self.site.settings(self._database, self.home(name), self._shared)
        return {
            **engine_environment(settings),
            "LONGTAKE_CPU_SLOTS": "1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_EC2_METADATA_DISABLED": "true",
            "TEMPORAL_ADDRESS": f"{self.site.host(TEMPORAL).address}:{_PORTS.grpc}",
            "PYTHONPATH": str(Path(__file__).parents[3]),
        }

    def home(self, name: str) -> Path:
        """Where a host's workers keep what is theirs, and their logs."""
        return self.site.folder / f"{name}-{self._database}"

    def kill(self, name: str) -> None:
        """`kill -9` of a host's workers; nobody starts them again by himself."""
        self._down.add(name)
        self.site.kill(name)

    def dead(self) -> list[str]:
        """Hosts of which a worker has ended by itself."""
        up = [name for name in WORKERS if name not in self._down]
        return [
            name for name in up if any(each.poll() is not None for each in self.site.host(name).processes)
        ]

    def logs(self, name: str) -> str:
        """What a host's workers have said."""
        return "\n".join(log.read_text() for log in sorted(self.home(name).glob("worker-*.log")))

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """During the block workers are started again that end by themselves, as whoever looks after them does."""
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            await asyncio.wait([keeping])

    async def _keep(self) -> None:
        while True:
            for name in self.dead():
                self.site.kill(name)
                # Somebody may have killed it for good meanwhile.
                if name not in self._down:
                    self.start(name)
            await asyncio.sleep(0.5)


def _until_open(address: str, port: int) -> None:
    give_up_at = time.monotonic() + _UP_WITHIN_S
    while True:
        try:
            socket.create_connection((address, port), timeout=2).close()
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.05)
        else:
            return


@asynccontextmanager
async def site_at(switch: Switch, folder: Path) -> AsyncIterator[Site]:
    """A site with its servers up; all of it is killed at the end."""
    with ExitStack() as stack:
        site = Site(switch, folder, stack)
        site.start_temporal()
        yield site
