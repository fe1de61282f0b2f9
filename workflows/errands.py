"""Work on its way: how an activity is executed, how much at once beside the film's course, and for which shot."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar, Unpack

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities import retries
    from activities.turns import turn_of
    from models.errors import GaveWay, WorkerStopping
    from models.orders.cast import Choice

A = TypeVar("A")
T = TypeVar("T")


async def executed(
    method: Callable[[Any, A], T],
    request: A,
    *,
    task_queue: str,
    summary: str,
    activity_id: str | None = None,
    **bounds: Unpack[retries.Bounds],
) -> T:
    """The result of an activity; every activity is executed here.

    What a stopping worker cut short, and what only waited and gave way, is no failure: it is asked for again, with
    all its attempts. It gets a number where `activity_id` names it not.

    Raises:
        ActivityError: it failed, or was cancelled.

    """
    turn = turn_of(method, request, workflow.info().priority.priority_key)
    for _ in range(retries.STOPS):
        try:
            return await workflow.execute_activity_method(
                method,
                request,
                task_queue=task_queue,
                summary=summary,
                activity_id=activity_id,
                priority=turn,
                **bounds,
            )
        except ActivityError as error:
            if not _cut_short(error):
                raise
            last = error
    raise last


def _cut_short(error: ActivityError) -> bool:
    cause = error.cause
    return isinstance(cause, ApplicationError) and cause.type in (WorkerStopping.__name__, GaveWay.__name__)


class Window:
    """Slots for work on its way; what waits for a person gives its slot to others meanwhile.

    `places` are those that a film has at vendors, in all of its windows together.
    """

    def __init__(self, slots: int, places: asyncio.Semaphore) -> None:
        self._slots = asyncio.Semaphore(slots)
        self._places = places
        self._at_vendors: set[asyncio.Task[Any] | None] = set()

    @asynccontextmanager
    async def slot(self, *makers: Choice) -> AsyncIterator[None]:
        """One of the slots, and a place at vendors where one of the makers is a vendor."""
        async with self._slots, self.place(*makers):
            yield

    @asynccontextmanager
    async def place(self, *makers: Choice) -> AsyncIterator[None]:
        """A place at vendors alone, where one of the makers is a vendor."""
        if not any(maker.at_vendor for maker in makers):
            yield
            return
        task = asyncio.current_task()
        async with self._places:
            self._at_vendors.add(task)
            try:
                yield
            finally:
                self._at_vendors.discard(task)

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[None]:
        """Inside a slot: without it, and without the place that goes with it, for the while."""
        placed = asyncio.current_task() in self._at_vendors
        if placed:
            self._places.release()
        self._slots.release()
        try:
            yield
        finally:
            await self._slots.acquire()
            if placed:
                await self._places.acquire()


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

    async def over(self) -> None:
        """Wait until everything that was begun is over, whatever became of it."""
        await asyncio.gather(*self._all(), return_exceptions=True)

    async def stopped(self) -> None:
        """Stop everything, and wait until it has."""
        self.stop()
        await self.over()

    @property
    def still(self) -> bool:
        """Whether everything that was begun is over."""
        return all(task.done() for task in self._all())

    def _all(self) -> list[asyncio.Task[Any]]:
        return [task for tasks in self._tasks.values() for task in tasks]


async def to_its_end(closing: Coroutine[Any, Any, T]) -> T:
    """What an end comes to, gone through to its end: a cancellation that comes meanwhile changes nothing any more."""
    task = asyncio.create_task(closing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        return await task
