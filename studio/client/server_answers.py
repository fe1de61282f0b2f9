"""Temporal's answers: what it says when it does not answer, in our errors."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from temporalio.service import RPCError, RPCStatusCode

from models.errors import BadInput, EngineUnavailable

T = TypeVar("T")


def no_film(film_id: str) -> BadInput:
    """The error for an id that no film has."""
    return BadInput(f"There is no film {film_id!r}: `longtake list` shows those there are.")


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
            raise no_film(film_id) from error
        if error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
            raise EngineUnavailable("No worker answers: start one with `longtake worker film`.") from error
        if "no poller" in error.message:
            raise EngineUnavailable(
                "No worker answers yet: try again, or start one with `longtake worker film`."
            ) from error
        raise EngineUnavailable(f"The Temporal server refused: {error.message}.") from error
