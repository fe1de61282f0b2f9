"""What metrics cost an activity: this process's CPU with them and without, side by side.

`python -m benchmarks.operations.metrics [ACTIVITIES]`. An activity takes an order and gives an asset; rounds with and without follow each other.
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
from temporalio.common import MetricMeter
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.worker import Worker

from infra.engine.ports import choose_ports
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.telemetry.meters import Meters
from workers.engine_files import prepare_home
from workers.meters.work import Measured

with workflow.unsafe.imports_passed_through():
    from models.orders.assets import Asset, Blob
    from models.orders.cast import Choice
    from models.orders.requests import ImageRequest, Order
    from models.shots.shot_list import Shot

ROUNDS = 5
AT_ONCE = 20


@activity.defn
async def drawn(order: Order[ImageRequest]) -> Asset:
    """Draw nothing."""
    return Asset(blob=Blob(sha256="0" * 64, suffix=".png", size=1), recipe_key=order.choice.revision)


@workflow.defn
class Drawings:
    """So many activities, some at once."""

    @workflow.run
    async def run(self, count: int) -> None:
        """Run them."""
        shot = Shot(shot_id="shot_001", shot_number=1, enhanced_prompt="a quay", duration=1)
        choice = Choice(kind="image", provider="animatic", label="cpu", revision="1")
        order: Order[ImageRequest] = Order(
            choice=choice, request=ImageRequest(shot=shot, width=640, height=360)
        )
        for _ in range(count // AT_ONCE):
            await asyncio.gather(
                *(
                    workflow.execute_activity(drawn, order, start_to_close_timeout=timedelta(seconds=30))
                    for _ in range(AT_ONCE)
                )
            )


async def milliseconds(address: str, count: int, runtime: Runtime) -> float:
    """CPU of this process for each of `count` activities."""
    client = await Client.connect(address, runtime=runtime, data_converter=pydantic_data_converter)
    measured = runtime.metric_meter is not MetricMeter.noop
    interceptors = [Measured(Meters(runtime.metric_meter, dotted=False))] if measured else []
    async with Worker(
        client, task_queue="bench", workflows=[Drawings], activities=[drawn], interceptors=interceptors
    ):
        name = f"{measured}-{time.time_ns()}"
        await client.execute_workflow(Drawings.run, AT_ONCE, id=f"warm-{name}", task_queue="bench")
        began = time.process_time()
        await client.execute_workflow(Drawings.run, count, id=f"run-{name}", task_queue="bench")
        return (time.process_time() - began) * 1000 / count


async def compare(count: int) -> None:
    """Print both, and what lies between them."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        prepare_home(settings)
        server = TemporalServer(settings)
        await server.start()
        ports = choose_ports(None)
        assert ports
        scraped = PrometheusConfig(bind_address=f"127.0.0.1:{ports.metrics}", counters_total_suffix=True)
        runtimes = {
            "without": Runtime(telemetry=TelemetryConfig()),
            "with": Runtime(telemetry=TelemetryConfig(metrics=scraped)),
        }
        try:
            found: dict[str, list[float]] = {name: [] for name in runtimes}
            for _ in range(ROUNDS):
                for name, runtime in runtimes.items():
                    found[name].append(await milliseconds(server.address, count, runtime))
        finally:
            await server.stop()
    medians = {name: statistics.median(each) for name, each in found.items()}
    for name, each in found.items():
        print(f"{name:8} {medians[name]:.2f} ms of CPU an activity ({min(each):.2f} to {max(each):.2f})")
    print(f"metrics cost {medians['with'] - medians['without']:.2f} ms")


if __name__ == "__main__":
    asyncio.run(compare(int(sys.argv[1]) if len(sys.argv) > 1 else 400))
