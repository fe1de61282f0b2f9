"""What people tell a running film, and what they can ask it: its signals, its update, its query."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.errors import BadInput
    from models.film.decisions import (
        GATE_KINDS,
        Decision,
        DecisionKind,
        DecisionRecord,
        read_decision,
        read_gate_decision,
    )
    from models.film.start import FilmRequest
    from models.film.view import FilmView
    from workflows.film_state import FilmState
    from workflows.money.decisions import money_objection, recast, set_budget, shot_named
    from workflows.pictures import Pictures
    from workflows.shots import Shots


class Signals:
    """A film that hears decisions: each is objected to or carried out, and written down either way."""

    def __init__(self, request: FilmRequest) -> None:
        self._state = FilmState(request)
        self._pictures = Pictures(self._state)
        self._shots = Shots(self._state, self._pictures.draw_again)

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
                self._shots.stop(self._pictures.redraw(decision))
            case "reject":
                state.gate.rejected = decision
                state.budget.close()
                state.unknowns.close()
                self._shots.stop()
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
