"""What a Temporal server has of a film, removed: every run of it, of its parts, and of its releases."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from temporalio.api.common.v1 import WorkflowExecution as Named
from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from models.errors import EngineUnavailable, WrongMoment
from models.names import FILM_ID, checked_film_id
from studio.client.executions import execution_of
from studio.client.server_answers import SERVER_WITHIN, answered

GONE_WITHIN_S = 120.0
"""Seconds in which a server has removed what it was told to; it does that by and by."""
_LOOK_EVERY_S = 0.2
_AT_ONCE = 16
_RELEASE = "/release/"


class Workflows(NamedTuple):
    """The runs that a server has of a film: of the film `itself`, of its `parts`, and of its releases."""

    itself: list[WorkflowExecution]
    parts: list[WorkflowExecution]
    releases: list[WorkflowExecution]

    @property
    def all(self) -> list[WorkflowExecution]:
        """Every one of them."""
        return [*self.itself, *self.parts, *self.releases]


async def workflows_of(client: Client, film_id: str) -> Workflows:
    """The runs that a server has of a film, running or ended.

    Raises:
        BadInput: that is no film's id.
        EngineUnavailable: the server does not answer.

    """
    name = checked_film_id(film_id)
    query = f"WorkflowId = '{name}' OR WorkflowId STARTS_WITH '{name}/'"

    async def read() -> list[WorkflowExecution]:
        return [each async for each in client.list_workflows(query)]

    found = await answered(read())
    own = [each for each in found if each.id == name]
    releases = [each for each in found if each.id.startswith(f"{name}{_RELEASE}")]
    return Workflows(own, [each for each in found if each not in own and each not in releases], releases)


async def check_ended(client: Client, film_id: str) -> Workflows:
    """The runs of a film that has ended, as nobody brings it anywhere either.

    Raises:
        WrongMoment: it runs, or is being released.
        EngineUnavailable: the server does not answer.

    """
    latest = await execution_of(client, film_id)
    if latest is not None and latest.status == WorkflowExecutionStatus.RUNNING:
        raise WrongMoment(
            f"The film {film_id!r} is running: `longtake cancel {film_id}` first, or wait for its end."
        )
    found = await workflows_of(client, film_id)
    if any(each.status == WorkflowExecutionStatus.RUNNING for each in found.releases):
        raise WrongMoment(
            f"The film {film_id!r} is being released: wait for the end of that, which `longtake release {film_id}` tells."
        )
    return found


async def remove_workflows(client: Client, film_id: str, within_s: float = GONE_WITHIN_S) -> int:
    """Have the server remove all runs of a film that has ended, and wait until it has; how many that were.

    Raises:
        WrongMoment: as `check_ended`.
        EngineUnavailable: the server does not answer, does not let us, or has not removed them in time.

    """
    loop = asyncio.get_running_loop()
    until = loop.time() + within_s
    removed: set[tuple[str, str]] = set()
    found = (await check_ended(client, film_id)).all
    while found:
        new = [each for each in found if (each.id, each.run_id) not in removed]
        for start in range(0, len(new), _AT_ONCE):
            await asyncio.gather(*(_remove(client, each) for each in new[start : start + _AT_ONCE]))
        removed |= {(each.id, each.run_id) for each in new}
        if loop.time() > until:
            raise EngineUnavailable(
                f"The Temporal server still has {len(found)} of the film's workflows: run the same again later."
            )
        await asyncio.sleep(_LOOK_EVERY_S)
        found = (await check_ended(client, film_id)).all
    return len(removed)


async def _remove(client: Client, run: WorkflowExecution) -> None:
    request = DeleteWorkflowExecutionRequest(
        namespace=client.namespace,
        workflow_execution=Named(workflow_id=run.id, run_id=run.run_id),
    )
    try:
        await client.workflow_service.delete_workflow_execution(request, retry=True, timeout=SERVER_WITHIN)
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            return
        if error.status == RPCStatusCode.PERMISSION_DENIED:
            raise EngineUnavailable(
                "The Temporal server does not let us delete workflows: give the API key or the certificate that right, or "
                f"`temporal workflow delete --workflow-id {run.id} --run-id {run.run_id}` with one that has it."
            ) from error
        raise EngineUnavailable(f"The Temporal server refused: {error.message}.") from error


async def ended_before(client: Client, age: timedelta) -> list[str]:
    """The films whose last run ended longer ago than that.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    limit = datetime.now(UTC) - age
    query = f"WorkflowType = 'FilmWorkflow' AND CloseTime < '{limit.isoformat()}'"

    async def read() -> list[str]:
        # Anybody may start one by any id; those that are no film's have nothing here.
        return sorted({each.id async for each in client.list_workflows(query) if FILM_ID.fullmatch(each.id)})

    ended = []
    for film_id in await answered(read()):
        latest = await execution_of(client, film_id)
        if latest is not None and latest.close_time is not None and latest.close_time < limit:
            ended.append(film_id)
    return ended
