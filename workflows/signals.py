"""What people tell a running film, and what they can ask it: its signals, its update, its query."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from models.errors import BadInput
    from models.film.board import board_markdown
    from models.film.decisions import (
        EDIT_KINDS,
        GATE_KINDS,
        Decision,
        DecisionKind,
        DecisionRecord,
        read_decision,
        read_gate_decision,
    )
    from models.film.page import BiblePage, FilmPage, ReelPage, bible_page, film_page, reel_page
    from models.shots.takes import MOST_TAKES
    from models.shots.view import ShotView
    from workflows.bible.revision import bible_objection
    from workflows.board.edits import BoardEdits
    from workflows.board.fields import cast_also, fields_objection, newly_named
    from workflows.board.signals import BoardSignals
    from workflows.failures import reason_of
    from workflows.film_state import FilmState
    from workflows.film_views import film_summary
    from workflows.money.decisions import money_objection, recast, set_budget, shot_named
    from workflows.pictures import Pictures
    from workflows.runs.successor import Successor
    from workflows.shots.film_shots import Shots


class Signals(BoardSignals):
    """A film that hears decisions: each is objected to or carried out, and written down either way."""

    def __init__(self, state: FilmState, successor: Successor) -> None:
        self._state = state
        self._successor = successor
        self._pictures = Pictures(self._state)
        self._subjects = self._pictures.subjects
        self._shots = Shots(self._state, self._pictures.draw_again)
        self._edits = BoardEdits(state, self._pictures)

    def _take(self, decision: Decision) -> DecisionRecord:
        """Carry out a decision, unless something speaks against it; either way it is written down."""
        state = self._state
        reason = self._objection(decision)
        if reason:
            return state.record(decision, reason=reason)
        match decision.kind:
            case "approve":
                state.gate.approve()
                state.edits.approve()
            case "revise":
                state.edits.revises("revise", self._views(decision.shot))
                self._shots.stop(self._pictures.redraw(decision))
            case "redraw":
                names = self._stale(decision)
                state.edits.revises("redraw", self._views(*names))
                for name in names:
                    self._shots.stop(self._pictures.redraw_stale(name))
            case "undo":
                return state.record(decision, says=self._edits.undo())
            case kind if kind in EDIT_KINDS:
                return state.record(decision, says=self._edits.edit(decision))
            case "approve_bible":
                state.bible_gate.approve()
            case "reject":
                state.gate.rejected = decision
                state.paused = False
                state.budget.close()
                state.unknowns.close()
                self._shots.stop()
                self._pictures.stop()
            case "budget":
                set_budget(state, decision)
            case "allow":
                state.budget.allow(shot_named(state, decision.shot))
            case "resolve":
                assert decision.action is not None, "a resolution without an action is not read"
                state.unknowns.resolve(shot_named(state, decision.shot), decision.action)
            case "pause" | "resume":
                state.paused = decision.kind == "pause"
        return state.record(decision)

    async def _decide(self, decision: Decision) -> DecisionRecord:
        """As `_take`, once whoever is named to make a shot is cast."""
        state, named = self._state, newly_named(self._state, decision)
        if not named or self._objection(decision):
            return self._take(decision)
        try:
            reason = await cast_also(state, decision, named)
        except FailureError as error:  # cancelled by hand: it would end the film past its end
            reason = reason_of(error)
        return state.record(decision, reason=reason) if reason else self._take(decision)

    def _objection(self, decision: Decision) -> str:
        state = self._state
        if state.ending:
            return "Nothing can be decided any more: the film has ended."
        match decision.kind:
            case "approve_bible":
                return state.bible_gate.objection(decision)
            case "revise_subject":
                return bible_objection(state, decision)
            case "reject" if state.stage == "bible" and not state.bible_gate.passed and not state.gate.board:
                return ""
            case kind if kind in EDIT_KINDS:
                return self._edits.objection(decision)
            case kind if kind in GATE_KINDS:
                shot = state.reel.find(decision.shot) if decision.says else None
                objection = state.gate.objection(decision, state.reel.shots) or self._too_often(decision)
                objection = objection or (decision.objection(shot) if shot else "")
                return objection or self._fields_objection(decision)
            case _:
                return money_objection(state, decision)

    def _too_often(self, decision: Decision) -> str:
        """Why a shot is not drawn once more, in one sentence; empty when it may be."""
        reel, names = self._state.reel, []
        if decision.kind == "revise" and (shot := reel.find(decision.shot)):
            names = [shot.shot_id]
        elif decision.kind == "redraw":
            stranger = next((name for name in decision.shots if reel.find(name) is None), "")
            if stranger:
                return f"There is no shot {stranger!r} in this film."
            names = self._stale(decision)
            if not names:
                return "No picture is stale: none shows a subject as it is no longer."
        often = next((name for name in names if reel.view(name).next_take > MOST_TAKES), "")
        return f"{often} was drawn {MOST_TAKES} times: one of those has to do." if often else ""

    def _stale(self, decision: Decision) -> list[str]:
        """The stale shots, or those of them that a decision names."""
        reel = self._state.reel
        wanted = {shot.shot_id for name in decision.shots if (shot := reel.find(name))}
        stale = (view.shot.shot_id for view in reel.in_order() if view.stale)
        return [name for name in stale if not decision.shots or name in wanted]

    def _views(self, *names: str) -> list[ShotView]:
        """Where the shots of these names stand."""
        reel = self._state.reel
        return [reel.view(shot.shot_id) for shot in map(reel.find, names) if shot]

    def _fields_objection(self, decision: Decision) -> str:
        """Why a shot does not get the fields that a revision gives it; empty when it does."""
        shot = self._state.reel.find(decision.shot)
        return fields_objection(self._state, shot, decision) if shot else ""

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
    def reject_storyboard(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"by", "note"}`: end a film that was not approved as rejected, with everything kept; a retake is dropped."""
        self._hear("reject", payload)

    @workflow.signal
    def redraw_stale(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"shots", "by"}`: draw the pictures anew that show subjects as they are no longer; all of them without shots."""
        self._hear("redraw", payload)

    @workflow.signal
    def approve_bible(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"by", "note", "board"}`, all optional: go on with the bible, `board` being its revision."""
        self._hear("approve_bible", payload)

    async def _revise_subject(self, decision: Decision) -> DecisionRecord:
        """Change a subject, once what is given of it was looked at; the film may have gone on by then."""
        state, reason = self._state, self._objection(decision)
        try:
            reason = reason or await self._subjects.objection(decision) or self._objection(decision)
        except FailureError as error:  # cancelled by hand: it would end the film past its end
            reason = reason_of(error)
        if not reason:
            self._subjects.change(decision)
        return state.record(decision, reason=reason)

    @workflow.signal
    async def revise_subject(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"subject", "description", "picture", "voice" or "trigger", or "into", "by"}`: a subject is otherwise from now on."""
        try:
            decision = read_decision("revise_subject", payload)
        except BadInput as error:
            self._state.record(Decision(kind="revise_subject"), reason=str(error))
            return
        await self._revise_subject(decision)

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

    async def _recast(self, decision: Decision) -> None:
        try:
            await recast(self._state, decision)
        except FailureError as error:  # cancelled by hand: it would end the film past its end
            self._state.record(decision, reason=reason_of(error))

    @workflow.signal
    async def recast(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """`{"profile", "shots"}`: others make what is left, or those shots of it."""
        try:
            decision = read_decision("recast", payload)
        except BadInput as error:
            self._state.record(Decision(kind="recast"), reason=str(error))
            return
        if reason := self._objection(decision):
            self._state.record(decision, reason=reason)
            return
        await self._recast(decision)

    @workflow.signal
    def pause(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """Begin nothing new; what is on its way is finished."""
        self._hear("pause", payload)

    @workflow.signal
    def resume(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """Go on after a pause."""
        self._hear("resume", payload)

    @workflow.signal
    def wake(self, *_: Any) -> None:  # noqa: ANN401
        """Another build of the code may be current: go on under it where nothing is on its way."""
        self._successor.wake()

    @workflow.update
    async def decide_storyboard(self, payload: Any = None, *_: Any) -> DecisionRecord:  # noqa: ANN401
        """`{"decision": "approve" | "revise" | "reject" | …}`: as the signals, but refused when it cannot be taken."""
        decision = read_gate_decision(payload)
        if decision.kind == "revise_subject":
            record = await self._revise_subject(decision)
        else:
            record = await self._decide(decision)
        if not record.accepted:
            raise ApplicationError(record.reason, type="WrongMoment", non_retryable=True)
        return record

    @decide_storyboard.validator
    def _check_decision(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        try:
            reason = self._objection(read_gate_decision(payload))
        except BadInput as error:
            raise ApplicationError(str(error), type="BadInput", non_retryable=True) from error
        if reason:
            raise ApplicationError(reason, type="WrongMoment", non_retryable=True)

    @workflow.query
    def film(self, *_: Any) -> FilmPage:  # noqa: ANN401
        """Where the film stands, but for its shots, which are read where its books are: under 64 KiB."""
        state = self._state
        count = sum(reel.count for reel in state.standings.values()) or len(state.reel)
        shown = {number: reel.change for number, reel in state.standings.items() if reel.waits}
        if state.gate.waits:
            shown[state.number or 1] = state.reel.change
        return film_page(film_summary(state), count, shown)

    @workflow.query
    def bible(self, start: Any = 0, *_: Any) -> BiblePage:  # noqa: ANN401
        """Who and what recurs, from the subject with that place on, from 0: page by page, under 64 KiB."""
        return bible_page(self._state.bible, start if isinstance(start, int) else 0)

    @workflow.query
    def reels(self, first: Any = 0, *_: Any) -> ReelPage:  # noqa: ANN401
        """Where the film's reels stand from the place `first` on, from 0: page by page, under 64 KiB."""
        standings = film_summary(self._state).reels
        return reel_page(standings, first if isinstance(first, int) else 0)

    def details(self) -> str:
        """What Temporal's UI shows as the film's current details: its board in words."""
        reel = self._state.reel
        return board_markdown(film_summary(self._state), reel.in_order(), len(reel))
