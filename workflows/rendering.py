"""The shots: a window of child workflows over approved keyframes, and only over those."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ChildWorkflowError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from models.assets import Asset
    from models.film import ShotView
    from models.money import ZERO
    from workflows.failures import reason_of
    from workflows.pictures import WINDOW
    from workflows.shot import MadeShot, ShotOrder, ShotWorkflow
    from workflows.state import FilmState


class Rendering:
    """The film's shots on their way."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
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
        window = asyncio.Semaphore(WINDOW)

        async def one(shot_id: str) -> None:
            async with window:
                await self._state.clear()
                await self._render_one(shot_id)

        await asyncio.gather(*(one(view.shot.shot_id) for view in self.left()))

    async def _render_one(self, shot_id: str) -> None:
        state, gate = self._state, self._state.gate
        if not gate.passed:
            return
        view = state.shot(shot_id)
        step = f"{shot_id}, take {view.take}"
        quote = state.quotes.of(shot_id)
        if not await state.budget.reserve(step, quote.voice + quote.clip):
            return
        view = state.shot(shot_id)
        if not gate.passed or view.keyframe is None:
            state.budget.release(step)
            return
        state.update_shot(shot_id, status="rendering")
        made = await self._child(view, view.keyframe)
        if made is None:
            state.budget.release(step)
            return
        state.budget.settle(step, sum((asset.cost for asset in (made.voice, made.clip) if asset), ZERO))
        if state.shot(shot_id).take != view.take:
            return
        for note in made.notes:
            state.note(note)
        state.update_shot(
            shot_id,
            status="missing" if made.missing else "done",
            voice=made.voice,
            clip=made.clip,
            missing=made.missing,
            notes=(*view.notes, *made.notes),
        )

    async def _child(self, view: ShotView, keyframe: Asset) -> MadeShot | None:
        """What became of a shot's workflow; None when it was stopped because its picture is redrawn."""
        state = self._state
        shot = view.shot
        width, height = state.request.brief.frame_size
        order = ShotOrder(
            shot=shot,
            keyframe=keyframe.blob,
            cast=state.cast,
            width=width,
            height=height,
            seed=state.request.brief.seed,
            language=state.language,
            fresh=state.fresh,
        )
        child = asyncio.create_task(
            workflow.execute_child_workflow(
                ShotWorkflow.run,
                order,
                id=f"{state.film_id}/{shot.shot_id}/take-{view.take}",
                static_summary=f"Shot {shot.shot_number} of {state.title}",
            )
        )
        self._running[shot.shot_id] = child
        try:
            return await child
        except ChildWorkflowError as error:
            if not is_cancelled_exception(error):
                return MadeShot(
                    shot_id=shot.shot_id, missing=f"The shot could not be made: {reason_of(error)}"
                )
            if workflow.cancellation_reason() is not None:
                raise
            if state.gate.rejected or state.shot(shot.shot_id).take != view.take:
                return None
            return MadeShot(shot_id=shot.shot_id, missing="The shot's workflow was cancelled by hand.")
        except asyncio.CancelledError:
            if workflow.cancellation_reason() is not None:
                raise
            return None
        finally:
            self._running.pop(shot.shot_id, None)
