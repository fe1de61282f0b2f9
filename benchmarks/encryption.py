"""What encryption costs: 1 kB to Temporal and back, and an activity that takes and gives 1 kB, with keys and without, side by side.

`python -m benchmarks.encryption [STEPS]`. A step is an activity on a real server, in a workflow of STEPS of them.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.worker import Worker

from infra.engine.server import TemporalServer
from infra.payloads.key_file import create
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from workers.engine_files import prepare_home

ROUNDS = 5
ROUND_TRIPS = 2000
TARGET_MS = 0.3
WORDS = (
    "a",
    "quay",
    "in",
    "the",
    "rain",
    "Mara",
    "turns",
    "slowly",
    "lantern",
    "boat",
    "fog",
    "door",
    "sea",
    "gull",
)


def one_kilobyte() -> str:
    """A text of 1 kB, as prompts are."""
    draw = random.Random(3)
    return " ".join(draw.choice(WORDS) + str(draw.randrange(100)) for _ in range(200))[:1024]


TEXT = one_kilobyte()


@activity.defn
async def echo(text: str) -> str:
    """Give back what was given."""
    return text


@workflow.defn(sandboxed=False)  # its imports would be counted
class Echoes:
    """So many activities, one after another."""

    @workflow.run
    async def run(self, count: int) -> None:
        """Run them."""
        for _ in range(count):
            await workflow.execute_activity(echo, TEXT, start_to_close_timeout=timedelta(seconds=10))


async def round_trip_ms(converter: DataConverter) -> float:
    """Milliseconds that 1 kB takes to be encoded and decoded."""
    began = time.perf_counter()
    for _ in range(ROUND_TRIPS):
        payloads = await converter.encode([TEXT])
        [text] = await converter.decode(payloads, [str])
    assert text == TEXT
    return (time.perf_counter() - began) * 1000 / ROUND_TRIPS


async def step_ms(client: Client, steps: int) -> tuple[float, float]:
    """Milliseconds of the clock, and of this process's CPU, for each step."""
    queue = f"bench-{time.time_ns()}"
    async with Worker(client, task_queue=queue, workflows=[Echoes], activities=[echo]):
        await client.execute_workflow(Echoes.run, 3, id=f"warm-{queue}", task_queue=queue)
        began, spent = time.perf_counter(), time.process_time()
        await client.execute_workflow(Echoes.run, steps, id=f"run-{queue}", task_queue=queue)
        return (
            (time.perf_counter() - began) * 1000 / steps,
            (time.process_time() - spent) * 1000 / steps,
        )


def said(name: str, plain: Sequence[float], keyed: Sequence[float]) -> str:
    """The medians of what was measured in turns, and what keys add."""
    off, on = statistics.median(plain), statistics.median(keyed)
    added = statistics.median(b - a for a, b in zip(plain, keyed, strict=True))
    return f"{name}: {off:.3f} ms without keys, {on:.3f} ms with them, {added:+.3f} ms"


async def main() -> None:
    """Print the medians of interleaved rounds."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        prepare_home(settings)
        create(Path(folder) / "keys", "bench")
        server = TemporalServer(settings)
        await server.start()
        store, config = open_store(settings), local_config(server.address)
        clients = [await connect(store, config), await connect(store, config, Path(folder) / "keys")]
        trips = [[await round_trip_ms(each.data_converter) for each in clients] for _ in range(ROUNDS)]
        walked = [[await step_ms(each, steps) for each in clients] for _ in range(ROUNDS)]
        await server.stop()
    print(
        said("1 kB to and fro", *zip(*trips, strict=True)), f"(at most {TARGET_MS} ms is meant to be added)"
    )
    for name, which in (("an activity", 0), ("its CPU in the worker", 1)):
        print(said(name, *zip(*[[each[which] for each in one] for one in walked], strict=True)))


if __name__ == "__main__":
    asyncio.run(main())
