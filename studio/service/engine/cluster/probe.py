"""Whose turn it is at the server, found out by one slot: a queue of its own, at which two that do not matter wait and one that does.

What is begun for that is never worked on. It is deleted in the end, and would time out by itself if that failed.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from datetime import UTC, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import uuid4

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    DescribeTaskQueueRequest,
    PollWorkflowTaskQueueRequest,
    PollWorkflowTaskQueueResponse,
)
from temporalio.client import Client
from temporalio.common import Priority
from temporalio.service import RPCError, RPCStatusCode

KIND = "LongtakeProbe"
"""The type of the workflows that are begun, for whoever sees one."""
_URGENT = 3
"""So many are begun last that are to come first."""
_FEW, _MANY = (8, 8), (30, 20)
"""So many of each of two groups that come one after the other, and how many of both are handed out.

A queue of one partition hands out in an order that leaves no doubt. Of several it is less exact: then there are many, and once
more many where those leave a doubt. None of the partitions is emptied, for whoever asks an empty one waits.
"""
_FAIR_SHARE, _DOUBT = 0.35, 0.1
"""Of what is handed out of a fair queue half is of the second group; of another, little. What is near the middle is a doubt."""
_OVER = (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)

_WITHIN_S, _CLEARED_WITHIN_S = 14.0, 5.0
_CALL = timedelta(seconds=5)
_QUEUED_WITHIN_S = 3.0
_LIVES = timedelta(minutes=1)
_AT_ONCE = 10


class Clock(NamedTuple):
    """How far the server's clock is ahead of this machine's, and how well that is known, in seconds."""

    ahead_s: float
    known_to_s: float


class Turns(NamedTuple):
    """Whether two groups get the slot in turn, whether what is urgent gets it first, and what the server's clock says."""

    fair: bool
    urgent_first: bool
    clock: Clock


async def probe(client: Client, now: Callable[[], float] = time.time) -> Turns | None:
    """Have the groups wait and see who is handed out in which order; None where too little came back in time.

    It takes 20 seconds at most. `now` is this machine's clock, in seconds since 1970.

    Raises:
        RPCError: the server does not let us.

    """
    begun: list[str] = []
    try:
        async with asyncio.timeout(_WITHIN_S):
            for each, handed_out in (_FEW, _MANY, _MANY):
                run = _Run(client, now, begun)
                await run.line_up(each)
                await run.hand_out(handed_out + _URGENT)
                if run.leaves_no_doubt:
                    break
    except TimeoutError:
        return None
    except RPCError as error:
        if error.status in _OVER:
            return None
        raise
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLEARED_WITHIN_S):
                await _all(partial(_gone, client, each) for each in begun)
    return run.found()


class _Run:
    """One queue and what waits at it; whatever is begun is added to `begun`."""

    def __init__(self, client: Client, now: Callable[[], float], begun: list[str]) -> None:
        self._client = client
        self._now = now
        self._begun = begun
        self._queue = f"longtake-probe-{uuid4().hex[:12]}"
        self._waiting = 0
        self._handed_out: list[str] = []
        self._clocks: list[Clock] = []

    async def line_up(self, each: int) -> None:
        """Begin one group after the other, and see that all wait."""
        for group, count, priority in (
            ("a", each, Priority(fairness_key="probe-a")),
            ("b", each, Priority(fairness_key="probe-b")),
            ("u", _URGENT, Priority(priority_key=1, fairness_key="probe-a")),
        ):
            await _all(partial(self._begin, f"{self._queue}/{group}{one}", priority) for one in range(count))
            self._waiting += count
        await self._until_waiting()

    async def hand_out(self, number: int) -> None:
        """Take one after the other, as a worker with one slot does."""
        while len(self._handed_out) < number:
            before = self._now()
            task = await self._client.workflow_service.poll_workflow_task_queue(
                PollWorkflowTaskQueueRequest(
                    namespace=self._client.namespace,
                    task_queue=TaskQueue(name=self._queue),
                    identity="longtake doctor",
                ),
                timeout=_CALL,
            )
            if task.task_token:
                self._clocks.append(_clock_of(task, before, self._now()))
                self._handed_out.append(task.workflow_execution.workflow_id.rpartition("/")[2][0])

    @property
    def _groups(self) -> str:
        return "".join(each for each in self._handed_out if each != "u")

    @property
    def leaves_no_doubt(self) -> bool:
        """Whether what is urgent came first, and of a few the groups strictly in turn or one alone, of many clearly so."""
        if not self.found().urgent_first:
            return False
        if len(self._groups) > _FEW[1]:
            return abs(self._share - _FAIR_SHARE) >= _DOUBT
        return "b" not in self._groups or not ("aa" in self._groups or "bb" in self._groups)

    @property
    def _share(self) -> float:
        return self._groups.count("b") / len(self._groups)

    def found(self) -> Turns:
        """What the order says; the clock is the one that was told with the least delay."""
        return Turns(
            fair=self._share >= _FAIR_SHARE,
            urgent_first=self._handed_out.count("u") >= _URGENT - 1,
            clock=min(self._clocks, key=lambda clock: clock.known_to_s),
        )

    async def _begin(self, workflow_id: str, priority: Priority) -> None:
        self._begun.append(workflow_id)
        await self._client.start_workflow(
            KIND,
            id=workflow_id,
            task_queue=self._queue,
            priority=priority,
            execution_timeout=_LIVES,
            task_timeout=_LIVES,
            rpc_timeout=_CALL,
        )

    async def _until_waiting(self) -> None:
        """Until as many wait as were begun; a server counts every few seconds, and one that does not is given a moment."""
        request = DescribeTaskQueueRequest(
            namespace=self._client.namespace,
            task_queue=TaskQueue(name=self._queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
            report_stats=True,
        )
        with suppress(TimeoutError):
            async with asyncio.timeout(_QUEUED_WITHIN_S):
                while True:
                    told = await self._client.workflow_service.describe_task_queue(request, timeout=_CALL)
                    if told.stats.approximate_backlog_count >= self._waiting:
                        return
                    await asyncio.sleep(0.05)


async def _gone(client: Client, workflow_id: str) -> None:
    """Delete what was begun, or at least end it where deleting is not ours."""
    execution = WorkflowExecution(workflow_id=workflow_id)
    try:
        await client.workflow_service.delete_workflow_execution(
            DeleteWorkflowExecutionRequest(namespace=client.namespace, workflow_execution=execution),
            timeout=_CALL,
        )
    except RPCError:
        with suppress(RPCError):
            await client.get_workflow_handle(workflow_id).terminate("probed", rpc_timeout=_CALL)


async def _all(calls: Iterable[Callable[[], Coroutine[Any, Any, None]]]) -> None:
    """Every call, a few at once; the first that fails ends them all."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def called(call: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async with gate:
            await call()

    try:
        async with asyncio.TaskGroup() as group:
            for call in calls:
                group.create_task(called(call))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None


def _clock_of(task: PollWorkflowTaskQueueResponse, before: float, after: float) -> Clock:
    """The server handed it out between two looks at this machine's clock."""
    told = task.started_time.ToDatetime(UTC).timestamp()
    return Clock(told - (before + after) / 2, (after - before) / 2)
