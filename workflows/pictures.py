"""Keyframes and the board: drawn once, redrawn one at a time, laid out anew whenever one changed."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts, options
    from models.assets import Asset
    from models.decisions import Decision
    from models.money import Step
    from models.requests import ImageRequest, Order
    from models.shots import Shot, find_shot
    from models.writing import Blocked
    from workflows.buying import Ended, bought
    from workflows.failures import reason_of
    from workflows.looking_up import look_up_keyframes
    from workflows.orders import Lost
    from workflows.safety import check_shots
    from workflows.state import FilmState
    from workflows.window import Window


class Pictures:
    """The film's keyframes and its board."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._redraws: list[asyncio.Task[None]] = []
        self._window = Window()

    async def draw_all(self) -> None:
        """A keyframe for every shot that may be drawn; one that cannot be is reported and the rest stand."""
        state, reel = self._state, self._state.reel
        for shot_id, why in (await check_shots(state, reel.shots)).items():
            self._block(shot_id, why)
        shots = tuple(shot for shot in reel.shots if shot.shot_id not in state.gate.blocked)
        found = await look_up_keyframes(tuple(self._order(shot, take=1) for shot in shots))
        reel.show(*(reel.view(name).drawn(keyframe) for name, keyframe in found.items()))

        async def draw(shot: Shot) -> None:
            async with self._window.slot():
                await state.clear()
                reel.show(reel.view(shot.shot_id).drawing())
                self._show(shot.shot_id, *await self._keyframe(shot, take=1, aside=self._window.aside))

        await asyncio.gather(*(draw(shot) for shot in shots if shot.shot_id not in found))

    def redraw(self, decision: Decision) -> str:
        """Begin to redraw the shot that a revision names, and only that; gives its id."""
        reel = self._state.reel
        shot = find_shot(reel.shots, decision.shot)
        assert shot is not None, "the gate objects to a shot that does not exist"
        before = reel.view(shot.shot_id)
        revised = shot.revised(prompt=decision.prompt, note=decision.note, dialogue=decision.dialogue)
        self._state.gate.begin_redraw(shot.shot_id)
        self._state.unknowns.drop(shot.shot_id)
        view = before.revised(revised)
        reel.show(view)
        self._state.quotes = self._state.quotes.revised(shot.shot_id)
        # Other words over the same picture: it is not drawn, or paid, again.
        words_alone = decision.dialogue is not None and not (decision.prompt or decision.note)
        kept = before.keyframe if words_alone else None
        self._redraws.append(asyncio.create_task(self._redraw(revised, view.take, kept)))
        return shot.shot_id

    async def _redraw(self, shot: Shot, take: int, kept: Asset | None) -> None:
        state, reel = self._state, self._state.reel
        try:
            blocked = (await check_shots(state, (shot,))).get(shot.shot_id)
            if reel.view(shot.shot_id).take == take:
                self._block(shot.shot_id, blocked)
            if blocked is None:
                keyframe, reason = (kept, "") if kept else await self._redrawn(shot, take)
                if reel.view(shot.shot_id).take == take:
                    self._show(shot.shot_id, keyframe, reason)
        finally:
            state.gate.end_redraw(shot.shot_id)
        while state.gate.needs_board():
            await self.lay_out()

    def _block(self, shot_id: str, blocked: Blocked | None) -> None:
        """A shot that may not be drawn waits for its revision; one that may is no longer held up."""
        reel = self._state.reel
        reel.gate.block(shot_id, blocked=blocked is not None)
        view = reel.view(shot_id)
        reel.show(view.blocked_for(blocked.category, blocked.sentence) if blocked else view.unblocked())

    def _show(self, shot_id: str, keyframe: Asset | None, reason: str) -> None:
        """The new picture; or why there is none."""
        view = self._state.reel.view(shot_id)
        self._state.reel.show(view.drawn(keyframe) if keyframe else view.undrawn(reason))

    async def lay_out(self) -> None:
        """Draw the board of the pictures as they are and show it; it is then open for decisions."""
        state = self._state
        board = state.gate.begin_board()
        request = contracts.SheetRequest(
            film_id=state.film_id,
            title=state.title,
            board=board,
            shots=tuple(view.on_board() for view in state.reel.views),
        )
        try:
            state.documents["storyboard.png"] = await workflow.execute_activity_method(
                contracts.Boards.sheet, request, task_queue="cpu", summary=f"Board {board}", **options.DRAWING
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            state.note(f"Board {board} could not be drawn: {reason_of(error)}; its frames can still be seen.")
        state.gate.show_board()
        state.changed()

    async def finish(self, *, cancel: bool = False) -> None:
        """Wait for redraws that are still on their way, or stop them."""
        if cancel:
            for task in self._redraws:
                task.cancel()
        await asyncio.gather(*self._redraws, return_exceptions=cancel)

    def _order(self, shot: Shot, take: int) -> Order[ImageRequest]:
        return self._state.orders.keyframe(shot, self._state.cast_of(shot.shot_id), take)

    async def _redrawn(self, shot: Shot, take: int) -> tuple[Asset | None, str]:
        """The picture of a later take, or why there is none."""
        found = await look_up_keyframes((self._order(shot, take),))
        if found:
            return found[shot.shot_id], ""
        return await self._keyframe(shot, take)

    async def _keyframe(
        self, shot: Shot, take: int, aside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    ) -> tuple[Asset | None, str]:
        """The picture, or why there is none; `aside` is entered while a person is waited for."""
        state = self._state
        if reason := state.cannot(shot.shot_id, "keyframe"):
            return None, f"The keyframe cannot be drawn: {reason}"

        def plan() -> tuple[Step, Decimal, Order[ImageRequest]]:
            order = self._order(shot, take)
            step = Step(stage="keyframe", shot_id=shot.shot_id, take=take, provider=order.choice.provider)
            return step, state.quotes.of(shot.shot_id).keyframe, order

        summary = f"Shot {shot.shot_number}: keyframe" + (f", take {take}" if take > 1 else "")
        try:
            return await bought(state, plan, summary, aside), ""
        except Ended:
            return None, "The film ended before it was drawn."
        except Lost as lost:
            return None, f"The keyframe could not be had: {lost.reason}"
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return None, f"The keyframe could not be drawn: {reason_of(error)}"
