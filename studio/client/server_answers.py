"""Temporal's answers: what it says when it does not answer, in our errors."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from temporalio.service import RPCError, RPCStatusCode

from models.errors import BadInput, EngineUnavailable, NoWorker

T = TypeVar("T")

SERVER_WITHIN = timedelta(seconds=10)
"""How long the server itself may take, without a worker."""


async def answered(call: Awaitable[T], film_id: str = "") -> T:
    """The answer, or our error for the ways in which there is none."""
    try:
        return await call
    except RPCError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            # The call broke off because we are being stopped: nobody must take that for a silent worker.
            raise asyncio.CancelledError from error
        if error.status == RPCStatusCode.NOT_FOUND:
            raise BadInput(f"There is no film {film_id!r}: `longtake list` shows those there are.") from error
        if error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
            raise NoWorker("No worker answers: start one with `longtake worker film`.") from error
        if "no poller" in error.message:
            raise NoWorker(
                "No worker answers yet: try again, or start one with `longtake worker film`."
            ) from error
        raise EngineUnavailable(f"The Temporal server refused: {error.message}.") from error
