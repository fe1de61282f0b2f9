"""Films that cannot answer: why they cannot go on, as Temporal's history says it, and what can be read of them all the same."""

from temporalio.api.common.v1 import WorkflowExecution as Execution
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.api.failure.v1 import Failure
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryReverseRequest
from temporalio.client import (
    Client,
    WorkflowExecution,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
)

from infra.builds import BUILD
from infra.payloads.failures import read_failure
from models.errors import EngineUnavailable, NoWorker
from models.excerpt import excerpt
from models.film.view import ENDED, WORKING, FilmView, Stage
from models.queues import FILM
from studio.client.deploys.census import ON_BUILD
from studio.client.executions import RUNNING
from studio.client.film_summaries import COST, STAGE, TITLE, title_in_memo
from studio.client.server_answers import answered

_LOOKED_BACK = 50
"""Events of the history's end in which a failed task, or how a film ended, is looked for."""

_LONGEST = 300

_PLAIN = ("FilmFailed", "BadInput", "KeysMissing", "KeysAway")
"""Errors whose sentence says it all; of others the kind is told too."""

_ITS_START = 2
"""Events of a workflow that no worker has taken up: it was started, and its first task waits."""

TRIED_AGAIN = 3
"""The try of a workflow task from which on it counts as trouble: the second follows on every death of a worker."""

_IN_WORDS = {
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_NON_DETERMINISTIC_ERROR: (
        "its workers are of another version than those that began it"
    ),
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_GRPC_MESSAGE_TOO_LARGE: "it asks for too much at once",
    WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_BAD_SEARCH_ATTRIBUTES: (
        "the search attributes of films are not registered"
    ),
}


async def trouble_of(client: Client, film: WorkflowExecutionDescription) -> str:
    """Why a running film cannot go on, a clause; empty when its last workflow tasks did not fail.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    begun = film.raw_description.workflow_execution_info.history_length > _ITS_START
    if film.task_queue != FILM and not begun:
        return f"it was started on the task queue {film.task_queue!r}, and films are made on {FILM!r}"
    if film.raw_description.pending_workflow_task.attempt < TRIED_AGAIN:
        return ""
    for event in await _last_events(client, film):
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            return ""
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT:
            return "no worker came to the end of its last step: each died over it, or is too slow"
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
            failed = event.workflow_task_failed_event_attributes
            words = _IN_WORDS.get(failed.cause, "")
            why = _innermost(await read_failure(failed.failure, client.data_converter))
            return f"{words} ({why})" if words else why
    return ""


async def silent_view(client: Client, film: WorkflowExecution, because: str) -> FilmView:
    """What can be read of a film without asking it; of one that runs, `because` says why it cannot be asked.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    attributes = film.typed_search_attributes
    said = attributes.get(STAGE) or ""
    stage: Stage = next((stage for stage in (*WORKING, *ENDED) if stage == said), "casting")
    view = FilmView(
        film_id=film.id,
        brief_digest="",
        title=attributes.get(TITLE) or await title_in_memo(film),
        stage=stage,
        spent=f"{attributes.get(COST) or 0.0:.6f}",
    )
    if film.status in RUNNING:
        waiting = (
            f"It cannot go on: {because}. It is tried again by itself; `longtake cancel {film.id}` ends it."
        )
        return view.model_copy(update={"waiting": waiting})
    cancelled = film.status == WorkflowExecutionStatus.CANCELED
    over = stage if stage in ENDED else "cancelled" if cancelled else "failed"
    return view.model_copy(update={"stage": over, "reason": await end_of(client, film)})


def of_its_build(error: EngineUnavailable, film: WorkflowExecution) -> EngineUnavailable:
    """What kept a film from being asked; that no worker answers, with the build that it goes on with and no other one can take up."""
    _, _, build = (film.typed_search_attributes.get(ON_BUILD) or "").partition(":")
    if not build or not isinstance(error, NoWorker):
        return error
    return NoWorker(f"No worker of its build {build} answers: start a film worker with {BUILD}={build}.")


async def end_of(client: Client, film: WorkflowExecution) -> str:
    """How Temporal says that a film ended, a sentence.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    status = film.status.name.lower().replace("_", " ") if film.status else "ended"
    for event in await _last_events(client, film):
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
            failure = event.workflow_execution_failed_event_attributes.failure
            return _sentence(_innermost(await read_failure(failure, client.data_converter)))
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED:
            reason = event.workflow_execution_terminated_event_attributes.reason
            return _sentence(f"Its workflow was terminated in Temporal{f': {reason}' if reason else ''}")
    return f"Its workflow was {status} in Temporal."


async def _last_events(client: Client, film: WorkflowExecution) -> list[HistoryEvent]:
    request = GetWorkflowExecutionHistoryReverseRequest(
        namespace=client.namespace,
        execution=Execution(workflow_id=film.id, run_id=film.run_id),
        maximum_page_size=_LOOKED_BACK,
    )
    found = await answered(client.workflow_service.get_workflow_execution_history_reverse(request), film.id)
    return list(found.history.events)


def _innermost(failure: Failure) -> str:
    """What a failure came of, with the kind of the error where that is a fault in the program."""
    while failure.HasField("cause"):
        failure = failure.cause
    kind, text = failure.application_failure_info.type, " ".join(failure.message.split())
    named = f"{kind}: {text}" if kind and kind not in _PLAIN else text
    return excerpt(named.rstrip(".") or "Temporal does not say why", _LONGEST)


def _sentence(text: str) -> str:
    return f"{excerpt(text, _LONGEST).rstrip('.')}."
