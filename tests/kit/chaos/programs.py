"""The processes that can be killed: workers, the Temporal server and a vendor, each started again after a while."""

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Literal, Protocol

from infra.engine.server import TemporalServer
from tests.kit.chaos.worker import work
from tests.kit.vendor_process import Vendor

How = Literal["kill", "stop"]
"""`kill -9`, or SIGTERM, after which a worker lets work under way go on for a moment."""

ENDS_WITHIN_S = 60.0
"""How long a worker that was told to stop may take, on a machine that has much else to do."""


class Program(Protocol):
    """A process that can be ended, and started again."""

    @property
    def pid(self) -> int:
        """Its number."""

    async def end(self, how: How) -> None:
        """End it, and wait until it has ended.

        Raises:
            AssertionError: it did not end when it was told to.

        """

    async def start(self) -> None:
        """Start it again."""


_FORKED = multiprocessing.get_context("forkserver")
_FORKED.set_forkserver_preload(["tests.kit.chaos.worker"])
"""Workers are forked off a process that has imported all they need: hundreds are begun, and importing takes seconds."""


class WorkerProgram:
    """A worker process."""

    def __init__(
        self, vendor: str, journal: Path, labels: Sequence[str], environment: Mapping[str, str], log: Path
    ) -> None:
        self._given = vendor, journal, tuple(labels), dict(environment), log
        self._process = self._begun()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether it ended, by itself or otherwise."""
        return self._process.exitcode is not None

    def _begun(self) -> ForkServerProcess:
        process = _FORKED.Process(target=work, args=self._given)
        process.start()
        return process

    async def start(self) -> None:
        self._process = await asyncio.to_thread(self._begun)

    async def end(self, how: How) -> None:
        if how == "kill":
            self._process.kill()
        else:
            self._process.terminate()
        await asyncio.to_thread(self._process.join, ENDS_WITHIN_S)
        if self._process.exitcode is None:
            self.close()
            raise AssertionError(
                f"The worker of {self._given[2]} had not ended {ENDS_WITHIN_S:.0f} s after it was told to."
            )

    def close(self) -> None:
        """`kill -9`, and nothing after it."""
        self._process.kill()
        self._process.join()


class ServerProgram:
    """The Temporal server, on its file."""

    def __init__(self, server: TemporalServer) -> None:
        self._server = server

    @property
    def pid(self) -> int:
        return self._server.pid

    async def start(self) -> None:
        await self._server.start()

    async def end(self, how: How) -> None:
        if how == "stop":
            await self._server.stop()
            return
        with suppress(ProcessLookupError):
            os.kill(self._server.pid, signal.SIGKILL)
        await self._server.wait()


class VendorProgram:
    """The vendor's process; told to stop, it ends as at `kill -9`."""

    def __init__(self, vendor: Vendor, breaks: float, seed: int) -> None:
        self._vendor = vendor
        self._manners = {"breaks": breaks, "seed": seed}

    @property
    def pid(self) -> int:
        return self._vendor.pid

    async def start(self) -> None:
        await asyncio.to_thread(self._vendor.start)
        self._vendor.behave(breaks=self._manners["breaks"], seed=int(self._manners["seed"]))

    async def end(self, how: How) -> None:
        del how
        self._vendor.kill()
