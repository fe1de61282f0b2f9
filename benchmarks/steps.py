"""What a workflow step costs in sequence: our server flags against the server's defaults, side by side.

`python -m benchmarks.steps [STEPS]`. A step is an activity that does nothing, in a workflow of STEPS of them.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

from infra.engine.ports import choose_ports
from infra.engine.server import TemporalServer
from infra.engine.server_program import find_temporal
from infra.settings import Settings
from workers.engine_files import prepare_home

ROUNDS = 3


@activity.defn
async def nothing() -> None:
    """Do nothing."""


@workflow.defn
class Steps:
    """So many activities, one after another."""

    @workflow.run
    async def run(self, count: int) -> None:
        """Run them."""
        for _ in range(count):
            await workflow.execute_activity(nothing, start_to_close_timeout=timedelta(seconds=10))


async def milliseconds_a_step(address: str, steps: int) -> float:
    """Run the workflow once on the server at `address`."""
    client = await Client.connect(address)
    async with Worker(client, task_queue="bench", workflows=[Steps], activities=[nothing]):
        await client.execute_workflow(Steps.run, 3, id=f"warm-{time.time_ns()}", task_queue="bench")
        began = time.perf_counter()
        await client.execute_workflow(Steps.run, steps, id=f"run-{time.time_ns()}", task_queue="bench")
        return (time.perf_counter() - began) * 1000 / steps


async def plain_server(folder: Path) -> tuple[asyncio.subprocess.Process, str]:
    """The server as `start-dev --db-filename` starts it."""
    ports = choose_ports(None)
    assert ports
    flags = ["--db-filename", str(folder / "plain.db"), "--headless", "--log-level", "never"]
    where = ["--ip", "127.0.0.1", "--port", str(ports.grpc), "--http-port", str(ports.http)]
    command = [find_temporal(), "server", "start-dev", *flags, *where, "--metrics-port", str(ports.metrics)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    address = f"127.0.0.1:{ports.grpc}"
    async with asyncio.timeout(30):
        while True:
            try:
                await Client.connect(address)
            except RuntimeError:
                await asyncio.sleep(0.1)
            else:
                return process, address


async def main() -> None:
    """Print the medians of interleaved rounds and their ratio."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        prepare_home(settings)
        ours = TemporalServer(settings)
        await ours.start()
        plain, address = await plain_server(Path(folder))
        rounds: list[tuple[float, float]] = []
        for _ in range(ROUNDS):
            mine = await milliseconds_a_step(ours.address, steps)
            rounds.append((mine, await milliseconds_a_step(address, steps)))
        plain.terminate()
        await plain.wait()
        await ours.stop()
    tuned, default = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"ours {tuned:.1f} ms a step, defaults {default:.1f} ms: {default / tuned:.1f} × faster")


if __name__ == "__main__":
    asyncio.run(main())
