"""How many jobs at vendors one worker waits for, and what that takes: `python -m benchmarks.length.waits [JOBS] [SECONDS]`.

A worker process of its own looks after JOBS jobs (10,000) of a vendor that is no network away and lists them. Measured are
its memory and threads before and while they wait, the CPU seconds of the worker and of the server for each second of
waiting, and how long ends take: of one job that its vendor calls about, and of all of them at once.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Mapping
from functools import partial
from pathlib import Path

import psutil
from sqlalchemy import update

from activities.jobs.waits.rows import Waits
from infra.database.tables import waits
from infra.engine.server import TemporalServer
from infra.processes import _die_with
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from library.assets import Library
from providers.jobs import JobState
from tests.kit.waits import (
    ACCOUNT,
    WAITING,
    Overseer,
    WaitingWorkflow,
    begin_many,
    library_of,
    looking_out,
    ticket,
    workflow_worker,
)
from workers.engine_files import prepare_home

AT_ONCE = 1000
"""How many begin to wait at the same time."""
CALLS = 20
"""How many jobs are called about one by one."""


class Told(Overseer):
    """Jobs that are over as soon as there is a file of the name, or one that is called `all`; looked at every five seconds."""

    def __init__(self, folder: Path) -> None:
        super().__init__(poll_every_s=5.0)
        self._folder = folder

    def poll(self, job_id: str) -> JobState:
        """Where a job is."""
        over = (self._folder / "all").exists() or (self._folder / job_id).exists()
        return JobState(status="done", progress=1.0) if over else super().poll(job_id)

    def oversee(self, job_ids: Collection[str]) -> Mapping[str, JobState]:
        """Where all jobs are that are on their way."""
        over = {path.name for path in self._folder.iterdir()}
        return {} if "all" in over else super().oversee(set(job_ids) - over)


async def work(home: Path, address: str) -> None:
    """The worker process."""
    settings = Settings(home=home)
    client = await connect(open_store(settings), local_config(address))
    async with looking_out(client, settings, Told(home)):
        await asyncio.Event().wait()


class Watched:
    """The worker's and the server's processes as they are seen from outside."""

    def __init__(self, worker: psutil.Process, server: psutil.Process) -> None:
        self._worker, self._server = worker, server

    def say(self, when: str) -> None:
        """Print what the worker holds now."""
        memory = self._worker.memory_info().rss / 2**20
        print(f"{when:32} {memory:6.0f} MB resident, {self._worker.num_threads()} threads")

    def cpu_s(self) -> tuple[float, float]:
        """CPU seconds of the worker and of the server so far."""
        worker, server = (one.cpu_times() for one in (self._worker, self._server))
        return worker.user + worker.system, server.user + server.system


async def waiting(library: Library, jobs: int) -> None:
    """Until so many wait."""
    while await asyncio.to_thread(Waits(library.database).count, ACCOUNT) != jobs:  # noqa: ASYNC110 - it is in another process
        await asyncio.sleep(0.2)


async def measure(settings: Settings, address: str, watched: Watched, jobs: int, seconds: float) -> None:
    """Begin to wait, wait, and end."""
    library = library_of(settings)
    client = await connect(open_store(settings), local_config(address))
    async with workflow_worker(client):
        await asyncio.sleep(5)
        watched.say("nobody waits")
        began = time.monotonic()
        names = [f"job-{number:05d}" for number in range(jobs)]
        films = []
        for at in range(0, jobs, AT_ONCE):
            films += await begin_many(client, names[at : at + AT_ONCE])
            await waiting(library, min(jobs, at + AT_ONCE))
        await waiting(library, jobs)
        print(f"{jobs:,} wait after {time.monotonic() - began:.0f} s")
        watched.say(f"{jobs:,} wait")
        before = watched.cpu_s()
        await asyncio.sleep(seconds)
        spent = [(after - at) / seconds for after, at in zip(watched.cpu_s(), before, strict=True)]
        watched.say(f"{seconds:g} s later")
        print(f"CPU s a second: worker {spent[0]:.2f}, server {spent[1]:.2f}")
        took = []
        for number in range(CALLS):
            name = f"called-{number}"
            film = await client.start_workflow(WaitingWorkflow.run, ticket(name), id=name, task_queue=WAITING)
            await waiting(library, jobs + 1)
            await asyncio.sleep(1.5)
            (settings.home / name).touch()
            called = time.monotonic()
            with library.database.writing() as connection:  # as a notice does
                connection.execute(update(waits).where(waits.c.reference == name).values(due=0.0))
            await film.result()
            took.append(time.monotonic() - called)
            await waiting(library, jobs)
        print(f"a call ends a wait after {statistics.median(took):.2f} s (median; longest {max(took):.2f} s)")
        (settings.home / "all").touch()
        began = time.monotonic()
        done = sum(await asyncio.gather(*(film.result() for film in films)))
        print(f"{done:,} end after {time.monotonic() - began:.0f} s")
        watched.say("all ended")


async def main(jobs: int, seconds: float) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        prepare_home(settings)
        server = TemporalServer(settings)
        await server.start()
        worker = subprocess.Popen(  # noqa: ASYNC220 - it is there at once
            [
                sys.executable,
                "-P",
                "-m",
                "benchmarks.length.waits",
                "work",
                str(settings.home),
                server.address,
            ],
            preexec_fn=partial(_die_with, os.getpid()),
        )
        (temporal,) = (
            child for child in psutil.Process().children(recursive=True) if "temporal" in child.name()
        )
        try:
            watched = Watched(psutil.Process(worker.pid), temporal)
            await measure(settings, server.address, watched, jobs, seconds)
        finally:
            worker.kill()
            worker.wait()
            await server.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["work"]:
        asyncio.run(work(Path(sys.argv[2]), sys.argv[3]))
    else:
        given = [*sys.argv[1:], *("10000", "30")[len(sys.argv) - 1 :]]
        asyncio.run(main(int(given[0]), float(given[1])))
