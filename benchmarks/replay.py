"""What it takes to bring a film back from its history, as a worker does that takes over from a dead one.

`python -m benchmarks.replay [SHOTS …]`. Histories of films of so many shots are recorded by the real workflows on a real
server, through the project's own data converter, over activities that make nothing; each is then replayed three times as
a worker does, in this process. Then a shot's workflow is brought back, our modules passed through the sandbox as workers
pass them, and imported anew in it.
"""

import asyncio
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.converter import DataConverter
from temporalio.worker import Replayer, WorkflowRunner

from infra.engine.server import TemporalServer
from infra.payloads.converter import data_converter
from infra.settings import Settings
from infra.storage import open_store
from tests.kit.long_film import long_history
from tests.kit.strict_sandbox import StrictRunner
from tests.replay.kept import HISTORIES, history_in
from workers.composition import WORKFLOWS
from workers.engine_files import prepare_home
from workers.interceptors.film_details import Details
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


async def cpu_seconds(history: WorkflowHistory, converter: DataConverter, runner: WorkflowRunner) -> float:
    """CPU seconds of one replay, all threads together."""
    with ThreadPoolExecutor(1) as threads:
        replayer = Replayer(
            workflows=list(WORKFLOWS),
            data_converter=converter,
            workflow_runner=runner,
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
            converter = data_converter(open_store(Settings(home=Path(folder) / "home")))
            fastest = min([await cpu_seconds(history, converter, GuardedRunner()) for _ in range(ROUNDS)])
        size = len(history.to_json())
        print(
            f"{shots} shots: {len(history.events):,} events, {size / 1e6:.1f} MB of JSON, replayed in "
            f"{fastest:.2f} CPU seconds, {fastest / shots * 1000:.1f} ms a shot"
        )
    await sandboxes()


async def sandboxes() -> None:
    """Print what a shot's workflow costs, passed through and in the strict sandbox, side by side."""
    shot = history_in(HISTORIES / "film~shot_001~take-1.json")
    passed, strict = [], []
    with tempfile.TemporaryDirectory() as folder:
        converter = data_converter(open_store(Settings(home=Path(folder))))
        for _ in range(ROUNDS):
            passed.append(await cpu_seconds(shot, converter, GuardedRunner()))
            strict.append(await cpu_seconds(shot, converter, StrictRunner()))
    print(
        f"a shot's workflow: {min(passed) * 1000:.0f} CPU ms with our modules passed through, "
        f"{min(strict) * 1000:.0f} ms with them imported in the sandbox, {min(strict) / min(passed):.0f} times as much"
    )


if __name__ == "__main__":
    asyncio.run(main())
