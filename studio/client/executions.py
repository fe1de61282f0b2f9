"""A film's workflow in Temporal: its handle, and what the server knows of it without any worker."""

from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import Client, WorkflowExecutionDescription, WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode

from models.errors import NoWorker
from models.film.view import FilmResult
from models.names import checked_film_id
from studio.client.server_answers import SERVER_WITHIN
from workflows.film import FilmWorkflow


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


async def under_way(client: Client, workflow_id: str) -> DescribeWorkflowExecutionResponse | None:
    """What the server knows of a workflow's activities and children; None when it has just ended."""
    try:
        return (
            await client.get_workflow_handle(workflow_id).describe(rpc_timeout=SERVER_WITHIN)
        ).raw_description
    except RPCError:
        return None
