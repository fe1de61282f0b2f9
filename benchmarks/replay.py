"""What it takes to bring a film back from its history, as a worker does that takes over from a dead one.

`python -m benchmarks.replay [SHOTS …]`. Histories of films of so many shots are recorded by the real workflows on a real
server, through the project's own data converter, over activities that make nothing; each is then replayed three times as
a worker does, in this process.
"""

import asyncio
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from infra.engine.server import TemporalServer
from infra.payloads import data_converter
from infra.settings import Settings
from infra.storage import open_store
from tests.kit.long_film import long_history
from workers.composition import WORKFLOWS
from workers.engine_files import prepare_home
from workers.film_details import Details
from workers.query_guard import GuardedRunner

SHOTS = (50, 100, 200, 500)
ROUNDS = 3


async def recorded(folder: Path, shots: int) -> WorkflowHistory:
    """The history of a film of so many shots, made on a server of its own."""
    settings = Settings(home=folder / "server")
    prepare_home(settings)
    server = TemporalServer(settings)
    await server.start()
    try:
        return await long_history(server.address, folder / "home", shots)
    finally:
        await server.stop()


async def cpu_seconds(history: WorkflowHistory, home: Path) -> float:
    """CPU seconds of one replay, all threads together."""
    with ThreadPoolExecutor(1) as threads:
        replayer = Replayer(
            workflows=list(WORKFLOWS),
            data_converter=data_converter(open_store(Settings(home=home))),
            workflow_runner=GuardedRunner(),
            interceptors=[Details()],
            workflow_task_executor=threads,
        )
        began = time.process_time()
        await replayer.replay_workflow(history)
        return time.process_time() - began


async def main() -> None:
    """Print events, bytes and the fastest replay of each length."""
    for shots in map(int, sys.argv[1:] or SHOTS):
        with tempfile.TemporaryDirectory() as folder:
            history = await recorded(Path(folder), shots)
            fastest = min([await cpu_seconds(history, Path(folder) / "home") for _ in range(ROUNDS)])
        size = len(history.to_json())
        print(
            f"{shots} shots: {len(history.events):,} events, {size / 1e6:.1f} MB of JSON, replayed in "
            f"{fastest:.2f} CPU seconds, {fastest / shots * 1000:.1f} ms a shot"
        )


if __name__ == "__main__":
    asyncio.run(main())
