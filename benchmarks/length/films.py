"""What a film's length costs: shots a second, CPU of the film's worker, histories and their replay, the machinery alone.

`python -m benchmarks.length [SHOTS …]`. Films of so many shots are made by the real workflows on a real server of their own, a
worker for workflows and one for activities in processes of their own; the activities make nothing. Beside each runs the
bare SDK in the same processes: as many child workflows, eight at a time, with four activities each.
"""

import asyncio
import multiprocessing
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

import psutil
from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.length.bare import BareFilm, BareReel, BareShot, step
from benchmarks.replay import cpu_seconds
from infra.engine.server import TemporalServer
from infra.payloads.converter import data_converter
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from tests.kit.long_film import film_worker, long_brief, swift_workers
from tests.kit.studio import StudioKit
from workers.engine_files import prepare_home
from workers.query_guard import GuardedRunner

SHOTS = (100, 1_000)


def _films(address: str, home: Path, ready: Connection) -> None:
    """The process of workflows."""

    async def work() -> None:
        client = await connect(open_store(Settings(home=home)), local_config(address))
        bare = Worker(client, task_queue="bare", workflows=[BareFilm, BareReel, BareShot])
        async with film_worker(client, home), bare:
            ready.send("ready")
            await asyncio.get_running_loop().run_in_executor(None, ready.recv)

    asyncio.run(work())


def _activities(address: str, home: Path, ready: Connection) -> None:
    """The process of activities."""

    async def work() -> None:
        client = await connect(open_store(Settings(home=home)), local_config(address))
        async with swift_workers(client, home, step):
            ready.send("ready")
            await asyncio.get_running_loop().run_in_executor(None, ready.recv)

    asyncio.run(work())


class Run(NamedTuple):
    """Seconds, and CPU seconds of the workers of workflows and of activities, and of the server."""

    wall: float
    films: float
    activities: float
    server: float


async def measured(client: Client, run: str, count: int, processes: list[psutil.Process]) -> Run:
    """A film of so many shots, or the bare SDK's."""
    before = [_cpu(process) for process in processes]
    began = time.perf_counter()
    if run == "bare":
        await client.execute_workflow(BareFilm.run, count, id=f"bare-{count}", task_queue="bare")
    else:
        studio = StudioKit(client, Settings(home=Path(run)))
        request = FilmRequest(brief=long_brief(count), options=RunOptions(approve="auto"))
        started = await studio.start(request, f"film-{count}")
        await client.get_workflow_handle(started.film_id).result()
    wall = time.perf_counter() - began
    used = [_cpu(process) - earlier for process, earlier in zip(processes, before, strict=True)]
    return Run(wall, *used)


def _cpu(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])


async def largest(client: Client, count: int, home: Path) -> str:
    """The largest history of the film, and what its replay takes."""
    found = (0, "")
    async for execution in client.list_workflows(f"WorkflowId STARTS_WITH 'film-{count}'"):
        found = max(found, (execution.history_length, execution.id))
    assert found[1]
    history = await client.get_workflow_handle(found[1]).fetch_history()
    converter = data_converter(open_store(Settings(home=home)))
    seconds = await cpu_seconds(history, converter, GuardedRunner())
    size = len(history.to_json()) / 1e6
    return f"largest history {found[0]:,} events, {size:.1f} MB ({found[1]}), replayed in {seconds:.2f} CPU s"


async def main() -> None:
    """Print each length beside the bare SDK."""
    lengths = tuple(map(int, sys.argv[1:])) or SHOTS
    spawn = multiprocessing.get_context("spawn")
    for count in lengths:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / "home"
            settings = Settings(home=home)
            prepare_home(settings)
            server = TemporalServer(settings)
            await server.start()
            pipes = []
            processes = []
            for target in (_films, _activities):
                ours, theirs = spawn.Pipe()
                process = spawn.Process(target=target, args=(server.address, home, theirs), daemon=True)
                process.start()
                await asyncio.get_running_loop().run_in_executor(ThreadPoolExecutor(1), ours.recv)
                pipes.append(ours)
                processes.append(psutil.Process(process.pid))
            processes.append(psutil.Process(server.pid))
            client = await connect(open_store(settings), local_config(server.address))
            bare = await measured(client, "bare", count, processes)
            film = await measured(client, str(home), count, processes)
            for name, run in (("bare SDK", bare), ("film", film)):
                print(
                    f"{count:,} shots, {name}: {run.wall:.1f} s, {count / run.wall:.1f} shots/s; CPU ms a shot: "
                    f"workflows {run.films / count * 1000:.1f}, activities {run.activities / count * 1000:.1f}, "
                    f"server {run.server / count * 1000:.1f}"
                )
            print(
                f"{count:,} shots: {bare.wall / film.wall:.2f} × the bare SDK; {await largest(client, count, home)}"
            )
            for pipe in pipes:
                pipe.send("stop")
            await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
