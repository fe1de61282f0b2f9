"""ReelWorkflow: a reel's board, its gate, its shots and its own cut; its film is told where it stands."""

import asyncio
from collections.abc import Awaitable
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.cutlist import CutList
    from models.errors import BadInput
    from models.film.decisions import Decision
    from models.film.reel_order import UNREADABLE, MadeReel, ReelOrder
    from models.inputs import read_input
    from models.money.dollars import ZERO
    from models.orders.assets import Blob
    from models.runs.continuation import Continuation, Point
    from models.shots.view import ShotView
    from workflows.errands import executed, to_its_end
    from workflows.failures import reason_of, started_with, was_cancelled
    from workflows.film_state import FilmState
    from workflows.film_views import film_view
    from workflows.gates.approval import Lapsed, Rejected
    from workflows.money.books import Books
    from workflows.reels.borrower import Borrower
    from workflows.reels.concern import concerns
    from workflows.reels.course import Course
    from workflows.retakes import approve_unchanged, change, restore, take_over
    from workflows.runs.inheritance import left_at, take_up, take_up_work
    from workflows.runs.successor import Successor
    from workflows.signals import Signals


Over = Literal["finished", "stopped", "rejected", "cancelled", "failed"]


class ReelEnd(Exception):
    """The reel ends here, as a stage and for a reason."""

    def __init__(self, stage: Over, reason: str = "") -> None:
        super().__init__(reason)
        self.stage = stage
        self.reason = reason


@workflow.defn
class ReelWorkflow(Signals):
    """Makes one reel of a film that has several; whatever becomes of it is a result."""

    @workflow.init
    def __init__(self, *given: Any) -> None:  # noqa: ANN401 - whatever whoever starts it hands over
        self._refused: ApplicationError | None = None
        goes_on = workflow.info().continued_run_id is not None
        try:
            order = started_with(given[:1], ReelOrder, "reel's order")
            before = started_with(given[1:], Continuation, "reel's continuation") if goes_on else None
        except ApplicationError as error:
            # Raised here, it would leave the SDK with a `run` that nobody awaits.
            self._refused, order, before = error, UNREADABLE, None
        successor = Successor(order, self._still, self._left, before)
        super().__init__(FilmState(order.request, order), successor)
        self._order = order
        self._before = before
        self._books = Books(self._state)
        self._course = Course(self._state, self._pictures, self._shots, self._take, successor)
        self._film = Borrower(self._state)
        if before is not None:
            take_up(before, self._state)
            take_up_work(before, self._pictures, self._shots, self._course)
            self._books.take_up()

    def _still(self) -> bool:
        """Whether nothing at all is on its way."""
        state = self._state
        asked = state.unknowns.jobs or not workflow.all_handlers_finished()
        return (
            not asked and state.budget.still and self._course.still and self._film.still and self._books.still
        )

    def _left(self, point: Point) -> Continuation:
        """What this run leaves to the next, which goes on at a point."""
        left = left_at(point, self._state, self._pictures, self._shots, self._course)
        return left.model_copy(update={"turn": self._film.has_turn})

    @workflow.run
    async def run(self, *given: Any) -> MadeReel:  # noqa: ANN401, ARG002 - Temporal hands it to __init__ too
        """Make the reel that the `ReelOrder` asks for."""
        if self._refused:
            self._state.end()
            await workflow.wait_condition(workflow.all_handlers_finished)
            raise self._refused
        made = await to_its_end(self._close(await self._end()))
        await workflow.wait_condition(workflow.all_handlers_finished)
        return made

    async def _end(self) -> ReelEnd:
        try:
            self._books.open()
            await self._make()
        except ReelEnd as end:
            return end
        except Rejected:
            return ReelEnd("rejected")
        except Lapsed as lapsed:
            return ReelEnd("cancelled", str(lapsed))
        except (FailureError, TimeoutError, asyncio.CancelledError) as error:
            if was_cancelled(error):
                return ReelEnd("cancelled", "The film was cancelled.")
            return ReelEnd("failed", reason_of(error))
        return ReelEnd("finished")

    async def _make(self) -> None:
        state, wanted, before = self._state, self._order.options.stop_at, self._before
        if before is None or before.turn:
            self._film.begin()
        if before is not None:
            self._film.open()
        elif self._order.earlier is None:
            await self._draw()
        else:
            await self._change(self._order.earlier)
        if wanted == "storyboard":
            raise ReelEnd("stopped", "The storyboard was all that was asked for.")
        while True:
            await self._course.made(self._film.turn)
            await self._course.close()
            state.enter("cut")
            if await self._course.cut.make_reel() and await self._course.is_whole():
                return

    async def _draw(self) -> None:
        """Read the shots, and draw their pictures and the board."""
        state = self._state
        state.enter("keyframes")
        reel = await executed(
            contracts.Reels.shots,
            contracts.ReelWords(words=self._order.plan.words),
            task_queue="io",
            summary=f"The shots of reel {state.number}",
            **retries.QUICK,
        )
        quotes = contracts.QuotesRequest(film=state.orders, cast=state.cast, shots=reel.shots)
        quoted = await executed(
            contracts.Casting.quotes, quotes, task_queue="io", summary="Quotes", **retries.QUICK
        )
        state.heed(quoted, score=False)
        first = state.reel.first_number
        state.reel.fill(ShotView(shot=shot) for shot in reel.shots)
        self._edits.number_from(first)
        self._film.open()
        await self._pictures.draw_all()
        await self._pictures.lay_out()

    async def _change(self, earlier: Blob) -> None:
        """Go on from what the reel left in an earlier run of the film, and change what is to be changed."""
        state, changes = self._state, self._order.changes
        state.enter("keyframes")
        view = await executed(
            contracts.Reels.recall,
            contracts.ReelView(view=earlier),
            task_queue="io",
            summary=f"What reel {state.number} left",
            **retries.QUICK,
        )
        take_over(state, view)
        state.bible = self._order.bible
        await restore(state, changes, score=False)
        self._edits.number_from(state.reel.first_number)
        self._film.open()
        await change(state, self._pictures, changes)
        approve_unchanged(state, self._take)

    async def _close(self, end: ReelEnd) -> MadeReel:
        """The one door through which a reel ends: all work stopped, its books written, what it leaves stored."""
        state = self._state
        state.end()
        self._course.stop()
        await self._course.abandon()
        state.unknowns.close()
        self._film.close()
        await workflow.wait_condition(workflow.all_handlers_finished)
        await self._books.close()
        state.reel.abandon()
        state.enter(end.stage, end.reason)
        standing = self._film.standing(end.stage).model_copy(
            update={"waits": False, "waiting": "", "wants": ZERO}
        )
        if not state.reel:
            return MadeReel(standing=standing, reason=end.reason, unmade=end.stage == "failed")
        cut = self._course.cut.cut_list(state.reel.views)
        try:
            left = await self._stored(end, cut)
        except FailureError as error:
            return MadeReel(standing=standing, reason=end.reason or reason_of(error), unmade=True)
        first = state.reel.views[0].shot.transition if state.number > 1 else None
        blends = sum(shot.transition != "cut" for shot in cut.shots[1:]) + ((first or "cut") != "cut")
        leaves = {
            "view": left.view,
            "cut": left.cut,
            "film": state.documents.get(state.place("reel.mp4")),
            "frames": sum(shot.frames for shot in cut.shots),
            "blends": blends,
        }
        standing = standing.model_copy(update=leaves)
        return MadeReel(standing=standing, reason=end.reason, unmade=end.stage == "failed")

    def _stored(self, end: ReelEnd, cut: CutList) -> Awaitable[contracts.ReelPapers]:
        """Store what the reel leaves."""
        whole = end.stage in ("finished", "stopped")
        left = contracts.ReelLeft(number=self._state.number, view=film_view(self._state), cut=cut)
        return executed(
            contracts.Reels.close,
            left,
            task_queue="io",
            summary=f"What reel {self._state.number} leaves",
            **(retries.QUICK if whole else retries.LAST_WORDS),
        )

    def _objection(self, decision: Decision) -> str:
        """What is the whole film's is not decided here."""
        film_id = self._state.film_id
        if decision.kind == "reject":
            return f"A reel is not rejected by itself: `longtake reject {film_id}` ends a film of which no reel is approved."
        if decision.kind in ("approve_bible", "revise_subject", "budget"):
            return f"That is decided about the whole film {film_id!r}, not about one of its reels."
        return super()._objection(decision)

    @workflow.signal
    async def passed_on(self, payload: Any = None, *_: Any) -> None:  # noqa: ANN401
        """A decision that the film was told and that is about this reel."""
        try:
            decision = read_input((payload,), Decision, "decision")
        except BadInput:
            return
        if not concerns(self._state, decision):
            return
        if decision.kind == "recast":
            await self._recast(decision)
        else:
            await self._decide(decision)

    @workflow.signal
    async def limited(self, limited: Any = None, *_: Any) -> None:  # noqa: ANN401
        """Whether the film's budget, which is another one, holds it back."""
        await self._film.limit(limited=bool(limited))

    @workflow.signal
    def numbered(self, first: Any = None, *_: Any) -> None:  # noqa: ANN401
        """The number with which the reel's shots begin: reels before it have more by now, or fewer."""
        if isinstance(first, int) and first > 0:
            self._edits.number_from(first)

    @workflow.signal
    def your_turn(self, *_: Any) -> None:  # noqa: ANN401
        """The reel may go on with its shots."""
        self._film.begin()

    @workflow.signal
    def lent(self, usd: Any = None, *_: Any) -> None:  # noqa: ANN401
        """The film lends so many dollars more."""
        try:
            amount = Decimal(str(usd))
        except InvalidOperation:
            return
        if amount.is_finite() and amount > ZERO:
            self._film.lend(amount)

    @workflow.signal
    async def give_back(self, *_: Any) -> None:  # noqa: ANN401
        """The film wants back what the reel does not need."""
        await self._film.give_back()
