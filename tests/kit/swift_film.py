"""A worker of workflows in a process of its own, so that it can be killed: `python -m tests.kit.swift_film ADDRESS HOME`."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config

READY = "ready"


async def work(address: str, home: Path) -> None:
    """Work until the process ends."""
    from tests.kit.long_film import film_worker

    client = await connect(open_store(Settings(home=home)), local_config(address))
    async with film_worker(client, home):
        sys.stdout.write(f"{READY}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


@contextmanager
def film_process(address: str, home: Path) -> Iterator[subprocess.Popen[str]]:
    """Such a process, once it works; killed at the end if nobody did before."""
    command = [sys.executable, "-P", "-m", "tests.kit.swift_film", address, str(home)]
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == READY
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))
