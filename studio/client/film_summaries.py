"""Films in a line each, from what Temporal shows of them and their books have, without asking any worker."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.common import SearchAttributeKey

from models.base import Frozen
from models.errors import StorageError
from models.film.view import (
    BUDGET_MEMO,
    COST_ATTRIBUTE,
    ENDED,
    MISSING_MEMO,
    STAGE_ATTRIBUTE,
    TITLE_ATTRIBUTE,
    TITLE_MEMO,
)
from models.money.budget import heard_budget
from studio.client.executions import RUNNING
from studio.client.server_answers import answered
from studio.client.shot_states import WrittenShots

if TYPE_CHECKING:
    from library.states.reader import FilmHead

STAGE = SearchAttributeKey.for_keyword(STAGE_ATTRIBUTE)
TITLE = SearchAttributeKey.for_text(TITLE_ATTRIBUTE)
COST = SearchAttributeKey.for_float(COST_ATTRIBUTE)


class FilmSummary(Frozen):
    """A line of `longtake list`; `spent` and `budget` (None: no limit, or none that was told) in dollars. `shots` are those that are written, of which `done` are made and `missing`
    could not be.
    """

    film_id: str
    title: str
    stage: str
    running: bool
    spent: float
    budget: Decimal | None = None
    started: datetime
    shots: int = 0
    done: int = 0
    missing: int = 0

    @property
    def standing(self) -> str:
        """Its stage, and how many shots it lacks."""
        short = self.missing and not self.running
        return f"{self.stage}, {self.missing} missing" if short else self.stage


async def listed(
    client: Client, *, running: bool = False, ended_since: datetime | None = None
) -> list[FilmSummary]:
    """Every film the server remembers, or those that run, or have ended `since`, the newest first; how far they are is not looked up.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    wanted = ["ExecutionStatus = 'Running'"] if running else []
    wanted += [f"CloseTime >= '{ended_since.isoformat()}'"] if ended_since else []
    query = "WorkflowType = 'FilmWorkflow'" + (f" AND ({' OR '.join(wanted)})" if wanted else "")

    async def read() -> list[FilmSummary]:
        found: dict[str, FilmSummary] = {}
        async for film in client.list_workflows(query):
            if film.id not in found:
                found[film.id] = await _summary(film)
        return list(found.values())

    return await answered(read())


async def counted(shots: WrittenShots, films: list[FilmSummary]) -> list[FilmSummary]:
    """Films with how far each of them is.

    Raises:
        StorageError: the database does not answer.

    """
    heads = await shots.heads([film.film_id for film in films])
    return [_counted(film, heads.get(film.film_id)) for film in films]


def _counted(film: FilmSummary, head: "FilmHead | None") -> FilmSummary:
    """The line with how far the film is, where it has shots."""
    if head is None:
        return film
    return film.model_copy(update={"shots": head.shots, "done": head.done, "missing": head.missing})


async def _summary(film: WorkflowExecution) -> FilmSummary:
    """The line of one workflow."""
    attributes = film.typed_search_attributes
    stage = _stage(film, attributes.get(STAGE) or "")
    return FilmSummary(
        film_id=film.id,
        title=attributes.get(TITLE) or await title_in_memo(film),
        stage=stage,
        running=film.status in RUNNING,
        spent=attributes.get(COST) or 0.0,
        budget=heard_budget(await _memo(film, BUDGET_MEMO)),
        started=film.start_time,
        missing=await _missing(film) if stage in ("finished", "stopped") else 0,
    )


async def _missing(film: WorkflowExecution) -> int:
    """How many shots its last word says that it lacks."""
    said = await _memo(film, MISSING_MEMO)
    return said if isinstance(said, int) else 0


async def title_in_memo(film: WorkflowExecution) -> str:
    """The title that a film has told its memo alone; empty where it has none there."""
    said = await _memo(film, TITLE_MEMO)
    return said if isinstance(said, str) else ""


async def _memo(film: WorkflowExecution, field: str) -> object:
    """What its memo has there; None where there is nothing to be read: whoever starts a film may write what they like."""
    try:
        return await film.memo_value(field, None)
    except (StorageError, ValueError, RuntimeError):
        return None


def _stage(film: WorkflowExecution, said: str) -> str:
    """What the film says of itself, unless Temporal ended it over its head."""
    if film.status in (*RUNNING, WorkflowExecutionStatus.COMPLETED):
        return said
    return said if said in ENDED else film.status.name.lower()
