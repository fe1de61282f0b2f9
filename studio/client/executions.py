"""A film's workflow in Temporal: its handle, what it was started with, how it stands, what ended it; no worker is needed."""

from datetime import UTC, datetime

from temporalio.api.enums.v1 import PendingActivityState
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from models.errors import BadInput, NoWorker
from models.film.start import FilmRequest
from models.film.view import FilmResult
from models.inputs import read_input
from models.names import checked_film_id
from studio.client.server_answers import SERVER_WITHIN, answered
from workflows.film import FilmWorkflow

RUNNING = (None, WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.CONTINUED_AS_NEW)
"""How the server says that a film goes on: the run that it knows of may have continued as another meanwhile."""


def handle_of(
    client: Client, film_id: str, run_id: str | None = None
) -> WorkflowHandle[FilmWorkflow, FilmResult]:
    """The handle of a film's run, by default its latest.

    Raises:
        BadInput: that is no film's id.

    """
    return client.get_workflow_handle_for(FilmWorkflow.run, checked_film_id(film_id), run_id=run_id)


async def execution_of(
    client: Client, film_id: str, run_id: str | None = None
) -> WorkflowExecutionDescription | None:
    """What the server knows of a film's run, by default its latest; None when it knows no such one.

    Raises:
        BadInput: that is no film's id.
        EngineUnavailable: the server does not answer.

    """
    try:
        return await handle_of(client, film_id, run_id).describe(rpc_timeout=SERVER_WITHIN)
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise NoWorker(f"The Temporal server did not answer: {error.message}.") from error


async def now_of(client: Client, film: WorkflowExecutionDescription) -> WorkflowExecutionDescription | None:
    """What the server knows by now of a run that it knew of, or of the one that this goes on as; None when it knows it no more.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    now = await execution_of(client, film.id, film.run_id)
    if now is None or now.status != WorkflowExecutionStatus.CONTINUED_AS_NEW:
        return now
    return await execution_of(client, film.id)


def first_run(execution: WorkflowExecutionDescription) -> str:
    """The first of the runs of a film's workflow, which all go on from one another."""
    return str(execution.raw_description.workflow_execution_info.first_run_id)


async def under_way(client: Client, workflow_id: str) -> DescribeWorkflowExecutionResponse | None:
    """What the server knows of a workflow's activities and children; None when it has just ended."""
    try:
        return (
            await client.get_workflow_handle(workflow_id).describe(rpc_timeout=SERVER_WITHIN)
        ).raw_description
    except RPCError:
        return None


async def request_of(client: Client, film_id: str, run_id: str | None = None) -> FilmRequest:
    """What a run of a film, by default its last, was started with.

    Raises:
        BadInput: there is no such film, its history is gone, or its request could not be used.

    """

    async def read() -> FilmRequest:
        async for event in handle_of(client, film_id, run_id).fetch_history_events(page_size=1):
            begun = event.workflow_execution_started_event_attributes
            found = await client.data_converter.decode(list(begun.input.payloads))
            return read_input(found[:1], FilmRequest, "film's request")
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


def queue_of(pending: PendingActivityInfo) -> str:
    """The task queue that an activity is scheduled on; empty where the server is of a release that does not tell."""
    return str(pending.activity_options.task_queue.name)


def queued_since(pending: PendingActivityInfo) -> datetime | None:
    """Since when any worker of its queue could have taken an activity up; None where one has it, or it is not due yet."""
    if pending.state != PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED or pending.paused:
        return None
    again = pending.HasField("next_attempt_schedule_time")
    since: datetime = (pending.next_attempt_schedule_time if again else pending.scheduled_time).ToDatetime(
        UTC
    )
    return since if since <= datetime.now(UTC) else None
