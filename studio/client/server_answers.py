"""Temporal's answers: what it says when it does not answer, in our errors."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta
from typing import TypeVar

from temporalio.client import WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from infra.payloads.unreadable import PayloadUnread
from models.errors import EngineUnavailable, NoWorker, UnknownFilm

T = TypeVar("T")

_NOBODY = "No worker answers: start one with `longtake worker film`."

_SILENT = "The Temporal server did not answer in time: run the command again."

_NO_TASK_DONE = ("Workflow Task in failed state", "closed before WorkflowTaskStarted")
"""What the server says of a query to a workflow whose task fails again and again, running or ended."""


class Unreadable(EngineUnavailable):
    """A worker answers, and cannot read the film: its history is not of this version, or its input of nobody's."""


def no_film(film_id: str) -> UnknownFilm:
    """The error for an id that no film has."""
    return UnknownFilm(f"There is no film {film_id!r}: `longtake list` shows those there are.")


ANSWER_WITHIN = timedelta(seconds=15)
"""How long a worker may take to answer a query or a decision."""
SERVER_WITHIN = timedelta(seconds=10)
"""How long the server itself may take, without a worker."""


async def answered(call: Awaitable[T], film_id: str = "") -> T:
    """The answer, or our error for the ways in which there is none."""
    try:
        return await call
    except WorkflowUpdateRPCTimeoutOrCancelledError as error:
        _let_stopped(error)
        raise NoWorker(_NOBODY) from error
    except PayloadUnread as error:
        raise Unreadable(f"What the film {film_id!r} says cannot be understood: {error}.") from error
    except RPCError as error:
        _let_stopped(error)
        if error.status == RPCStatusCode.NOT_FOUND:
            raise no_film(film_id) from error
        if any(sign in error.message for sign in _NO_TASK_DONE):
            raise Unreadable(
                f"The film {film_id!r} cannot be read: no worker could go on with its workflow."
            ) from error
        if error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
            raise NoWorker(_NOBODY) from error
        if "no poller" in error.message:
            raise NoWorker(
                "No worker answers yet: try again, or start one with `longtake worker film`."
            ) from error
        raise EngineUnavailable(f"The Temporal server refused: {error.message}.") from error


async def server_answered(call: Awaitable[T], film_id: str = "") -> T:
    """As `answered`, of a call that the server answers by itself: who is silent is no worker."""
    try:
        return await answered(call, film_id)
    except NoWorker as error:
        raise NoWorker(_SILENT) from error.__cause__


def _let_stopped(error: BaseException) -> None:
    """Raise a cancellation when a call broke off because we are being stopped: that is no silent worker."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError from error
