"""FilmWorkflow: casting → story → keyframes → the gate → shots → cut → publish."""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.brief import Brief
    from models.errors import BadInput
    from models.film.decisions import Decision
    from models.film.start import FilmRequest, read_request
    from models.film.view import BRIEF_MEMO, BUDGET_MEMO, LAST_WORD_MEMO, MISSING_MEMO, FilmResult
    from models.inputs import read_input
    from models.money.budget import told_budget
    from models.runs.continuation import Continuation, Point
    from workflows.errands import executed, to_its_end
    from workflows.failures import reason_of
    from workflows.film_state import FilmState
    from workflows.film_views import film_view
    from workflows.gates.approval import Lapsed, Rejected
    from workflows.money.books import Books
    from workflows.reels.course import Course
    from workflows.reels.earlier_reels import restore_reels
    from workflows.reels.film_signals import FilmSignals
    from workflows.retakes import approve_unchanged, change, left_earlier, put_back, recall, restore
    from workflows.runs.ends import FilmEnd, broken_off, check_id
    from workflows.runs.inheritance import left_at, take_up, take_up_work
    from workflows.runs.premises import look
    from workflows.runs.successor import Successor
    from workflows.story.script import read_brief, write_script, write_shots
    from workflows.weights import weighed

UNREADABLE = FilmRequest(brief=Brief(prompt="A request that cannot be read."))
"""Stands for a request that cannot be used, while its film says so and ends: a film is never without one."""


@workflow.defn
class FilmWorkflow(FilmSignals):
    """Makes one film. Its workflow id is the film's id.

    It is started with one input, a `FilmRequest`, and takes whatever it is given: what cannot be used ends the
    film with a sentence, where inputs of a type would fail its first task again and again. A run that goes on from
    another has a second input, the `Continuation`.
    """

    @workflow.init
    def __init__(self, *given: Any) -> None:  # noqa: ANN401 - whatever whoever starts it hands over
        self._refused: BadInput | None = None
        self._before: Continuation | None = None
        goes_on = workflow.info().continued_run_id is not None
        try:
            request = read_request(given[:1] if goes_on else given)
            if goes_on:
                self._before = read_input(given[1:], Continuation, "film's continuation")
        except BadInput as error:
            self._refused, request = error, UNREADABLE
        successor = Successor(request, self._still, self._left, self._before)
        super().__init__(FilmState(request), successor)
        if self._refused:
            self._state.digest = ""
        self._request = request
        self._books = Books(self._state)
        self._reel = Course(self._state, self._pictures, self._shots, self._take, successor)
        if self._before is not None:
            take_up(self._before, self._state)
            take_up_work(self._before, self._pictures, self._shots, self._reel)
            self._books.take_up()
            if self._before.reels:
                self._reels.take_up(self._before.reels)

    def _still(self) -> bool:
        """Whether nothing at all is on its way."""
        state = self._state
        asked = state.unknowns.jobs or not workflow.all_handlers_finished()
        return (
            not asked and state.budget.still and self._reel.still and self._reels.still and self._books.still
        )

    def _left(self, point: Point) -> Continuation:
        """What this run leaves to the next, which goes on at a point."""
        left = left_at(point, self._state, self._pictures, self._shots, self._reel)
        return left.model_copy(update={"reels": self._reels.left() if self._state.plans else None})

    @property
    def pair_mark(self) -> str:
        """The mark of the store and the database that the film was begun with; empty until it has looked."""
        return self._state.mark

    @workflow.run
    async def run(self, *given: Any) -> FilmResult:  # noqa: ANN401, ARG002 - Temporal hands it to __init__ too
        """Make the film that the request asks for; a shot that cannot be made does not stop it."""
        end = await to_its_end(self._close(await self._course()))
        await workflow.wait_condition(workflow.all_handlers_finished)
        if end.error is not None:
            raise end.error
        view = film_view(self._state)
        return FilmResult(
            status=view.verdict,
            title=view.title,
            film=view.documents.get("film.mp4"),
            seconds=view.film_seconds,
            missing=tuple(shot.shot.shot_id for shot in view.missing),
        )

    async def _course(self) -> FilmEnd:
        """Make the film, as far as it comes: whatever Temporal would end its workflow over is an end of it.

        A fault in the program is none: it fails the task, so that a mended worker goes on.
        """
        try:
            if self._before is None:
                self._state.enter("casting")
                await look(self._state)
            if self._refused:
                raise ApplicationError(str(self._refused), type="BadInput", non_retryable=True)
            self._books.open()
            if not workflow.info().raw_memo.get(BRIEF_MEMO):
                budget = told_budget(self._state.budget.ledger.budget)
                workflow.upsert_memo({BRIEF_MEMO: self._state.digest, BUDGET_MEMO: budget})
            await self._make()
        except FilmEnd as end:
            return end
        except (FailureError, TimeoutError, asyncio.CancelledError) as error:
            return broken_off(error, retake=self._request.previous is not None)
        return FilmEnd("finished")

    async def _close(self, end: FilmEnd) -> FilmEnd:
        """The one door through which every film ends: all work stopped, books and report written, the reason said.

        Gives the end that it came to: a film whose report cannot be written is not finished.
        """
        state = self._state
        state.end()
        self._reel.stop()
        await self._reels.abandon()
        await self._reel.abandon()
        state.unknowns.close()
        await workflow.wait_condition(workflow.all_handlers_finished)
        state.reel.abandon()
        if end.stage == "cancelled" and not state.mark:  # before it had looked
            with suppress(FailureError):
                await look(state, retries.LAST_WORDS)
        if end.error is not None or end.stage == "cancelled":
            await put_back(state, self._request.previous)
        await self._books.close()
        if self._refused is None:
            end = await self._report(end)
        state.enter(end.stage, end.reason)
        return end

    async def _report(self, end: FilmEnd) -> FilmEnd:
        """Write the film's report; gives the end, which is another one when that fails."""
        state = self._state
        if end.error is None:
            state.enter("publish")
        last = film_view(state).model_copy(update={"stage": end.stage, "reason": end.reason, "waiting": ""})
        bounds = retries.QUICK if end.error is None else retries.LAST_WORDS
        try:
            word = await executed(
                contracts.Publishing.report, last, task_queue="io", summary="Report", **bounds
            )
            state.documents |= word.documents
            lacking = {MISSING_MEMO: last.missing_count} if last.missing_count else {}
            workflow.upsert_memo({LAST_WORD_MEMO: word.view, **lacking})
        except FailureError as error:
            if end.error is None:
                return broken_off(error, retake=self._request.previous is not None)
            state.note(f"The report could not be written: {reason_of(error)}")
        return end

    async def _make(self) -> None:
        state, previous, before = self._state, self._request.previous, self._before
        check_id(state.film_id)
        if before is None:
            await self._tell()
        elif previous is not None:
            state.earlier = await left_earlier(previous)
        if previous is None and (before is None or before.point == "bible"):
            await self._approved(self._reel.waiting.of_bible())
            await self._successor.between("bible", lambda: state.bible_gate.passed)
        if state.plans:
            await self._make_reels()
            return
        if before is None or before.point == "bible":
            await self._draw()
        while not await self._cut_of_all():
            pass  # a stored file was lost: its shot is left to be made again

    async def _tell(self) -> None:
        """Have the film's words and its subjects: written, read, or as an earlier run left them."""
        state, previous, wanted = self._state, self._request.previous, self._request.options.stop_at
        if previous is not None:
            await recall(state, previous)
        await self._cast()
        if previous is None:
            await self._write()
        elif state.standings:
            await restore_reels(state, self._reels, previous)
        else:
            await restore(state, previous.changes)
        if wanted == "story":
            raise FilmEnd("stopped", "The story was all that was asked for.")
        if previous is None:
            # Where a person sees the board, others may still be cast.
            by_itself = self._request.options.approve == "auto" and not state.plans
            if by_itself and (hopeless := state.quotes.hopeless(clips=wanted == "film")):
                raise ApplicationError(hopeless, type="FilmFailed", non_retryable=True)
            await self._subjects.draw()

    async def _draw(self) -> None:
        """The pictures of the film's one reel and its first board."""
        state, previous = self._state, self._request.previous
        state.enter("keyframes")
        if previous is None:
            await self._pictures.draw_all()
        else:
            await change(state, self._pictures, previous.changes)
        if not state.gate.blocked and not any(view.keyframe for view in state.reel.views):
            raise ApplicationError(
                f"No picture could be drawn: {state.reel.views[0].missing}",
                type="FilmFailed",
                non_retryable=True,
            )
        if previous is None:
            await self._pictures.lay_out()
        else:
            approve_unchanged(state, self._take)
        if self._request.options.stop_at == "storyboard":
            raise FilmEnd("stopped", "The storyboard was all that was asked for.")

    async def _make_reels(self) -> None:
        """Make the reels of a long film, and cut it of them."""
        previous = self._request.previous
        if previous is None and not self._state.standings:
            self._reels.fill(self._state.plans)
        await self._approved(self._reels.make())
        await self._successor.between("reels", lambda: self._state.gate.rejected is None)
        if self._request.options.stop_at == "storyboard":
            raise FilmEnd("stopped", "The storyboards were all that was asked for.")
        if previous is not None or self._reels.edited:
            await write_shots(self._state)
        await self._reel.cut.make_of(tuple(made.standing for made in self._reels.made))

    async def _cut_of_all(self) -> bool:
        """Make what is left of the shots, and cut them; False when something of them was lost meanwhile."""
        await self._approved(self._reel.made())
        if self._request.previous is not None or self._state.edits.reordered:
            await write_shots(self._state)
        await self._reel.close()
        return await self._reel.cut.make() and await self._reel.is_whole()

    async def _cast(self) -> None:
        await read_brief(self._state)
        run, stop_at = self._request.options, self._state.request.options.stop_at
        stops = stop_at == "story"
        previous = self._request.previous
        request = contracts.CastRequest(
            brief=self._state.brief,
            story_only=stops,
            draft=run.draft,
            tried=previous.tried if previous else (),
            named=previous.named if previous else {},
            ladder=run.climbs,
        )
        cast = await executed(
            contracts.Casting.cast, request, task_queue="io", summary="Casting", **retries.QUICK
        )
        for remark in cast.remarks:
            self._state.note(remark)
        self._state.cast = cast if stops else await weighed(cast, pictures_only=stop_at == "storyboard")

    async def _write(self) -> None:
        await self._state.clear()
        self._state.enter("story")
        await write_script(self._state)

    async def _approved(self, waiting: Coroutine[Any, Any, None]) -> None:
        """Wait until what is shown is approved."""
        try:
            await waiting
        except Lapsed as lapsed:
            raise FilmEnd("cancelled", str(lapsed)) from None
        except Rejected as rejected:
            raise await self._rejected(rejected.decision) from None

    async def _rejected(self, decision: Decision) -> FilmEnd:
        """The end of a film whose board was rejected; one that was made before stays as it was."""
        by = f" by {decision.by}" if decision.by else ""
        why = f": {decision.note.rstrip('.')}." if decision.note else "."
        if self._request.previous is None:
            what = "storyboard" if self._state.gate.board or self._state.standings else "bible"
            return FilmEnd("rejected", f"The {what} was rejected{by}{why}")
        await self._reels.abandon()
        await put_back(self._state, self._request.previous)
        return FilmEnd("finished", f"The retake was rejected{by}{why} The film stays as it was.")
