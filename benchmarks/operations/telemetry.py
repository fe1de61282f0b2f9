"""What traces cost: the CPU of an activity with a transaction in it, traced and not, side by side.

`python -m benchmarks.operations.telemetry [STEPS]`. The CPU is that of the process that runs the workflow and its activities, the
sending of its spans included; the receiver is another process.
"""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from sqlalchemy import text

    from infra.database.database import Database, open_database
    from infra.engine.server import TemporalServer
    from infra.settings import Settings
    from infra.telemetry.spans import span, use_tracer
    from infra.telemetry.startup import interceptors, start_telemetry
    from infra.telemetry.telemetry import Telemetry
    from infra.telemetry.traces import OURS
    from workers.engine_files import prepare_home

ROUNDS = 5
AT_ONCE = 20
TARGET_MS = 1.0

RECEIVER = """
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *_): pass
    def do_POST(self):
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200); self.send_header("content-length", "0"); self.end_headers()
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
"""


class Desk:
    """Activities at a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @activity.defn
    async def nothing(self) -> None:
        """Do nothing."""

    @activity.defn
    async def look(self) -> None:
        """One transaction."""
        with self._database.reading() as connection:
            connection.execute(text("SELECT count(*) FROM assets")).one()


@workflow.defn
class Steps:
    """So many activities, some at once."""

    @workflow.run
    async def run(self, name: str, count: int) -> None:
        """Run them."""
        within = timedelta(seconds=30)
        for _ in range(count // AT_ONCE):
            await asyncio.gather(
                *(workflow.execute_activity(name, start_to_close_timeout=within) for _ in range(AT_ONCE))
            )


async def cpu_ms(address: str, desk: Desk, name: str, steps: int, telemetry: Telemetry | None) -> float:
    """Milliseconds of this process's CPU for each activity."""
    use_tracer(
        telemetry.tracer_provider.get_tracer(OURS) if telemetry and telemetry.tracer_provider else None
    )
    client = await Client.connect(address, interceptors=interceptors() if telemetry else [])
    async with Worker(
        client,
        task_queue=f"bench-{bool(telemetry)}",
        workflows=[Steps],
        activities=[desk.nothing, desk.look],
    ):

        async def once(count: int) -> None:
            with span("benchmark"):
                await client.execute_workflow(
                    Steps.run,
                    args=[name, count],
                    id=f"run-{time.time_ns()}",
                    task_queue=f"bench-{bool(telemetry)}",
                )

        await once(AT_ONCE)
        began = time.process_time()
        await once(steps)
        if telemetry and telemetry.tracer_provider:
            telemetry.tracer_provider.force_flush()
        return (time.process_time() - began) * 1000 / steps


async def measure(address: str, steps: int) -> None:
    """Print the medians of interleaved rounds and their difference."""
    os.environ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = f"http://{address}/v1/traces"
    telemetry = start_telemetry("benchmark", str)
    assert telemetry is not None
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        prepare_home(settings)
        desk = Desk(open_database(settings.database_url))
        server = TemporalServer(settings)
        await server.start()
        for name in ("nothing", "look"):
            rounds = [
                (
                    await cpu_ms(server.address, desk, name, steps, None),
                    await cpu_ms(server.address, desk, name, steps, telemetry),
                )
                for _ in range(ROUNDS)
            ]
            off, on = (statistics.median(column) for column in zip(*rounds, strict=True))
            more = statistics.median(traced - plain for plain, traced in rounds)
            kept = "within" if more <= TARGET_MS else "ABOVE"
            print(f"{name}: {off:.2f} ms of CPU, traced {on:.2f} ms: {more:+.2f} ms, {kept} {TARGET_MS:g} ms")
        await server.stop()
    telemetry.close()


def main() -> None:
    """Measure with a receiver beside."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    receiver = subprocess.Popen([sys.executable, "-c", RECEIVER], stdout=subprocess.PIPE, text=True)
    assert receiver.stdout is not None
    try:
        asyncio.run(measure(f"127.0.0.1:{receiver.stdout.readline().strip()}", steps))
    finally:
        receiver.terminate()


if __name__ == "__main__":
    main()
