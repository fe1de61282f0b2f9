"""Work on its way beside the film's course: how much of it at once, and for which shot."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

T = TypeVar("T")


class Window:
    """Slots for work on its way; what waits for a person gives its slot to others meanwhile."""

    def __init__(self, slots: int) -> None:
        self._slots = asyncio.Semaphore(slots)

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


class Errands:
    """Tasks that were begun, each for a shot: one shot's is stopped and the rest goes on."""

    def __init__(self) -> None:
        self._tasks: dict[str, list[asyncio.Task[Any]]] = {}

    def begin(self, shot_id: str, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Begin work for a shot."""
        task = asyncio.create_task(work)
        self._tasks.setdefault(shot_id, []).append(task)
        return task

    def stop(self, shot_id: str | None = None) -> None:
        """Stop the work for one shot, or for all."""
        for task in self._all() if shot_id is None else self._tasks.get(shot_id, []):
            task.cancel()

    async def done(self) -> None:
        """Wait until everything that was begun is done, or has failed."""
        await asyncio.gather(*self._all())

    async def stopped(self) -> None:
        """Stop everything, and wait until it has."""
        self.stop()
        await asyncio.gather(*self._all(), return_exceptions=True)

    def _all(self) -> list[asyncio.Task[Any]]:
        return [task for tasks in self._tasks.values() for task in tasks]
