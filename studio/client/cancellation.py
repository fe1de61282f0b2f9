"""A film stopped: asked to, and, when it cannot hear that, ended over its head."""

import asyncio
from typing import Literal

from temporalio.client import Client, WorkflowExecutionDescription, WorkflowExecutionStatus

from models.base import Frozen
from models.errors import WrongMoment
from studio.client.executions import execution_of, handle_of, now_of
from studio.client.server_answers import answered, no_film
from studio.client.trouble import trouble_of

WITHIN_S = 10.0
"""Seconds in which a film that works stops, with its books and its report."""

_LOOK_EVERY_S = 0.1


class Cancellation(Frozen):
    """What became of a film that was told to stop.

    `cancelled`: it stopped by itself; `ended`: it had come to another end by then; `terminated`: it could not hear
    it, for the reason in `because`, a clause, and was ended over its head, so that nothing of it was booked any
    more; `asked`: it has not stopped yet, and does when a worker answers.
    """

    became: Literal["cancelled", "ended", "terminated", "asked"]
    because: str = ""


async def cancel_film(client: Client, film_id: str, within_s: float = WITHIN_S) -> Cancellation:
    """Stop a film, whatever state it is in; what it has made is kept. Waits for its end, `within_s` at most.

    Raises:
        UnknownFilm: there is no such film.
        WrongMoment: it has ended already.
        EngineUnavailable: the server does not answer.

    """
    known = await execution_of(client, film_id)
    if known is None:
        raise no_film(film_id)
    if known.status != WorkflowExecutionStatus.RUNNING:
        raise WrongMoment(f"The film {film_id!r} has ended already.")
    handle = handle_of(client, film_id)
    await answered(handle.cancel(), film_id)
    now = await _ended(client, known, within_s)
    if now.status == WorkflowExecutionStatus.CANCELED:
        return Cancellation(became="cancelled")
    if now.status != WorkflowExecutionStatus.RUNNING:
        return Cancellation(became="ended")
    because = await trouble_of(client, now)
    if not because:
        return Cancellation(became="asked")
    reason = f"It was cancelled, and could not go on: {because}."
    await answered(client.get_workflow_handle(film_id, run_id=now.run_id).terminate(reason=reason), film_id)
    return Cancellation(became="terminated", because=because)


async def _ended(
    client: Client, film: WorkflowExecutionDescription, within_s: float
) -> WorkflowExecutionDescription:
    """The run of a film at its end, or as it is when the time is over; nobody who is in trouble is waited for long."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    while True:
        now = await now_of(client, film) or film
        waited = loop.time() - begun
        if now.status != WorkflowExecutionStatus.RUNNING or waited > within_s:
            return now
        if waited > within_s / 3 and await trouble_of(client, now):
            return now
        await asyncio.sleep(_LOOK_EVERY_S)
