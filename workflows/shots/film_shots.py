"""The shots: a window of child workflows over approved keyframes, and only over those."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial

from temporalio import workflow
from temporalio.exceptions import ChildWorkflowError, WorkflowAlreadyStartedError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import retries
    from models.money.dollars import ZERO
    from models.money.steps import Step
    from models.orders.shot_orders import LostPart, MadeShot, Price, ShotOrder
    from models.runs.continuation import BegunTake
    from models.shots.view import ShotView
    from workflows.bible.staleness import mark_openings
    from workflows.errands import Errands, Window
    from workflows.failures import reason_of
    from workflows.film_state import FilmState
    from workflows.library import look_up_shots
    from workflows.moderation.climb import Climb
    from workflows.money.purchases import LOST, LOST_PART, STOPPED, book, book_failed, unknown_job
    from workflows.money.unknown_jobs import MOST_LOST
    from workflows.orders import Lost
    from workflows.shots.left_out import left_out
    from workflows.shots.progress import Progress
    from workflows.shots.scenes import Scenes
    from workflows.shots.shot import ShotWorkflow
    from workflows.shots.shot_orders import order_of


BY_HAND = "The shot's workflow was cancelled by hand."


class Shots:
    """The film's shots on their way."""

    def __init__(self, state: FilmState, draw_again: Callable[[str], Awaitable[bool]]) -> None:
        """`draw_again` draws a shot's lost picture anew; whether it is the very same, which needs no approval."""
        self._state = state
        self._draw_again = draw_again
        self._begun: dict[tuple[str, int], Progress | BegunTake] = {}
        self._window = Window(state.request.options.at_once.shots, state.places)
        self._scenes = Scenes(state)
        self._running = Errands()

    def left(self) -> tuple[BegunTake, ...]:
        """The takes that were begun, when none is on its way."""
        return tuple(
            BegunTake(shot_id=name, take=take, attempts=dict(begun.attempts), runs=begun.runs)
            for (name, take), begun in self._begun.items()
        )

    def take_up(self, begun: Iterable[BegunTake]) -> None:
        """The takes that the runs before began."""
        self._begun |= {(one.shot_id, one.take): one for one in begun}

    def stop(self, shot_id: str | None = None) -> None:
        """Stop the work on one shot, or on all."""
        self._running.stop(shot_id)

    async def render(self) -> None:
        """Make every shot that is left; returns early when the gate shuts, with what was begun finished."""
        reel = self._state.reel
        found = await self._found([view for view in reel.left if not view.follows])

        async def one(view: ShotView) -> None:
            shot_id = view.shot.shot_id
            cast = self._state.cast_of(shot_id)
            makers = [cast.video, *([cast.speech] if view.shot.said else [])]
            makers += [cast.lips] if cast.lips and self._current(shot_id).lips else []
            async with self._scenes.turn(shot_id), self._window.slot(*makers):
                await self._state.clear()
                await self._render_one(view, found.get(shot_id) or await self._opened(view))

        left = reel.left
        self._scenes.begin(view.shot.shot_id for view in left)
        await asyncio.gather(*(one(view) for view in left))

    async def _opened(self, view: ShotView) -> MadeShot | None:
        """What the library has of a shot that opens with the last frame of another, which is there by now."""
        reel, shot_id = self._state.reel, view.shot.shot_id
        follows = reel.view(shot_id).follows
        if not follows or not self._due(shot_id, view.take):
            return None
        opened = await self._scenes.open(reel.view(shot_id), order_of(self._state, reel.view(follows)))
        if not self._due(shot_id, view.take):
            return None
        reel.show(opened)
        return (await self._found([opened])).get(shot_id)

    async def _found(self, views: Sequence[ShotView]) -> dict[str, MadeShot]:
        """What the library has of some shots; a shot that is all there is done."""
        reel = self._state.reel
        takes = {view.shot.shot_id: view.take for view in views}
        found = await look_up_shots(tuple(order_of(self._state, view) for view in views))
        found = {
            name: made.model_copy(update={"notes": (*left_out(self._state, name), *made.notes)})
            for name, made in found.items()
        }
        current = {name: made for name, made in found.items() if reel.wants(name, takes[name])}
        if reel.gate.passed:
            whole = {name: made for name, made in current.items() if made.clip and made.conformed}
            reel.show(*(reel.view(name).done(made) for name, made in whole.items()))
            for name, made in whole.items():
                self._tell(name, made)
                mark_openings(self._state, name)
        return current

    def _due(self, shot_id: str, take: int) -> bool:
        """Whether a take may be begun: approved, wanted, and not there yet."""
        reel = self._state.reel
        return reel.gate.passed and reel.wants(shot_id, take) and reel.view(shot_id).left

    async def _render_one(self, view: ShotView, found: MadeShot | None) -> None:
        state, reel, shot_id = self._state, self._state.reel, view.shot.shot_id
        if not self._due(shot_id, view.take):
            return
        # A take whose clip was made and then lost is asked for anew, and paid for as such.
        earlier = self._begun.get((shot_id, view.take))
        climb = Climb(state, shot_id, view.take, "clip")
        progress = Progress(view, found or MadeShot(notes=left_out(state, shot_id)), climb, earlier)
        if reason := state.quotes.cannot(shot_id, "clip"):
            self._done(shot_id, MadeShot(missing=f"The clip cannot be made: {reason}"), progress)
            return
        clear = await progress.clear(partial(self._current, shot_id))
        self._as_worded(shot_id, progress)
        if not clear:
            missing = f"The clip could not be made: {climb.told('It was refused before')}"
            self._done(shot_id, progress.made.model_copy(update={"missing": missing}), progress)
            return
        while True:
            granted = await state.budget.reserve(lambda: self._steps(shot_id, progress))
            if granted is None:
                return
            view = reel.view(shot_id)
            reel.show(view.rendering())
            self._begun[shot_id, view.take] = progress
            made = await self._child(view, progress, granted)
            if made is None:
                for step in granted:
                    state.budget.give_up(step, STOPPED)
                return
            again = await self._again(made, progress, granted) or await self._mended(shot_id, made, progress)
            if not again and not await self._tried_otherwise(shot_id, made, progress):
                break
        if made.gone and not reel.gate.passed:
            return  # it has another picture by now, which has to be approved
        missing = climb.told(made.missing) if made.refused else made.missing
        self._done(shot_id, made.without_lost_lips().model_copy(update={"missing": missing}), progress)

    async def _tried_otherwise(self, shot_id: str, made: MadeShot, progress: Progress) -> bool:
        """Whether a clip that was refused for its content is asked for otherwise."""
        current = partial(self._current, shot_id)
        otherwise = self._due(shot_id, progress.take) and await progress.tried_otherwise(made, current)
        self._as_worded(shot_id, progress)
        return otherwise

    def _as_worded(self, shot_id: str, progress: Progress) -> None:
        """What is left out of a shot is so in the words that it is asked for by now."""
        before = left_out(self._state, shot_id)
        self._state.heed_lips(progress.climb.quote)
        progress.left_out(before, left_out(self._state, shot_id))

    def _steps(self, shot_id: str, progress: Progress) -> dict[Step, Decimal] | None:
        """What is still to be paid for, with the quotes of whoever is cast by now; None when it is not due."""
        return progress.steps(self._current(shot_id)) if self._due(shot_id, progress.take) else None

    def _current(self, shot_id: str) -> ShotOrder:
        return order_of(self._state, self._state.reel.view(shot_id))

    async def _again(self, made: MadeShot, progress: Progress, granted: Mapping[Step, Decimal]) -> bool:
        """Book what a run of the shot's workflow took; whether another is needed for what was lost."""
        state, lost = self._state, made.lost
        again = False
        for step in granted:
            asset = made.part(step.stage, step.line)
            if lost and (step.stage, step.line) == (lost.part, lost.line):
                again = await self._resolved(step, lost)
                paid = lost.by if lost.usd is None else ""
                state.budget.give_up(step, LOST if lost.usd is None else LOST_PART, lost.usd, paid)
                if not again and lost.part == "voice" and state.reel.wants(step.shot_id, step.take):
                    again = True
                    state.note(
                        f"{progress.silence(self._current(step.shot_id), lost.line)} is silent: {lost.reason}"
                    )
                progress.attempts[step.part] += 1
            elif made.stopped:
                state.budget.give_up(step, STOPPED)
            elif asset is not None:
                book(state, step, asset)
            else:
                by = made.failed_by if step.stage == "clip" else ""
                book_failed(state, step, made.billed.get(step.part, ZERO), by)
        kept = {"clip": made.clip} if again and lost and lost.part == "lips" else {}
        voices = made.with_voices_of(progress.made).voices
        progress.made = progress.made.model_copy(update={"voices": voices, **kept})
        progress.runs += 1
        return again

    async def _mended(self, shot_id: str, made: MadeShot, progress: Progress) -> bool:
        """Whether a shot is made again because its picture or its clip was lost from the store."""
        reel = self._state.reel
        if not made.gone or progress.lost == MOST_LOST or not reel.wants(shot_id, progress.take):
            return False
        progress.lost += 1
        if made.clip and made.clip.blob.sha256 == made.gone:
            progress.attempts["clip"] += 1
            return True
        view = reel.view(shot_id)
        if view.follows and view.opening and view.opening.frame.blob.sha256 == made.gone:
            reel.show(await self._scenes.open(view, order_of(self._state, reel.view(view.follows))))
            return True
        still = view.keyframe
        return still is not None and still.blob.sha256 == made.gone and await self._draw_again(shot_id)

    async def _resolved(self, step: Step, part: LostPart) -> bool:
        """Whether what was lost is asked for again, after a person said so where one must."""
        state = self._state
        lost = Lost(part.reason, job=part.job, taken=part.taken, by=part.by, reference=part.reference)
        if not state.reel.wants(step.shot_id, step.take):
            return False
        if lost.job:
            state.reel.show(state.reel.view(step.shot_id).unknown())
        async with self._window.aside():
            return await state.unknowns.again(step, lost, unknown_job(state, step, lost))

    def _done(self, shot_id: str, made: MadeShot, progress: Progress) -> None:
        """Show what became of a take that is still wanted."""
        reel = self._state.reel
        if not reel.wants(shot_id, progress.take):
            return
        self._tell(shot_id, made)
        reel.show(reel.view(shot_id).done(made.with_voices_of(progress.made)))
        mark_openings(self._state, shot_id)

    def _tell(self, shot_id: str, made: MadeShot) -> None:
        """Say what a person should know of what was made of a shot, but for what was said when it was quoted."""
        said = left_out(self._state, shot_id)
        for note in made.notes:
            if note not in said:
                self._state.note(note)

    async def _stopped(self, order: ShotOrder) -> MadeShot:
        """What there is of a shot whose workflow was cancelled by hand: its own clip, where that is there and its lips were still to move.

        What it was begun for may have been billed, and is booked at its quote.
        """
        found = None
        if order.lips is not None:
            found = (await look_up_shots((order.model_copy(update={"lips": None}),))).get(order.shot.shot_id)
        if not (found and found.clip and found.conformed):
            return MadeShot(missing=BY_HAND, stopped=True)
        own = found.model_copy(update={"notes": order.made.notes, "stopped": True})
        return own.lips_left_alone(BY_HAND)

    async def _child(
        self, view: ShotView, progress: Progress, granted: Mapping[Step, Decimal]
    ) -> MadeShot | None:
        """What became of a shot's workflow; None when it was stopped because nobody wants it any more."""
        state, shot = self._state, view.shot
        clips = progress.climb.quote.clips
        prices = {
            step.part: Price(
                usd=quote, reference=state.reference(step), clips=clips if step.stage == "clip" else ()
            )
            for step, quote in granted.items()
        }
        order = progress.asked(order_of(self._state, view))
        child = self._running.begin(
            shot.shot_id,
            workflow.execute_child_workflow(
                ShotWorkflow.run,
                order.model_copy(update={"prices": prices}),
                id=state.child(shot_id=shot.shot_id, take=view.take, run=progress.runs),
                static_summary=f"Shot {shot.shot_number} of {state.title}",
                task_timeout=retries.TASK_TIMEOUT,
            ),
        )
        try:
            return await child
        except WorkflowAlreadyStartedError as error:
            return MadeShot(missing=f"The shot could not be made: {reason_of(error)}")
        except ChildWorkflowError as error:
            if not is_cancelled_exception(error):
                reason = f"The shot could not be made: {reason_of(error)}"
                return MadeShot(missing=reason, stopped=True)
            if workflow.cancellation_reason() is not None:
                raise
            return await self._stopped(order) if state.reel.wants(shot.shot_id, view.take) else None
        except asyncio.CancelledError:
            if workflow.cancellation_reason() is not None:
                raise
            return None
