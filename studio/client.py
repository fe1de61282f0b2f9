"""The client: start, read, decide; typed, and with our errors."""

import asyncio
from datetime import datetime, timedelta

from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionResponse
from temporalio.client import (
    Client,
    WorkflowExecution,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowQueryRejectedError,
    WorkflowUpdateFailedError,
)
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
)
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from infra.storage import Store
from models.base import Frozen
from models.errors import BadInput, EngineUnavailable, WrongMoment
from models.film.decisions import GATE_KINDS, Decision, DecisionKind, DecisionRecord
from models.film.request import FilmRequest, Previous
from models.film.view import BRIEF_MEMO, FilmView
from models.names import WorkflowName, checked_film_id, in_order
from models.shots.shot import find_shot
from studio.service.answers import answered
from studio.service.decision_records import recorded
from studio.service.story_calls import StoryCalls
from studio.service.summaries import COST, STAGE, FilmSummary, summary_of
from workers.query_guard import AHEAD
from workflows.film import FilmResult, FilmWorkflow
from workflows.money.decisions import THE_FILM

ANSWER_WITHIN = timedelta(seconds=15)
"""How long a worker may take to answer a query or a decision."""

MOST_ASKED = 5
"""How often a film is asked that was behind its history, as one whose worker just died may be."""

BLIND: tuple[DecisionKind, ...] = ("approve", "reject", "pause", "resume")
"""What is said without looking at the film first: the film refuses it at once, or always accepts it."""

SIGNALS = {"budget": "set_budget", "allow": "allow_spending", "resolve": "resolve_job"}
"""The signals that are not called as their decision is."""


class Started(Frozen):
    """A film that was started, or found `running` already; `again` when an earlier run of it had ended."""

    film_id: str
    running: bool = False
    again: bool = False


class Attempt(Frozen):
    """Work under way: what, of which shot (empty: of the film), which attempt, why the last one failed.

    `since` is there for a call to a model, whose `what` then names stage and model: when it was begun.
    """

    what: str
    shot_id: str
    attempt: int
    failure: str = ""
    since: datetime | None = None


class Studio:
    """What people do with films, over a Temporal client and the store that the workers write to."""

    def __init__(self, client: Client, store: Store) -> None:
        self.client = client
        self.store = store
        self._story_calls = StoryCalls(client)

    async def start(self, request: FilmRequest, film_id: str | None = None) -> Started:
        """Start a film; the same id and brief attach to one that runs, and start a new run of one that ended.

        Raises:
            BadInput: the id cannot be used, or belongs to another brief.

        """
        film_id = checked_film_id(film_id or request.brief.film_id())
        digest = request.brief.digest()
        again = False
        for _ in range(2):
            known = await self._describe(film_id)
            if known is not None:
                if await self._digest_of(known) != digest:
                    raise BadInput(
                        f"The film {film_id!r} was made from another brief: choose another --id, or leave it out."
                    )
                if known.status == WorkflowExecutionStatus.RUNNING:
                    return Started(film_id=film_id, running=True)
                again = True
                request = await self._with_takes(request, film_id)
            attributes = TypedSearchAttributes(
                [SearchAttributePair(STAGE, "casting"), SearchAttributePair(COST, 0.0)]
            )
            try:
                await answered(
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
            return Started(film_id=film_id, again=again)
        raise EngineUnavailable(f"The film {film_id!r} keeps starting and ending elsewhere: try again.")

    async def request_of(self, film_id: str) -> FilmRequest:
        """What the last run of a film was started with.

        Raises:
            BadInput: there is no such film, or its history is gone.

        """

        async def read() -> FilmRequest:
            async for event in self._film(film_id).fetch_history_events(page_size=1):
                begun = event.workflow_execution_started_event_attributes
                found = await self.client.data_converter.decode(list(begun.input.payloads), [FilmRequest])
                return FilmRequest.model_validate(found[0])
            raise BadInput(f"The history of the film {film_id!r} is gone: make it again.")

        return await answered(read(), film_id)

    async def view(self, film_id: str) -> FilmView:
        """Everything that can be read of a film.

        Raises:
            BadInput: there is no such film.
            EngineUnavailable: no worker answers.

        """
        view = await self._queried(film_id)
        if view.ended:
            return view
        known = await self._describe(film_id)
        if known is None or known.status in (None, WorkflowExecutionStatus.RUNNING):
            return view
        # It ended between the two looks: what it says now is its last word.
        view = await self._queried(film_id)
        if view.ended:
            return view
        ended = "cancelled" if known.status == WorkflowExecutionStatus.CANCELED else "failed"
        reason = f"Its workflow was {known.status.name.lower().replace('_', ' ')} in Temporal."
        return view.model_copy(update={"stage": ended, "reason": reason, "waiting": ""})

    async def _queried(self, film_id: str) -> FilmView:
        handle, asked = self._film(film_id), 0
        while True:
            asked += 1
            try:
                return await answered(handle.query(FilmWorkflow.film, rpc_timeout=ANSWER_WITHIN), film_id)
            except (WorkflowQueryFailedError, WorkflowQueryRejectedError) as error:
                if AHEAD not in str(error) or asked == MOST_ASKED:
                    raise EngineUnavailable(f"The film {film_id!r} cannot be read: {error}.") from error

    async def decide(self, film_id: str, decision: Decision) -> DecisionRecord:
        """Tell a film a decision; gives its record, which says whether it was accepted.

        Raises:
            BadInput: there is no such film, or no such shot in it.
            EngineUnavailable: no worker answers.
            WrongMoment: the film cannot take it now, or has ended; the message says why.

        """
        handle = self._film(film_id)
        payload = decision.model_dump(mode="json", exclude_defaults=True, exclude={"kind"})
        known = await self._describe(film_id)
        if known is not None and known.status != WorkflowExecutionStatus.RUNNING:
            raise WrongMoment(f"The film {film_id!r} has ended: nothing can be decided any more.")
        view = None if decision.kind in BLIND else await self.view(film_id)
        if view is not None:
            for name in (decision.shot, *decision.shots):
                if name not in THE_FILM:
                    check_shot(view, name)
        if decision.kind in GATE_KINDS:
            try:
                return await answered(
                    handle.execute_update(
                        FilmWorkflow.decide_storyboard,
                        {"decision": decision.kind, **payload},
                        rpc_timeout=ANSWER_WITHIN,
                    ),
                    film_id,
                )
            except WorkflowUpdateFailedError as error:
                cause = error.cause
                if not isinstance(cause, ApplicationError):
                    raise WrongMoment(f"The decision could not be taken: {cause}.") from error
                kind = BadInput if cause.type == BadInput.__name__ else WrongMoment
                raise kind(cause.message) from error
        signal = SIGNALS.get(decision.kind, decision.kind)
        await answered(handle.signal(signal, payload), film_id)
        if view is None:
            return DecisionRecord(decision=decision, accepted=True)
        return await recorded(lambda: self.view(film_id), decision, len(view.decisions))

    async def cancel(self, film_id: str) -> None:
        """Ask a film to stop; what it has made is kept.

        Raises:
            BadInput: there is no such film.
            WrongMoment: it has ended already.

        """
        known = await self._describe(film_id)
        if known is not None and known.status != WorkflowExecutionStatus.RUNNING:
            raise WrongMoment(f"The film {film_id!r} has ended already.")
        await answered(self._film(film_id).cancel(), film_id)

    async def films(self, *, running: bool = False) -> list[FilmSummary]:
        """Every film the server remembers, or those that run; the newest first.

        Raises:
            EngineUnavailable: the server does not answer.

        """
        query = "WorkflowType = 'FilmWorkflow'" + (" AND ExecutionStatus = 'Running'" if running else "")
        return await answered(self._films(query))

    async def _films(self, query: str) -> list[FilmSummary]:
        found: dict[str, FilmSummary] = {}
        async for film in self.client.list_workflows(query):
            if film.id not in found:
                found[film.id] = summary_of(film)
        return list(found.values())

    async def attempts(self, view: FilmView) -> list[Attempt]:
        """The activities under way in a film and its shots, with their attempts."""
        film = await self._under_way(view.film_id)
        children = film.pending_children if film else ()
        ids = in_order(child.workflow_id for child in children)
        shots = [name for name in map(WorkflowName.read, ids) if name.shot_id]
        of_shots = await asyncio.gather(*(self._under_way(str(name)) for name in shots))
        names = ["", *(name.shot_id for name in shots)]
        calls = await self._story_calls.of(view.film_id) if view.stage == "story" else ()
        asked = [
            Attempt(what=call.what, shot_id="", attempt=call.attempt, since=call.since) for call in calls
        ]
        return asked + [
            Attempt(
                what=pending.activity_type.name,
                shot_id=name,
                attempt=pending.attempt,
                failure=pending.last_failure.message,
            )
            for name, described in zip(names, (film, *of_shots), strict=True)
            for pending in (described.pending_activities if described else ())
        ]

    async def failure(self, film_id: str) -> tuple[str, ...]:
        """The types of the errors that ended a film, outermost first; none when it runs or did not fail."""
        known = await self._describe(film_id)
        if known is None or known.status != WorkflowExecutionStatus.FAILED:
            return ()
        try:
            await self._film(film_id).result()
        except WorkflowFailureError as error:
            cause: BaseException | None = error.cause
            types: list[str] = []
            while cause is not None:
                types.append((isinstance(cause, ApplicationError) and cause.type) or type(cause).__name__)
                cause = cause.__cause__
            return tuple(types)
        return ()

    async def _under_way(self, workflow_id: str) -> DescribeWorkflowExecutionResponse | None:
        """What Temporal knows of a workflow's activities and children; None when it has just ended."""
        try:
            return (await self.client.get_workflow_handle(workflow_id).describe()).raw_description
        except RPCError:
            return None

    async def _with_takes(self, request: FilmRequest, film_id: str) -> FilmRequest:
        """The request; of a film whose shots were retaken since, it goes on from those takes."""
        options = request.options
        if request.previous is not None or not options.use_cache or options.stop_at != "film":
            return request
        view = await self.view(film_id)
        if "film.mp4" not in view.documents or not any(shot.takes for shot in view.shots):
            return request
        return request.model_copy(update={"previous": Previous(view=view)})

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


def check_shot(view: FilmView, name: str) -> None:
    """See that the film has a shot of that id or number.

    Raises:
        BadInput: it has none; the message says which there are.

    """
    shots = tuple(shot.shot for shot in view.shots)
    if shots and find_shot(shots, name) is None:
        first, last = shots[0].shot_id, shots[-1].shot_id
        there = f"{len(shots)} shots, {first} to {last}" if len(shots) > 1 else f"one shot, {first}"
        raise BadInput(f"There is no shot {name!r} in {view.film_id}: it has {there}.")
