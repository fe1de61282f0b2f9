"""Shots that follow one another in a scene: each waits for the one before, and opens with its last frame."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.cut.lengths import frames_of
    from models.orders.shot_orders import ShotOrder
    from models.shots.takes import Opening
    from models.shots.view import ShotView
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState


class Scenes:
    """Whose turn it is, and with what each shot opens that follows another."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._over: dict[str, asyncio.Event] = {}

    def begin(self, shot_ids: Iterable[str]) -> None:
        """These are about to be made."""
        self._over = {name: asyncio.Event() for name in shot_ids}

    @asynccontextmanager
    async def turn(self, shot_id: str) -> AsyncIterator[None]:
        """The turn of a shot: once the one that it follows is made, or comes no further."""
        try:
            before = self._over.get(self._state.reel.view(shot_id).follows)
            if before is not None:
                await before.wait()
            yield
        finally:
            self._over[shot_id].set()

    async def open(self, view: ShotView, before: ShotOrder) -> ShotView:
        """The shot as it opens by now: with the last frame of the one `before`, or with its own picture, which is said."""
        state = self._state
        clip = state.reel.view(view.follows).conformed
        if clip is None:
            return self._by_itself(view, "has no clip")
        frames = frames_of(clip.seconds, before.clip.request.picture.fps)
        chain = contracts.Chain(order=before, parts=(contracts.ChainPart(clip=clip.blob, frames=frames),))
        try:
            frame = await executed(
                contracts.Shots.last_frame,
                chain,
                task_queue="cpu",
                summary=f"Shot {before.shot.shot_number}: how it ends",
                **retries.RENDERING,
            )
        except ActivityError as error:
            return self._by_itself(view, f"ends with a frame that could not be had: {why(error)}")
        return view.opens_with(Opening(shot_id=view.follows, clip=clip.blob.sha256, frame=frame))

    def _by_itself(self, view: ShotView, reason: str) -> ShotView:
        self._state.note(f"{view.shot.shot_id} opens with its own picture: {view.follows} {reason}")
        return view.opens_with(None)
