"""Releases as Temporal has them: begun, looked at while they go on, and how they ended."""

from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.client import (
    Client,
    WorkflowExecutionDescription,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import Sent
from activities.retries import TASK_TIMEOUT
from infra.payloads.failures import sentence_of
from models import errors
from models.base import Frozen
from models.errors import BadInput, LongtakeError, NoWorker, ProviderError
from models.names import release_id
from models.releases.release import Released, ReleaseRequest
from studio.client.executions import RUNNING
from studio.client.server_answers import SERVER_WITHIN, answered
from workflows.releases.workflow import ReleaseWorkflow

_AS_THEY_ARE = ("BadInput", "MissingKeys", "Unauthorised", "InvalidRequest", "StorageError", "DiskFull")
"""Errors of a worker that a command has as its own; any other is one of where the film goes."""


class ReleaseLook(Frozen):
    """Where a release stands: `released` once it is over; before that how far it is, and why the last try failed."""

    released: Released | None = None
    sent: Sent | None = None
    failure: str = ""


async def is_under_way(client: Client, name: str) -> bool:
    """Whether the release of that workflow's id is under way.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    known = await _described(client, name)
    return known is not None and known.status in RUNNING


async def begin_release(client: Client, request: ReleaseRequest) -> None:
    """Start a release; one that is under way goes on.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    name = release_id(request.film_id, request.target.mark, request.number)
    await answered(
        client.start_workflow(
            ReleaseWorkflow.run,
            request,
            id=name,
            task_queue="film",
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"{request.film_id} to {request.target.shown}"[:200],
            task_timeout=TASK_TIMEOUT,
            rpc_timeout=SERVER_WITHIN,
        )
    )


async def look_at_release(client: Client, name: str) -> ReleaseLook:
    """Where the release of that workflow's id stands.

    Raises:
        BadInput: there is none.
        EngineUnavailable: the server does not answer.
        LongtakeError: it failed; why.

    """
    described = await _described(client, name)
    if described is None:
        raise BadInput(
            "The server knows nothing of that release any more: release again, and what is there is found."
        )
    if described.status not in RUNNING:
        return ReleaseLook(released=await _ended(_handle(client, name)))
    pending = list(described.raw_description.pending_activities)
    if not pending:
        return ReleaseLook()
    return ReleaseLook(sent=await _told(client, pending[0]), failure=await _why(client, pending[0]))


def _handle(client: Client, name: str) -> WorkflowHandle[ReleaseWorkflow, Released]:
    return client.get_workflow_handle_for(ReleaseWorkflow.run, name)


async def _described(client: Client, name: str) -> WorkflowExecutionDescription | None:
    try:
        return await _handle(client, name).describe(rpc_timeout=SERVER_WITHIN)
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return None
        raise NoWorker(f"The Temporal server did not answer: {error.message}.") from error


async def _ended(handle: WorkflowHandle[ReleaseWorkflow, Released]) -> Released:
    try:
        return await answered(handle.result())
    except WorkflowFailureError as error:
        cause = error.cause
        if not isinstance(cause, ApplicationError):
            raise LongtakeError("The release was ended by hand: release again, and it goes on.") from error
        kind = getattr(errors, cause.type) if cause.type in _AS_THEY_ARE else ProviderError
        raise kind(cause.message) from error


async def _why(client: Client, pending: PendingActivityInfo) -> str:
    """Why the last try of an activity failed, in words of ours; empty where none did."""
    failure = pending.last_failure
    if failure.HasField("timeout_failure_info"):
        return "The worker that was at it was lost, or too slow."
    return await sentence_of(failure, client.data_converter)


async def _told(client: Client, pending: PendingActivityInfo) -> Sent | None:
    """How far it is, in the heartbeat of its activity; None where that says nothing of it."""
    told = list(pending.heartbeat_details.payloads)
    if len(told) < len((float, Sent)):
        return None
    try:
        found = (await client.data_converter.decode(told, [float, Sent]))[-1]
    except (ValueError, TypeError, RuntimeError):  # of a worker of another version
        return None
    return found if isinstance(found, Sent) else None
