"""The beat of a worker: that its loop goes round, and which queue it serves."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.telemetry.meters import Meters
from models.metrics import BEAT

EVERY_S = 10.0


class Beat:
    """Beats for one queue."""

    def __init__(self, meters: Meters, queue: str, namespace: str) -> None:
        self._meters = meters
        self._labels = {"queue": queue, "namespace": namespace}

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Beat while the block runs."""
        task = asyncio.create_task(self._beat())
        try:
            yield
        finally:
            task.cancel()

    async def _beat(self) -> None:
        while True:
            self._meters.show(BEAT, time.time(), self._labels)
            await asyncio.sleep(EVERY_S)
