"""The client: start, read, decide; typed, and with our errors."""

from collections.abc import Awaitable
from datetime import datetime, timedelta
from typing import TypeVar

from temporalio.client import (
    Client,
    WorkflowExecution,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import (
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from infra.storage import Store
from models.base import Frozen
from models.brief import checked_film_id
from models.decisions import GATE_KINDS, Decision, DecisionRecord
from models.errors import BadInput, EngineUnavailable, WrongMoment
from models.film import (
    BRIEF_MEMO,
    COST_ATTRIBUTE,
    STAGE_ATTRIBUTE,
    TITLE_ATTRIBUTE,
    FilmRequest,
    FilmView,
)
from workflows.film import FilmResult, FilmWorkflow

STAGE = SearchAttributeKey.for_keyword(STAGE_ATTRIBUTE)
TITLE = SearchAttributeKey.for_text(TITLE_ATTRIBUTE)
COST = SearchAttributeKey.for_float(COST_ATTRIBUTE)

ANSWER_WITHIN = timedelta(seconds=15)
"""How long a worker may take to answer a query or a decision."""

T = TypeVar("T")


class Started(Frozen):
    """A film that was started, or found `running` already."""

    film_id: str
    running: bool = False


class FilmSummary(Frozen):
    """A line of `longtake list`."""

    film_id: str
    title: str
    stage: str
    spent: float
    started: datetime


class Attempt(Frozen):
    """Work under way: what, which attempt, and why the last one failed."""

    what: str
    attempt: int
    failure: str = ""


class Studio:
    """What people do with films, over a Temporal client and the store that the workers write to."""

    def __init__(self, client: Client, store: Store) -> None:
        self.client = client
        self.store = store

    async def start(self, request: FilmRequest, film_id: str | None = None) -> Started:
        """Start a film; the same id and brief attach to one that runs, and start a new run of one that ended.

        Raises:
            BadInput: the id cannot be used, or belongs to another brief.

        """
        film_id = checked_film_id(film_id or request.brief.film_id())
        digest = request.brief.digest()
        for _ in range(2):
            known = await self._describe(film_id)
            if known is not None:
                if await self._digest_of(known) != digest:
                    raise BadInput(
                        f"The film {film_id!r} was made from another brief: choose another --id, or leave it out."
                    )
                if known.status == WorkflowExecutionStatus.RUNNING:
                    return Started(film_id=film_id, running=True)
            attributes = TypedSearchAttributes(
                [SearchAttributePair(STAGE, "casting"), SearchAttributePair(COST, 0.0)]
            )
            try:
                await _answered(
                    self.client.start_workflow(
                        FilmWorkflow.run,
                        request,
                        id=film_id,
                        task_queue="film",
                        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                        memo={BRIEF_MEMO: digest},
                        search_attributes=attributes,
                        static_summary=request.brief.title or film_id,
                    )
                )
            except WorkflowAlreadyStartedError:
                continue
            return Started(film_id=film_id)
        raise EngineUnavailable(f"The film {film_id!r} keeps starting and ending elsewhere: try again.")

    async def view(self, film_id: str) -> FilmView:
        """Everything that can be read of a film.

        Raises:
            BadInput: there is no such film.
            EngineUnavailable: no worker answers.

        """
        handle = self._film(film_id)
        try:
            return await _answered(handle.query(FilmWorkflow.film, rpc_timeout=ANSWER_WITHIN), film_id)
        except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
            raise EngineUnavailable(f"The film {film_id!r} cannot be read: {error}.") from error

    async def decide(self, film_id: str, decision: Decision) -> DecisionRecord:
        """Tell a film a decision; one about the storyboard is refused when it cannot be taken.

        Raises:
            BadInput: there is no such film.
            WrongMoment: the film cannot take it now, or has ended; the message says why.

        """
        handle = self._film(film_id)
        payload = decision.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})
        known = await self._describe(film_id)
        if known is not None and known.status != WorkflowExecutionStatus.RUNNING:
            raise WrongMoment(f"The film {film_id!r} has ended: nothing can be decided any more.")
        if decision.kind in GATE_KINDS:
            try:
                return await _answered(
                    handle.execute_update(
                        FilmWorkflow.decide_storyboard,
                        {"decision": decision.kind, **payload},
                        rpc_timeout=ANSWER_WITHIN,
                    ),
                    film_id,
                )
            except WorkflowUpdateFailedError as error:
                cause = error.cause
                raise WrongMoment(
                    cause.message if isinstance(cause, ApplicationError) else str(cause)
                ) from error
        signal = {"budget": "set_budget", "pause": "pause", "resume": "resume"}[decision.kind]
        await _answered(handle.signal(signal, payload), film_id)
        return DecisionRecord(decision=decision, accepted=True)

    async def cancel(self, film_id: str) -> None:
        """Ask a film to stop; what it has made is kept.

        Raises:
            BadInput: there is no such film.
            WrongMoment: it has ended already.

        """
        known = await self._describe(film_id)
        if known is not None and known.status != WorkflowExecutionStatus.RUNNING:
            raise WrongMoment(f"The film {film_id!r} has ended already.")
        await _answered(self._film(film_id).cancel(), film_id)

    async def films(self) -> list[FilmSummary]:
        """Every film the server remembers, the newest first."""
        query = "WorkflowType = 'FilmWorkflow'"
        found: dict[str, FilmSummary] = {}
        async for film in self.client.list_workflows(query):
            if film.id not in found:
                found[film.id] = _summary(film)
        return list(found.values())

    async def attempts(self, view: FilmView) -> list[Attempt]:
        """The activities under way in a film and its shots, with their attempts."""
        ids = [view.film_id] + [
            f"{view.film_id}/{shot.shot.shot_id}/take-{shot.take}"
            for shot in view.shots
            if shot.status == "rendering"
        ]
        found: list[Attempt] = []
        for workflow_id in ids:
            try:
                description = await self.client.get_workflow_handle(workflow_id).describe()
            except RPCError:
                continue
            place = workflow_id.removeprefix(view.film_id).strip("/")
            found += [
                Attempt(
                    what=f"{place} {pending.activity_type.name}".strip(),
                    attempt=pending.attempt,
                    failure=pending.last_failure.message,
                )
                for pending in description.raw_description.pending_activities
            ]
        return found

    def _film(self, film_id: str) -> WorkflowHandle[FilmWorkflow, FilmResult]:
        return self.client.get_workflow_handle_for(FilmWorkflow.run, checked_film_id(film_id))

    async def _describe(self, film_id: str) -> WorkflowExecution | None:
        try:
            return await self._film(film_id).describe()
        except RPCError as error:
            if error.status == RPCStatusCode.NOT_FOUND:
                return None
            raise EngineUnavailable(f"The Temporal server did not answer: {error.message}.") from error

    async def _digest_of(self, film: WorkflowExecution) -> str:
        digest = await film.memo_value(BRIEF_MEMO, None)
        return str(digest) if digest is not None else (await self.view(film.id)).brief_digest


async def _answered(call: Awaitable[T], film_id: str = "") -> T:
    """The answer, or our error for the ways in which there is none."""
    try:
        return await call
    except RPCError as error:
        if error.status == RPCStatusCode.NOT_FOUND:
            raise BadInput(f"There is no film {film_id!r}: `longtake list` shows those there are.") from error
        if error.status in (RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED):
            raise EngineUnavailable("No worker answers: start one with `longtake worker film`.") from error
        raise EngineUnavailable(f"The Temporal server did not answer: {error.message}.") from error


def _summary(film: WorkflowExecution) -> FilmSummary:
    attributes = film.typed_search_attributes
    return FilmSummary(
        film_id=film.id,
        title=attributes.get(TITLE) or "",
        stage=_stage(film, attributes.get(STAGE) or ""),
        spent=attributes.get(COST) or 0.0,
        started=film.start_time,
    )


def _stage(film: WorkflowExecution, said: str) -> str:
    """What the film says of itself, unless Temporal ended it over its head."""
    if film.status == WorkflowExecutionStatus.TERMINATED:
        return "terminated"
    return said
