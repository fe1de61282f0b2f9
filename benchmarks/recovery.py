"""How long a film stands still when the worker dies that has it in its memory: `python -m benchmarks.recovery [ROUNDS]`.

A film waits for its approval, kept by one of two workers. That one is stopped as by SIGSTOP, so that it takes the next
step and never does it, or killed by `kill -9`; then the film is paused, and the clock runs until it says so.
"""

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

from temporalio.client import Client

from infra.engine.server import TemporalServer
from infra.processes import _die_with
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from models.errors import EngineUnavailable
from models.film.decisions import Decision
from models.film.start import FilmRequest
from models.shots.shot_list import Shot
from studio.client import Studio
from studio.service.database import read_or
from workers.engine import engine_environment
from workers.engine_files import prepare_home

WAYS = {"killed": signal.SIGKILL, "frozen": signal.SIGSTOP}


def worker(settings: Settings, address: str, *labels: str) -> subprocess.Popen[bytes]:
    """A worker process that ends with this one."""
    with (settings.home / "workers.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-P", "-m", "workers", *labels],
            env=engine_environment(settings) | {"TEMPORAL_ADDRESS": address},
            stdout=log,
            stderr=log,
            preexec_fn=partial(_die_with, os.getpid()),
        )


async def steps_of(client: Client, film: str) -> int:
    """How many steps of its workflow a film has done."""
    history = await client.get_workflow_handle(film).fetch_history()
    return sum(event.HasField("workflow_task_completed_event_attributes") for event in history.events)


async def at_its_gate(studio: Studio, film: str) -> None:
    """Return when the film waits; a worker that has just started may not answer yet."""
    while True:
        with suppress(EngineUnavailable):
            if (await studio.view(film)).stage == "approval":
                return
        await asyncio.sleep(0.2)


async def seconds_still(studio: Studio, settings: Settings, address: str, film: str, signum: int) -> float:
    """How long a film takes over a decision whose worker ends that way."""
    keeper = worker(settings, address, "film")
    shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt=film, duration=1.0)
    await studio.start(FilmRequest(brief=Brief(shots=(shot,), title=film, seconds=6)), film)
    await at_its_gate(studio, film)
    heir = worker(settings, address, "film")
    await asyncio.sleep(8)
    before = await steps_of(studio.client, film)
    keeper.send_signal(signum)
    began = time.monotonic()
    await studio.decide(film, Decision(kind="pause"))
    while await steps_of(studio.client, film) == before:  # noqa: ASYNC110 - of another process
        await asyncio.sleep(0.05)
    still = time.monotonic() - began
    for each in (keeper, heir):
        each.kill()
        each.wait()
    return still


async def main() -> None:
    """Print the median and the longest of each way."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        prepare_home(settings)
        server = TemporalServer(settings)
        await server.start()
        studio = Studio(
            await connect(open_store(settings), local_config(server.address)),
            open_store(settings),
            partial(read_or, settings),
        )
        others = worker(settings, server.address, "io", "cpu")
        for way, signum in WAYS.items():
            stood = [
                await seconds_still(studio, settings, server.address, f"{way}-{number}", signum)
                for number in range(rounds)
            ]
            print(f"{way}: {statistics.median(stood):.1f} s, at most {max(stood):.1f} s")
        others.kill()
        others.wait()
        await server.stop()


if __name__ == "__main__":
    asyncio.run(main())
