"""What can be read of a film: where it stands, what it was started with, and what ended it."""

from datetime import timedelta

from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
)
from temporalio.exceptions import ApplicationError

from models.errors import BadInput, EngineUnavailable
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.inputs import read_input
from studio.client.executions import execution_of, handle_of
from studio.client.server_answers import answered
from studio.client.trouble import end_of, silent_view, trouble_of
from workers.query_guard import AHEAD
from workflows.film import FilmWorkflow

ANSWER_WITHIN = timedelta(seconds=15)
"""How long a worker may take to answer a query or a decision."""

MOST_ASKED = 5
"""How often a film is asked that was behind its history, as one whose worker just died may be."""


class _Unreadable(EngineUnavailable):
    """A worker answered, and cannot make out where the film stands."""


async def view_of(client: Client, film_id: str) -> FilmView:
    """Everything that can be read of a film; of one that cannot answer, what Temporal knows, and why.

    Raises:
        BadInput: there is no such film.
        EngineUnavailable: no worker answers.

    """
    known = await execution_of(client, film_id)
    if known is None:
        raise BadInput(f"There is no film {film_id!r}: `longtake list` shows those there are.")
    running = known.status in (None, WorkflowExecutionStatus.RUNNING)
    if running and (because := await trouble_of(client, known)):
        return await silent_view(client, known, because)  # asked, it would be waited for in vain
    try:
        view = await _queried(client, film_id)
    except EngineUnavailable as error:
        known = await execution_of(client, film_id) or known
        running = known.status in (None, WorkflowExecutionStatus.RUNNING)
        because = await trouble_of(client, known) if running else ""
        # An ended film that nobody answers for has its shots and its papers all the same: it is no empty one.
        if (running and because) or (not running and isinstance(error, _Unreadable)):
            return await silent_view(client, known, because)
        raise
    if running or view.ended:
        return view
    ended = "cancelled" if known.status == WorkflowExecutionStatus.CANCELED else "failed"
    return view.model_copy(update={"stage": ended, "reason": await end_of(client, known), "waiting": ""})


async def request_of(client: Client, film_id: str) -> FilmRequest:
    """What the last run of a film was started with.

    Raises:
        BadInput: there is no such film, its history is gone, or its request could not be used.

    """

    async def read() -> FilmRequest:
        async for event in handle_of(client, film_id).fetch_history_events(page_size=1):
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


async def _queried(client: Client, film_id: str) -> FilmView:
    handle, asked = handle_of(client, film_id), 0
    while True:
        asked += 1
        try:
            return await answered(handle.query(FilmWorkflow.film, rpc_timeout=ANSWER_WITHIN), film_id)
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
            if AHEAD not in str(error) or asked == MOST_ASKED:
                raise _Unreadable(f"The film {film_id!r} cannot be read: {error}.") from error
