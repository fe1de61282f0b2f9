"""What is said to Temporal of activities that wait: that they are done, or failed, or live; and whether they still do."""

import asyncio
import logging
from collections.abc import Coroutine, Sequence
from datetime import timedelta
from typing import Any, Literal, TypeVar

from temporalio.client import AsyncActivityCancelledError, AsyncActivityHandle, Client
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts.jobs import JobTicket
from activities.jobs.waits.rows import Wait

T = TypeVar("T")

Heard = Literal["waits", "gone", "over", "away"]
"""Whether an activity waits, is not to be found (any more, or yet), is over with this, or Temporal does not answer."""

_WITHIN = timedelta(seconds=10)
_AT_ONCE = 16
"""How many beats are on their way at the same time."""

_log = logging.getLogger("longtake.jobs")


class Handles:
    """Speaks to Temporal from threads; `loop` is the one that `client` works in."""

    def __init__(self, client: Client, loop: asyncio.AbstractEventLoop) -> None:
        self._client = client
        self._loop = loop

    @property
    def namespace(self) -> str:
        """Whose activities they are."""
        return self._client.namespace

    def complete(self, wait: Wait, ticket: JobTicket) -> Heard:
        """Its job is done, and this is what it is given back."""
        return self._said(_heard(self._of(wait).complete(ticket, rpc_timeout=_WITHIN), wait))

    def fail(self, wait: Wait, error: Exception) -> Heard:
        """Its job came to nothing, or cannot be looked at."""
        return self._said(_heard(self._of(wait).fail(error, rpc_timeout=_WITHIN), wait))

    def beat(self, waits: Sequence[Wait]) -> list[Heard]:
        """They live, and this is how they stand; one that was cancelled is over with that."""
        turn = asyncio.Semaphore(_AT_ONCE)

        async def beat(wait: Wait) -> Heard:
            async with turn:
                return await self._beat(wait)

        async def all_of_them() -> list[Heard]:
            return await asyncio.gather(*map(beat, waits))

        return self._said(all_of_them())

    async def _beat(self, wait: Wait) -> Heard:
        handle = self._of(wait)
        try:
            told = handle.heartbeat(round(wait.progress, 3), wait.standing, rpc_timeout=_WITHIN)
            heard = await _heard(told, wait)
        except AsyncActivityCancelledError as cancelled:
            if cancelled.details is None or not cancelled.details.cancel_requested:
                return "waits"  # it was paused or reset: what it waits for goes on all the same
            return await _heard(handle.report_cancellation(rpc_timeout=_WITHIN), wait)
        return "waits" if heard == "over" else heard

    def _of(self, wait: Wait) -> AsyncActivityHandle:
        return self._client.get_async_activity_handle(
            workflow_id=wait.workflow_id, run_id=wait.run_id, activity_id=wait.activity_id
        )

    def _said(self, speech: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(speech, self._loop).result()


async def _heard(speech: Coroutine[Any, Any, None], wait: Wait) -> Heard:
    try:
        await speech
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return "gone"
        _log.warning("Temporal was not told of %s: %s", wait.reference, error.message)
        return "away"
    return "over"
