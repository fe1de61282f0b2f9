"""Films in a line each, from what Temporal shows of them without asking any worker."""

from datetime import datetime

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey

from models.base import Frozen
from models.film.view import COST_ATTRIBUTE, ENDED, STAGE_ATTRIBUTE, TITLE_ATTRIBUTE
from studio.client.server_answers import answered

STAGE = SearchAttributeKey.for_keyword(STAGE_ATTRIBUTE)
TITLE = SearchAttributeKey.for_text(TITLE_ATTRIBUTE)
COST = SearchAttributeKey.for_float(COST_ATTRIBUTE)


class FilmSummary(Frozen):
    """A line of `longtake list`; `spent` in dollars."""

    film_id: str
    title: str
    stage: str
    running: bool
    spent: float
    started: datetime


async def summaries(client: Client, *, running: bool = False) -> list[FilmSummary]:
    """Every film the server remembers, or those that run; the newest first.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    query = "WorkflowType = 'FilmWorkflow'" + (" AND ExecutionStatus = 'Running'" if running else "")

    async def read() -> list[FilmSummary]:
        found: dict[str, FilmSummary] = {}
        async for film in client.list_workflows(query):
            if film.id not in found:
                found[film.id] = _summary(film)
        return list(found.values())

    return await answered(read())


def _summary(film: WorkflowExecution) -> FilmSummary:
    """The line of one workflow."""
    attributes = film.typed_search_attributes
    return FilmSummary(
        film_id=film.id,
        title=attributes.get(TITLE) or "",
        stage=_stage(film, attributes.get(STAGE) or ""),
        running=film.status == WorkflowExecutionStatus.RUNNING,
        spent=attributes.get(COST) or 0.0,
        started=film.start_time,
    )


def _stage(film: WorkflowExecution, said: str) -> str:
    """What the film says of itself, unless Temporal ended it over its head."""
    if film.status in (WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.COMPLETED, None):
        return said
    return said if said in ENDED else film.status.name.lower()
