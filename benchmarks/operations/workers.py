"""What another worker adds, and how soon one works: `python -m benchmarks.operations.workers [ROUNDS]`.

A task waits at a queue when a worker process is started: the clock runs until it has it, for a worker of films, of the CPU and of calls, and
beside them for one of the bare SDK with one activity. Then clips are encoded by one worker with one slot and by two, and calls
that are answered after a second are made by one worker with eight slots and by four; rounds follow each other in turn.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from temporalio import workflow
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from benchmarks.operations.calls import answers
from infra.engine.server import TemporalServer
from infra.processes import _die_with
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.cut.delivery import Picture
from models.orders.cast import Choice
from models.orders.requests import AnyOrder, ImageRequest, Order, VideoRequest
from models.shots.shot_list import Shot
from workers.engine import engine_environment
from workers.engine_files import prepare_home

DRIVER = "bench"
CLIPS, FRAMES, CALLS = 16, 48, 160
SLOTS = {"LONGTAKE_CPU_SLOTS": "1", "LONGTAKE_IO_SLOTS": "8"}
PICTURE = Picture(width=1280, height=720)
SHOT = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="a quay", duration=FRAMES / 24)


@workflow.defn
class Spread:
    """All of these at once, by whoever serves their queue."""

    @workflow.run
    async def run(self, name: str, orders: list[AnyOrder]) -> None:
        """Ask for them."""
        await asyncio.gather(
            *(
                workflow.execute_activity(
                    name,
                    order,
                    task_queue=order.choice.label,
                    start_to_close_timeout=timedelta(minutes=5),
                    heartbeat_timeout=timedelta(minutes=1),
                )
                for order in orders
            )
        )


@workflow.defn
class Waits:
    """One activity of the bare SDK."""

    @workflow.run
    async def run(self, queue: str) -> None:
        """Ask for it."""
        await workflow.execute_activity(
            "nothing", task_queue=queue, start_to_close_timeout=timedelta(minutes=1)
        )


class Batch(NamedTuple):
    """An activity, and what it is asked."""

    name: str
    orders: list[AnyOrder]

    def afresh(self, mark: str) -> list[AnyOrder]:
        """The orders, of which nothing that was made before will do."""
        return [order.model_copy(update={"fresh": mark}) for order in self.orders]


class Measured:
    """A server, and workers that come and go."""

    def __init__(self, client: Client, settings: Settings, address: str, pictures: str) -> None:
        self.client = client
        self._settings = settings
        self._environment = engine_environment(settings) | SLOTS | {"TEMPORAL_ADDRESS": address}
        self.kinds = {
            "bare": ["-m", "benchmarks.operations.bare", address],
            "film": ["-m", "workers", "film"],
            "cpu": ["-m", "workers", "cpu"],
            "io": ["-m", "benchmarks.operations.calls", pictures],
        }

    @contextmanager
    def worker(self, kind: str) -> Iterator[int]:
        """The number of a worker process, killed at the end."""
        with (self._settings.home / "workers.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-P", *self.kinds[kind]],
                env=self._environment,
                stdout=log,
                stderr=log,
                preexec_fn=partial(_die_with, os.getpid()),
            )
        try:
            yield process.pid
        finally:
            process.kill()
            process.wait()

    async def first_task(self, kind: str, batch: Batch, mark: str) -> float:
        """Seconds from the start of a process until it has what waits for it."""
        if kind == "film":
            handle = await self.client.start_workflow("SmokeWorkflow", id=mark, task_queue="film")
        elif kind == "bare":
            handle = await self.client.start_workflow(Waits.run, "bare", id=mark, task_queue=DRIVER)
        else:
            handle = await self.client.start_workflow(
                Spread.run, args=[batch.name, batch.afresh(mark)[:1]], id=mark, task_queue=DRIVER
            )
        await asyncio.sleep(1.0)  # until it waits at its queue
        began = time.time()
        with self.worker(kind):
            at = await had(handle, of_workflow=kind == "film")
            if kind != "film":
                await handle.result()
        if kind == "film":
            await handle.terminate()
        return at - began

    async def seconds(self, kind: str, workers: int, batch: Batch, mark: str) -> float:
        """How long so many workers, each of which has worked already, take for the batch."""
        with ExitStack() as stack:
            numbers = {stack.enter_context(self.worker(kind)) for _ in range(workers)}
            while not numbers <= await self._served(kind):  # noqa: ASYNC110 - other processes do
                await asyncio.sleep(0.2)
            warm = batch.orders[: 2 * workers] if kind == "cpu" else batch.orders[: 16 * workers]
            await self._spread(Batch(batch.name, warm), f"{mark}-warm")
            began = time.monotonic()
            await self._spread(batch, mark)
            return time.monotonic() - began

    async def _spread(self, batch: Batch, mark: str) -> None:
        await self.client.execute_workflow(
            Spread.run, args=[batch.name, batch.afresh(mark)], id=mark, task_queue=DRIVER
        )

    async def _served(self, queue: str) -> set[int]:
        """The processes that have asked the queue for work."""
        answer = await self.client.workflow_service.describe_task_queue(
            DescribeTaskQueueRequest(
                namespace=self.client.namespace,
                task_queue=TaskQueue(name=queue),
                task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY,
            )
        )
        return {int(each.identity.split("@")[0]) for each in answer.pollers}


async def had(handle: WorkflowHandle[Any, Any], *, of_workflow: bool) -> float:
    """When somebody had the first task of a workflow, or of its activity, by the server's clock in seconds."""
    while True:
        async for event in handle.fetch_history_events():
            if (
                event.HasField("workflow_task_started_event_attributes")
                if of_workflow
                else event.HasField("activity_task_started_event_attributes")
            ):
                return event.event_time.ToNanoseconds() / 1e9
        await asyncio.sleep(0.1)


def batches(settings: Settings) -> dict[str, Batch]:
    """Clips from stills of one colour each, and calls for pictures."""
    store = open_store(settings)
    clips: list[AnyOrder] = []
    for number in range(CLIPS):
        still = BytesIO()
        Image.effect_noise((1280, 720), 20 + number).convert("RGB").save(still, "PNG")
        clips.append(
            Order(
                choice=Choice(kind="video", provider="camera-move", label="cpu", revision="2"),
                request=VideoRequest(
                    shot=SHOT,
                    still=store.put_bytes(still.getvalue(), ".png"),
                    frames=FRAMES,
                    picture=PICTURE,
                ),
            )
        )
    calls: list[AnyOrder] = [
        Order(
            choice=Choice(kind="image", provider="asked", label="io", revision="1"),
            request=ImageRequest(shot=SHOT, width=64, height=64, seed=number),
        )
        for number in range(CALLS)
    ]
    return {"cpu": Batch("shots.clip", clips), "io": Batch("boards.keyframe", calls)}


async def compare(measured: Measured, batch: dict[str, Batch], rounds: int) -> None:
    """Measure and print."""
    starts: dict[str, list[float]] = {kind: [] for kind in measured.kinds}
    for number in range(rounds):
        for kind, took in starts.items():
            took.append(
                await measured.first_task(kind, batch.get(kind, batch["io"]), f"{kind}-first-{number}")
            )
    for kind, took in starts.items():
        against = statistics.median(took) / statistics.median(starts["bare"])
        print(f"{kind:5} has its first task after {told(took)}; {against:.2f} x the bare SDK", flush=True)
    for kind, one, many in (("cpu", 1, 2), ("io", 1, 4)):
        took_by: dict[int, list[float]] = {one: [], many: []}
        for number in range(rounds):
            for workers, took in took_by.items():
                took.append(await measured.seconds(kind, workers, batch[kind], f"{kind}-{workers}-{number}"))
        count = len(batch[kind].orders)
        for workers, took in took_by.items():
            rate = count / statistics.median(took)
            print(f"{kind}: {workers} workers, {count} tasks in {told(took)}: {rate:.2f} a second")
        gain = statistics.median(took_by[one]) / statistics.median(took_by[many])
        print(f"{kind}: {one} to {many} workers: {gain:.2f} x", flush=True)


def told(took: Sequence[float]) -> str:
    """Seconds of rounds."""
    return f"{statistics.median(took):.2f} s (median; {min(took):.2f} to {max(took):.2f})"


async def main(rounds: int) -> None:
    """Start a server and measure."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        prepare_home(settings)
        server = TemporalServer(settings)
        await server.start()
        client = await connect(open_store(settings), local_config(server.address))
        pictures = await asyncio.start_server(answers, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{pictures.sockets[0].getsockname()[1]}"
        driver = Worker(
            client, task_queue=DRIVER, workflows=[Spread, Waits], workflow_runner=UnsandboxedWorkflowRunner()
        )
        async with pictures, driver:
            await compare(Measured(client, settings, server.address, url), batches(settings), rounds)
        await server.stop()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5))
