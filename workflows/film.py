"""FilmWorkflow: casting → story → keyframes → the gate → shots → cut → publish."""

import asyncio
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError, ChildWorkflowError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts, options
    from models.base import Frozen
    from models.errors import BadInput
    from models.film.decisions import (
        GATE_KINDS,
        Decision,
        DecisionKind,
        DecisionRecord,
        read_decision,
        read_gate_decision,
    )
    from models.film.request import FilmRequest
    from models.film.view import BRIEF_MEMO, FilmView, Stage
    from models.orders.assets import Blob
    from workflows.cut import Finishing
    from workflows.failures import reason_of
    from workflows.film_state import FilmState
    from workflows.money.books import Books
    from workflows.money.decisions import money_objection, recast, set_budget, shot_named
    from workflows.pictures import Pictures
    from workflows.retakes import APPROVED_BEFORE, change, put_back, restore
    from workflows.shots import Rendering
    from workflows.story.script import write_script, write_shots
    from workflows.transitions import Preparing


class FilmResult(Frozen):
    """How a film ended. `status` is its stage in words; `film` is the stored `film.mp4`."""

    status: str
    title: str
    film: Blob | None = None
    seconds: float = 0.0
    missing: tuple[str, ...] = ()


class FilmEnd(Exception):
    """The film ends here, on purpose."""

    def __init__(self, stage: Stage, reason: str = "") -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason


@workflow.defn
class FilmWorkflow:
    """Makes one film. Its workflow id is the film's id."""

    @workflow.init
    def __init__(self, request: FilmRequest) -> None:
        self._request = request
        self._state = FilmState(request)
        self._pictures = Pictures(self._state)
        self._rendering = Rendering(self._state)
        self._finishing = Finishing(self._state)
        self._preparing = Preparing(self._state, self._finishing)
        self._books = Books(self._state)

    @workflow.run
    async def run(self, request: FilmRequest) -> FilmResult:  # noqa: ARG002 - Temporal hands it to __init__ too
        """Make the film that the request asks for; a shot that cannot be made does not stop it."""
        self._books.open()
        if workflow.memo_value(BRIEF_MEMO, None) is None:
            workflow.upsert_memo({BRIEF_MEMO: self._state.digest})
        try:
            try:
                await self._make()
            except FilmEnd as end:
                await self._end(end.stage, end.reason)
        except (ActivityError, ChildWorkflowError, ApplicationError) as error:
            await self._stop()
            self._put_back()
            if is_cancelled_exception(error):
                self._state.enter("cancelled", "The film was cancelled.")
                raise
            self._state.enter("failed", reason_of(error))
            raise ApplicationError(reason_of(error), type="FilmFailed", non_retryable=True) from error
        except asyncio.CancelledError:
            await self._stop()
            self._put_back()
            self._state.enter("cancelled", "The film was cancelled.")
            raise
        await workflow.wait_condition(workflow.all_handlers_finished)
        view = self._state.view()
        return FilmResult(
            status=view.verdict,
            title=view.title,
            film=view.documents.get("film.mp4"),
            seconds=view.film_seconds,
            missing=tuple(shot.shot.shot_id for shot in view.missing),
        )

    async def _make(self) -> None:
        state, gate, wanted = self._state, self._state.gate, self._request.options.stop_at
        await self._cast()
        previous = self._request.previous
        if previous is None:
            await self._write()
        else:
            await restore(state, previous)
        if wanted == "story":
            raise FilmEnd("stopped", "The story was all that was asked for.")
        state.enter("keyframes")
        if previous is None:
            await self._pictures.draw_all()
        else:
            await change(state, self._pictures, previous)
        if not gate.blocked and not any(view.keyframe for view in state.reel.views):
            raise ApplicationError(
                f"No picture could be drawn: {state.reel.views[0].missing}",
                type="FilmFailed",
                non_retryable=True,
            )
        if previous is None:
            await self._pictures.lay_out()
        elif not gate.passed and not state.reel.left:
            self._take(Decision(kind="approve", by="longtake", note=APPROVED_BEFORE, board=gate.board))
        if wanted == "storyboard":
            raise FilmEnd("stopped", "The storyboard was all that was asked for.")
        while not gate.passed or state.reel.left:
            await self._approval()
            state.enter("shots")
            self._preparing.open()
            await self._rendering.render()
            await workflow.wait_condition(lambda: gate.settled or gate.rejected is not None)
        gate.close("the film is being cut")
        if previous is not None:
            await write_shots(state)
        await self._preparing.close()
        await self._finishing.cut()
        await self._end("finished")

    async def _cast(self) -> None:
        self._state.enter("casting")
        request = contracts.CastRequest(brief=self._request.brief)
        self._state.cast = await workflow.execute_activity_method(
            contracts.Casting.cast, request, task_queue="io", summary="Casting", **options.QUICK
        )

    async def _write(self) -> None:
        await self._state.clear()
        self._state.enter("story")
        await write_script(self._state)

    async def _approval(self) -> None:
        """Wait until the board, as it is, is approved; days cost nothing."""
        state, gate = self._state, self._state.gate
        if not gate.passed and gate.rejected is None:
            state.enter("approval")
        while not gate.passed:
            if gate.rejected is not None:
                raise self._rejected(gate.rejected)
            if not gate.settled:
                await workflow.wait_condition(lambda: gate.settled or gate.rejected is not None)
            elif decision := gate.automatic:
                self._take(decision)
            else:
                await self._decided()

    async def _decided(self) -> None:
        """Wait for a person, for as long as the gate has patience."""
        gate = self._state.gate
        try:
            await workflow.wait_condition(
                lambda: not gate.waits,
                timeout=gate.patience,
                timeout_summary=f"storyboard approval, board {gate.board}",
            )
        except TimeoutError:
            if gate.lapsed.kind == "reject":
                raise FilmEnd("cancelled", gate.lapsed.note) from None
            self._take(gate.lapsed)

    def _rejected(self, decision: Decision) -> FilmEnd:
        """The end of a film whose board was rejected; one that was made before stays as it was."""
        by = f" by {decision.by}" if decision.by else ""
        why = f": {decision.note.rstrip('.')}." if decision.note else "."
        if self._request.previous is None:
            return FilmEnd("rejected", f"The storyboard was rejected{by}{why}")
        put_back(self._state, self._request.previous)
        return FilmEnd("finished", f"The retake was rejected{by}{why} The film stays as it was.")

    async def _end(self, stage: Stage, reason: str = "") -> None:
        """Write the report and end at `stage`."""
        state = self._state
        state.gate.close("the film has ended")
        await self._stop()
        state.enter("publish")
        last = state.view().model_copy(update={"stage": stage, "reason": reason, "waiting": ""})
        state.documents |= await workflow.execute_activity_method(
            contracts.Publishing.report, last, task_queue="io", summary="Report", **options.QUICK
        )
        state.enter(stage, reason)

    async def _stop(self) -> None:
        self._rendering.stop()
        self._preparing.stop()
        await self._pictures.abandon()
        self._state.unknowns.close()
        await self._books.close()
        self._state.reel.abandon()

    def _put_back(self) -> None:
        """Changes that came to nothing leave the film as it was."""
        if self._request.previous is not None and self._state.reel:
            put_back(self._state, self._request.previous)

    def _take(self, decision: Decision) -> DecisionRecord:
        """Carry out a decision, unless something speaks against it; either way it is written down."""
        state = self._state
        reason = self._objection(decision)
        if reason:
            return state.record(decision, reason=reason)
        match decision.kind:
            case "approve":
                state.gate.approve()
            case "revise":
                self._rendering.stop(self._pictures.redraw(decision))
            case "reject":
                state.gate.rejected = decision
                state.budget.close()
                state.unknowns.close()
                self._rendering.stop()
                self._pictures.stop()
            case "budget":
                set_budget(state.budget.ledger, decision)
            case "allow":
                state.budget.allow(shot_named(state, decision.shot))
            case "resolve":
                assert decision.action is not None, "a resolution without an action is not read"
                state.unknowns.resolve(shot_named(state, decision.shot), decision.action)
            case "pause" | "resume":
                state.paused = decision.kind == "pause"
        return state.record(decision)

    def _objection(self, decision: Decision) -> str:
        state = self._state
        if decision.kind in GATE_KINDS:
            return state.gate.objection(decision, state.reel.shots)
        return money_objection(state, decision)

    def _hear(self, kind: DecisionKind, payload: object) -> None:
        """A signal cannot be refused, so one that cannot be read is written down with the reason.

        Of several payloads the first is read: a handler that takes one alone would fail its task without end.
        """
        try:
            decision = read_decision(kind, payload)
        except BadInput as error:
            self._state.record(Decision(kind=kind), reason=str(error))
            return
        self._take(decision)

    @workflow.signal
    def approve_storyboard(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"by", "note", "board"}`, all optional: go on with the pictures on the board."""
        self._hear("approve", payload)

    @workflow.signal
    def revise_shot(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shot", "prompt", "note" or "dialogue", "by", "board"}`: redraw one shot."""
        self._hear("revise", payload)

    @workflow.signal
    def reject_storyboard(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"by", "note"}`: end the film as rejected, with everything kept."""
        self._hear("reject", payload)

    @workflow.signal
    def set_budget(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"usd", "mode"}`: the film's budget from now on, in dollars; `"none"` for no limit."""
        self._hear("budget", payload)

    @workflow.signal
    def allow_spending(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shot"}`: a dear step of that shot, or every one that waits, may be begun."""
        self._hear("allow", payload)

    @workflow.signal
    def resolve_job(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shot", "action": "resubmit" | "abandon"}`: what becomes of a job that nobody knows about."""
        self._hear("resolve", payload)

    @workflow.signal
    async def recast(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"profile", "shots"}`: others make what is left, or those shots of it."""
        try:
            decision = read_decision("recast", payload)
        except BadInput as error:
            self._state.record(Decision(kind="recast"), reason=str(error))
            return
        await recast(self._state, decision)

    @workflow.signal
    def pause(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """Begin nothing new; what is on its way is finished."""
        self._hear("pause", payload)

    @workflow.signal
    def resume(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """Go on after a pause."""
        self._hear("resume", payload)

    @workflow.update
    def decide_storyboard(self, payload: Any) -> DecisionRecord:  # noqa: ANN401
        """`{"decision": "approve" | "revise" | "reject", …}`: as the signals, but refused when it cannot be taken."""
        return self._take(read_gate_decision(payload))

    @decide_storyboard.validator
    def _check_decision(self, payload: Any) -> None:  # noqa: ANN401
        try:
            reason = self._objection(read_gate_decision(payload))
        except BadInput as error:
            raise ApplicationError(str(error), type="BadInput", non_retryable=True) from error
        if reason:
            raise ApplicationError(reason, type="WrongMoment", non_retryable=True)

    @workflow.query
    def film(self) -> FilmView:
        """Everything that can be read of the film."""
        return self._state.view()
