"""What Temporal knows of a film without any worker: what it was started with, and what ended it."""

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
)
from temporalio.exceptions import ApplicationError

from models.errors import BadInput
from models.film.start import FilmRequest
from models.inputs import read_input
from studio.client.executions import execution_of, handle_of
from studio.client.server_answers import answered


async def request_of(client: Client, film_id: str, run_id: str | None = None) -> FilmRequest:
    """What a run of a film, by default its last, was started with.

    Raises:
        BadInput: there is no such film, its history is gone, or its request could not be used.

    """

    async def read() -> FilmRequest:
        async for event in handle_of(client, film_id, run_id).fetch_history_events(page_size=1):
            begun = event.workflow_execution_started_event_attributes
            found = await client.data_converter.decode(list(begun.input.payloads))
            return read_input(found, FilmRequest, "film's request")
        raise BadInput(f"The history of the film {film_id!r} is gone: make it again.")

    return await answered(read(), film_id)


async def failure_of(client: Client, film_id: str) -> tuple[str, ...]:
    """The types of the errors that ended a film, outermost first; none when it runs or did not fail.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    known = await execution_of(client, film_id)
    if known is None or known.status != WorkflowExecutionStatus.FAILED:
        return ()
    try:
        await handle_of(client, film_id).result()
    except WorkflowFailureError as error:
        cause: BaseException | None = error.cause
        types: list[str] = []
        while cause is not None:
            types.append((isinstance(cause, ApplicationError) and cause.type) or type(cause).__name__)
            cause = cause.__cause__
        return tuple(types)
    return ()
