"""The shots: a window of child workflows over approved keyframes, and only over those."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ChildWorkflowError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from models.assets import Asset
    from models.film import ShotView
    from models.money import Step
    from models.names import WorkflowName
    from workflows.buying import LOST, STOPPED, book, unknown_job
    from workflows.failures import reason_of
    from workflows.looking_up import look_up_shots
    from workflows.orders import Lost
    from workflows.shot import MadeShot, Part, Price, ShotOrder, ShotWorkflow, clip_order, voice_order
    from workflows.state import FilmState
    from workflows.window import Window


BY_HAND = "The shot's workflow was cancelled by hand."


class _Progress:
    """How far one take of a shot is: its voice, and how often its parts were asked for."""

    def __init__(self, view: ShotView, found: contracts.FoundShot | None) -> None:
        self.take = view.take
        self.voice = found.voice if found else None
        self.clip = found.clip if found else None
        self.silent = False
        self.attempts: dict[Part, int] = {"voice": 1, "clip": 1}
        self.runs = 1


class Rendering:
    """The film's shots on their way."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._window = Window()
        self._running: dict[str, asyncio.Task[MadeShot]] = {}

    def left(self) -> tuple[ShotView, ...]:
        """The shots that have a keyframe and no clip, and can still be made."""
        return tuple(
            view for view in self._state.shot_views if view.keyframe and not view.clip and not view.missing
        )

    def stop(self, shot_id: str | None = None) -> None:
        """Stop the work on one shot, or on all."""
        for running, task in list(self._running.items()):
            if shot_id in (None, running):
                task.cancel()

    async def render(self) -> None:
        """Make every shot that is left; returns early when the gate shuts, with what was begun finished."""
        found = await self._found()

        async def one(shot_id: str) -> None:
            async with self._window.slot():
                await self._state.clear()
                await self._render_one(shot_id, found.get(shot_id))

        await asyncio.gather(*(one(view.shot.shot_id) for view in self.left()))

    async def _found(self) -> dict[str, contracts.FoundShot]:
        """What the library has of the shots that are left; a shot that is all there is done."""
        state, left = self._state, self.left()
        orders = tuple(self._order(view, view.keyframe) for view in left if view.keyframe)
        found = await look_up_shots(
            tuple(
                contracts.ShotOrders(
                    clip=clip_order(order, None),
                    voice=voice_order(order),
                    handle=order.handle,
                    fit=order.fit,
                )
                for order in orders
            )
        )
        takes = {view.shot.shot_id: view.take for view in left}
        current = {name: shot for name, shot in found.items() if state.shot(name).take == takes[name]}
        if state.gate.passed:
            state.update_shots(
                {
                    name: {
                        "status": "done",
                        "voice": shot.voice,
                        "clip": shot.clip,
                        "conformed": shot.conformed,
                    }
                    for name, shot in current.items()
                    if shot.clip and shot.conformed
                }
            )
        return current

    async def _render_one(self, shot_id: str, found: contracts.FoundShot | None) -> None:
        state, gate = self._state, self._state.gate
        view = state.shot(shot_id)
        if not gate.passed or view.clip or view.keyframe is None:
            return
        progress = _Progress(view, found)
        while True:
            granted = await state.budget.reserve(lambda: self._steps(shot_id, progress))
            if granted is None:
                return
            view = state.shot(shot_id)
            if not gate.passed or view.keyframe is None or view.take != progress.take:
                for step in granted:
                    state.budget.release(step)
                return
            state.update_shot(shot_id, status="rendering")
            made = await self._child(view, view.keyframe, progress, granted)
            if made is None:
                for step in granted:
                    state.budget.give_up(step, STOPPED)
                return
            if not await self._again(made, progress, granted):
                break
        self._done(made, progress)

    def _steps(self, shot_id: str, progress: _Progress) -> dict[Step, Decimal]:
        """What is still to be paid for, with the quotes of whoever is cast by now."""
        state = self._state
        quote, cast, shot = state.quotes.of(shot_id), state.cast_of(shot_id), state.shot(shot_id).shot
        steps: dict[Step, Decimal] = {}
        if shot.dialogue.strip() and not progress.voice and not progress.silent:
            step = self._step("voice", shot_id, progress, cast.speech.provider)
            steps[step] = quote.voice
        if not progress.clip:
            steps[self._step("clip", shot_id, progress, cast.video.provider)] = quote.clip
        return steps

    def _step(self, part: Part, shot_id: str, progress: _Progress, provider: str) -> Step:
        return Step(
            stage=part,
            shot_id=shot_id,
            take=progress.take,
            attempt=progress.attempts[part],
            provider=provider,
        )

    async def _again(self, made: MadeShot, progress: _Progress, granted: Mapping[Step, Decimal]) -> bool:
        """Book what a run of the shot's workflow took; whether another is needed for what was lost."""
        state, lost = self._state, made.lost
        again = False
        for step in granted:
            asset = made.voice if step.stage == "voice" else made.clip
            if lost and step.stage == lost.part:
                again = await self._resolved(step, Lost(lost.reason, job=lost.job))
                state.budget.give_up(step, LOST)
                if not again and lost.part == "voice":
                    progress.silent = again = True
                    state.note(f"{step.shot_id} is silent: {lost.reason}")
                progress.attempts[lost.part] += 1
            elif asset is not None:
                book(state, step, asset)
            elif made.stopped:
                state.budget.give_up(step, STOPPED)
            else:
                state.budget.release(step)
        progress.voice = made.voice or progress.voice
        progress.runs += 1
        return again

    async def _resolved(self, step: Step, lost: Lost) -> bool:
        """Whether what was lost is asked for again, after a person said so where one must."""
        state = self._state
        if lost.job:
            state.update_shot(step.shot_id, status="unknown")
        async with self._window.aside():
            return await state.unknowns.again(step, lost, unknown_job(state, step))

    def _done(self, made: MadeShot, progress: _Progress) -> None:
        """Show what became of a shot, unless it has a newer take by now."""
        state = self._state
        view = state.shot(made.shot_id)
        if view.take != progress.take:
            return
        for note in made.notes:
            state.note(note)
        missing = made.missing or (f"The clip could not be had: {made.lost.reason}" if made.lost else "")
        state.update_shot(
            made.shot_id,
            status="missing" if missing else "done",
            voice=made.voice or progress.voice,
            clip=made.clip,
            conformed=made.conformed,
            missing=missing,
            notes=(*view.notes, *made.notes),
        )

    def _order(self, view: ShotView, keyframe: Asset) -> ShotOrder:
        state = self._state
        picture, delivery = state.request.brief.picture, state.request.brief.delivery
        return ShotOrder(
            shot=view.shot,
            keyframe=keyframe.blob,
            cast=state.cast_of(view.shot.shot_id),
            width=picture.width,
            height=picture.height,
            seed=state.request.brief.seed,
            language=state.language,
            fresh=state.fresh,
            fps=picture.fps,
            codec=picture.codec,
            fit=delivery.fit,
            edge=delivery.overlap,
            handle=state.handles[view.shot.shot_id],
        )

    async def _child(
        self, view: ShotView, keyframe: Asset, progress: _Progress, granted: Mapping[Step, Decimal]
    ) -> MadeShot | None:
        """What became of a shot's workflow; None when it was stopped because its picture is redrawn."""
        state, shot = self._state, view.shot
        prices = {
            step.stage: Price(usd=quote, reference=state.reference(step)) for step, quote in granted.items()
        }
        order = self._order(view, keyframe).model_copy(
            update={
                "voice": progress.voice,
                "clip": progress.clip,
                "silent": progress.silent,
                "voice_price": prices.get("voice", Price()),
                "clip_price": prices.get("clip", Price()),
            }
        )
        child = asyncio.create_task(
            workflow.execute_child_workflow(
                ShotWorkflow.run,
                order,
                id=str(WorkflowName(state.film_id, shot_id=shot.shot_id, take=view.take, run=progress.runs)),
                static_summary=f"Shot {shot.shot_number} of {state.title}",
            )
        )
        self._running[shot.shot_id] = child
        try:
            return await child
        except ChildWorkflowError as error:
            if not is_cancelled_exception(error):
                reason = f"The shot could not be made: {reason_of(error)}"
                return MadeShot(shot_id=shot.shot_id, missing=reason, stopped=True)
            if workflow.cancellation_reason() is not None:
                raise
            if state.gate.rejected or state.shot(shot.shot_id).take != view.take:
                return None
            return MadeShot(shot_id=shot.shot_id, missing=BY_HAND, stopped=True)
        except asyncio.CancelledError:
            if workflow.cancellation_reason() is not None:
                raise
            return None
        finally:
            self._running.pop(shot.shot_id, None)
