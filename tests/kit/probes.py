"""A worker process with probes, and what it answers over a socket."""

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import psutil

from infra.processes import _die_with
from infra.settings import Settings
from tests.kit.deploys import until_true
from workers.engine import engine_environment


async def answered(port: int, path: str = "/ready", *, head: bytes = b"", host: str = "127.0.0.1") -> str:
    """All that is said to a request, until the connection ends; nothing where it ends at once."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(head or f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        with suppress(ConnectionError):
            return (await reader.read()).decode()
        return ""
    finally:
        writer.close()


async def status(port: int, path: str = "/ready") -> int:
    """The number of the status that a path is answered with; 0 where the worker hangs up."""
    said = await answered(port, path)
    return int(said.split()[1]) if said else 0


class ProbedWorker:
    """A worker process whose log is a file, in which its port stands."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    @property
    def log(self) -> str:
        return self._log.read_text()

    async def port(self) -> int:
        """The port of its probes, as soon as it answers there."""

        async def said() -> bool:
            assert self.process.poll() is None, self.log
            return "probes at http://" in self.log

        await until_true(said, "no probes", within_s=120)
        found = re.search(r"probes at http://127\.0\.0\.1:(\d+)/live and /ready", self.log)
        assert found, self.log
        return int(found[1])

    async def until(self, port: int, wanted: int, path: str = "/ready") -> None:
        """Until a path is answered with a status."""

        async def is_so() -> bool:
            assert self.process.poll() is None, self.log
            return await status(port, path) == wanted

        await until_true(is_so, f"{path} is not answered with {wanted}: {self.log}", within_s=120)

    def tell(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def stand_still(self) -> None:
        """Stop the whole process where it is, as one that hangs."""
        self.tell(signal.SIGSTOP)

        async def stands() -> bool:
            return psutil.Process(self.process.pid).status() == psutil.STATUS_STOPPED

        await until_true(stands, "it does not stand still")

    async def ended(self) -> int:
        """Its exit code, once it has ended by itself."""
        return await asyncio.to_thread(self.process.wait, 120)


@asynccontextmanager
async def probed_worker(
    command: Sequence[str], settings: Settings, address: str, **variables: str
) -> AsyncIterator[ProbedWorker]:
    """A worker process at a server; killed at the end where it has not ended."""
    settings.home.mkdir(parents=True, exist_ok=True)
    environment = engine_environment(settings) | {"TEMPORAL_ADDRESS": address} | variables
    async with process_of(command, environment, settings.home / "probed.log") as worker:
        yield worker


@asynccontextmanager
async def process_of(
    command: Sequence[str], environment: Mapping[str, str], log: Path, folder: Path | None = None
) -> AsyncIterator[ProbedWorker]:
    """A process in exactly this environment; killed at the end where it has not ended."""
    with log.open("ab") as written:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            stdout=written,
            stderr=written,
            preexec_fn=partial(_die_with, os.getpid()),
        )
    try:
        yield ProbedWorker(process, log)
    finally:
        process.kill()
        process.wait()
