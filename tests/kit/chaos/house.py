"""A house that makes films, in processes as in production: a Temporal server, a vendor, and workers; any may be struck."""

import asyncio
import random
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

from temporalio.service import RPCError

from infra.database.database import open_database
from infra.engine.ports import Ports
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from tests.kit.chaos.blows import MAKER, Blow, Struck
from tests.kit.chaos.programs import (
    Program,
    ServerProgram,
    VendorProgram,
    WorkerProgram,
)
from tests.kit.chaos.swift import LONG
from tests.kit.early import continuing_after
from tests.kit.object_stores import free_ports
from tests.kit.studio import StudioKit
from tests.kit.vendor_process import Vendor
from workers.engine import engine_environment
from workers.engine_files import prepare_home

BREAKS = 0.05
"""The share of the vendor's requests that go wrong by themselves."""

QUIET_S = 10.0
"""After so long without anything happening a blow falls all the same."""

KEPT_EVERY_S = 0.5
"""How soon a worker that ended by itself is started again."""

Crew = dict[str, Sequence[str]]
"""Worker processes by name, with the queues that each serves."""

ONE_MACHINE: Crew = {"film-io": ("film", "io"), "cpu": ("cpu",)}
"""As the embedded engine has them."""

CLUSTER: Crew = {"film-1": ("film",), "film-2": ("film",), "work-1": ("io", "cpu"), "work-2": ("io", "cpu")}
"""Two of each."""


class House:
    """The processes, the studio of whoever asks for films, and what was done to whom."""

    def __init__(self, studio: StudioKit, vendor: Vendor, programs: dict[str, Program]) -> None:
        self.studio = studio
        self.vendor = vendor
        self.struck: list[Struck] = []
        self.wrongs: list[str] = []
        """What went wrong with a process: one that would not end, or not start."""
        self._programs = programs
        self._locks = {name: asyncio.Lock() for name in programs}
        self._repairs: set[asyncio.Task[None]] = set()
        self._began = time.monotonic()

    @property
    def names(self) -> list[str]:
        """Who can be struck."""
        return list(self._programs)

    def happened(self) -> int:
        """How much has happened: what was begun, ended and stored, and what the vendor was asked."""
        return _lines(self.studio.journal) + _lines(self.vendor.folder / "log")

    async def until_happened(self, count: int, within_s: float = QUIET_S) -> bool:
        """Wait until so much has happened; whether it has."""
        give_up_at = time.monotonic() + within_s
        while self.happened() < count:
            if time.monotonic() > give_up_at:
                return False
            await asyncio.sleep(0.02)
        return True

    async def strike(self, blow: Blow) -> None:
        """Let a blow fall at its moment; whoever it hits is up again a while later, and is waited for if still down."""
        before = self.happened()
        await self.until_happened(before + blow.after)
        await asyncio.sleep(blow.delay_s)
        whom = self._maker() if blow.whom == MAKER else blow.whom
        lock = self._locks[whom]
        await lock.acquire()
        if await self._on_a_last_try():
            blow = blow._replace(how="stop")
            if whom == "server":
                lock.release()
                return
        number = len(self.struck) + 1
        at_s = time.monotonic() - self._began
        struck = Struck(number, at_s, self.happened(), whom, blow.how, blow.down_s)
        self.struck.append(struck)
        with (self.vendor.folder.parent / "kills.log").open("a") as log:
            log.write(f"{struck}\n")
        task = asyncio.create_task(self._fall(whom, blow))
        self._repairs.add(task)
        task.add_done_callback(self._repairs.discard)

    async def _on_a_last_try(self) -> bool:
        """Whether free work is under way that may die no more: local work has so many tries, as its user may read."""
        try:
            running = [
                execution.id
                async for execution in self.studio.client.list_workflows("ExecutionStatus = 'Running'")
                if not execution.id.startswith(LONG)
            ]
            for workflow_id in running:
                handle = self.studio.client.get_workflow_handle(workflow_id)
                described = (await handle.describe(rpc_timeout=timedelta(seconds=1))).raw_description
                if any(
                    0 < each.maximum_attempts <= each.attempt + 1 and each.maximum_attempts > 1
                    for each in described.pending_activities
                ):
                    return True
        except RPCError:
            return False
        return False

    async def _fall(self, whom: str, blow: Blow) -> None:
        program = self._programs[whom]
        try:
            try:
                await program.end(blow.how)
            except AssertionError as error:
                self.wrongs.append(str(error))
            await asyncio.sleep(blow.down_s)
            await program.start()
        except Exception as error:  # noqa: BLE001 - whatever it is, the end of the run tells it
            self.wrongs.append(f"{whom} could not be started again: {error!r}")
        finally:
            self._locks[whom].release()

    async def keep(self) -> None:
        """Start workers again that end by themselves, as whoever looks after them does: one that finds no server gives up."""
        while True:
            await asyncio.sleep(KEPT_EVERY_S)
            for name, program in self._programs.items():
                if isinstance(program, WorkerProgram) and program.ended and not self._locks[name].locked():
                    async with self._locks[name]:
                        await program.start()

    async def whole(self) -> None:
        """Wait until all are up again."""
        while self._repairs:
            await asyncio.wait(self._repairs)

    def _maker(self) -> str:
        """Whoever wrote the journal's last line, if still alive."""
        pids = {program.pid: name for name, program in self._programs.items()}
        lines = _tail(self.studio.journal)
        written = [int(line.split()[-1]) for line in lines if line.split()[-1].isdigit()]
        alive = [pids[pid] for pid in reversed(written) if pid in pids]
        workers = [name for name in self._programs if name not in ("server", "vendor")]
        return alive[0] if alive else workers[len(self.struck) % len(workers)]


def _lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def _tail(path: Path) -> list[str]:
    if not path.exists():
        return []
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2000))
        return [line for line in file.read().decode(errors="replace").splitlines()[1:] if line.strip()]


SUGGESTED_AT = 150
"""Events after which the server suggests that a run continues as new: long films do so two or three times."""


@asynccontextmanager
async def house_at(settings: Settings, folder: Path, crew: Crew, seed: int) -> AsyncIterator[House]:
    """A house with everything in it, all of it killed at the end; what has a longer history continues as new."""
    with continuing_after(SUGGESTED_AT):
        async with _house_at(settings, folder, crew, seed) as house:
            yield house


@asynccontextmanager
async def _house_at(settings: Settings, folder: Path, crew: Crew, seed: int) -> AsyncIterator[House]:
    settings.home.mkdir(parents=True, exist_ok=True)
    prepare_home(settings)
    open_database(settings.database_url).close()
    # At the usual ports others would take the place of a server that is down.
    grpc, ui, http, metrics = free_ports(4)
    ports = Ports(grpc=grpc, ui=ui, http=http, metrics=metrics)
    server, vendor = TemporalServer(settings, ports), Vendor(folder / "vendor")
    workers: dict[str, WorkerProgram] = {}
    try:
        await server.start()
        vendor.behave(breaks=BREAKS, seed=seed)
        environment = engine_environment(settings) | {"TEMPORAL_ADDRESS": server.address}
        studio = StudioKit(await connect(open_store(settings), local_config(server.address)), settings)
        for name, labels in crew.items():
            log = settings.logs_dir / f"worker-{name}.log"
            workers[name] = WorkerProgram(vendor.address, studio.journal, labels, environment, log)
        of_vendor = VendorProgram(vendor, BREAKS, random.Random(seed).randrange(1000))
        house = House(studio, vendor, {**workers, "server": ServerProgram(server), "vendor": of_vendor})
        keeping = asyncio.create_task(house.keep())
        try:
            yield house
        finally:
            keeping.cancel()
        assert server.notes == [], "the server's database was set aside"
    finally:
        for worker in workers.values():
            worker.close()
        vendor.kill()
        await server.stop()
