"""How many keyframes and shots of a film are on their way at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

SLOTS = 8
"""How many keyframes, and how many shots, of a film are on their way at once."""


class Window:
    """Slots for work on its way; what waits for a person gives its slot to others meanwhile."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(SLOTS)

    @asynccontextmanager
    async def slot(self) -> AsyncIterator[None]:
        """One of the slots."""
        async with self._slots:
            yield

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[None]:
        """Inside a slot: without it for the while."""
        self._slots.release()
        try:
            yield
        finally:
            await self._slots.acquire()
