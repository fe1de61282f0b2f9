"""Keyframes and the board: drawn once, redrawn one at a time, laid out anew whenever one changed."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from decimal import Decimal
from functools import partial

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.decisions import Decision
    from models.money.steps import Step
    from models.orders.assets import Asset, Blob
    from models.orders.requests import ImageRequest, Order
    from models.shots.noted import MOST_WORDS
    from models.shots.shot_list import Shot
    from models.shots.view import ShotView
    from models.story.plan import Blocked
    from workflows.errands import Errands, Window, executed
    from workflows.failures import lost_file, why
    from workflows.film_state import FilmState
    from workflows.library import look_up_keyframes
    from workflows.money.purchases import Unwanted, bought
    from workflows.money.requotes import requoted
    from workflows.money.unknown_jobs import MOST_LOST
    from workflows.orders import Lost
    from workflows.story.notes import read_words, tell
    from workflows.story.safety import check_shots


class Pictures:
    """The film's keyframes and its board."""

    def __init__(self, state: FilmState) -> None:
        self._state = state
        self._window = Window(state.request.options.window)
        self._redraws = Errands()
        self._boards = Errands()
        self._unread: dict[str, str] = {}
        self._lost = Counter[str]()

    def stop(self, shot_id: str | None = None) -> None:
        """Stop the redraws of one shot, or of all; the board is laid out without them."""
        self._redraws.stop(shot_id)

    async def finish(self) -> None:
        """Wait for redraws that are still on their way, and for the board of them."""
        await self._boards.done()

    async def abandon(self) -> None:
        """Stop redraws that are still on their way, and their board."""
        await self._boards.stopped()
        await self._redraws.stopped()

    async def draw_all(self) -> None:
        """A keyframe for every shot that may be drawn; one that cannot be is reported and the rest stand."""
        state, reel = self._state, self._state.reel
        blocked = await check_shots(state, reel.shots)
        reel.show(*(_blocked(reel.view(name), why) for name, why in blocked.items()))
        shots = tuple(shot for shot in reel.shots if shot.shot_id not in blocked)
        found = await look_up_keyframes(tuple(self._order(shot, take=1) for shot in shots))
        reel.show(*(reel.view(name).drawn(keyframe) for name, keyframe in found.items()))

        async def draw(shot: Shot) -> None:
            async with self._window.slot():
                await state.clear()
                reel.show(reel.view(shot.shot_id).drawing())
                drawn = await self._keyframe(shot, take=1, aside=self._window.aside)
                self._show(shot.shot_id, 1, *drawn)

        await asyncio.gather(*(draw(shot) for shot in shots if shot.shot_id not in found))

    def redraw(self, decision: Decision) -> str:
        """Begin to redraw the shot that a revision names, and only that; gives its id."""
        reel = self._state.reel
        shot = reel.find(decision.shot)
        assert shot is not None, "the gate objects to a shot that does not exist"
        before = reel.view(shot.shot_id)
        revised = decision.over(shot.revised(prompt=decision.prompt, note=decision.note))
        # Other words over the same picture: it is not drawn, or paid, again.
        words_alone = decision.says and not (decision.prompt or decision.note)
        same = before.drawn_for.revised(dialogue=revised.dialogue, lines=revised.lines) == revised
        kept = before.keyframe if words_alone and same else None
        self._hear(shot.shot_id, decision)
        self._state.gate.begin_redraw(shot.shot_id)
        self._state.unknowns.drop(shot.shot_id)
        view = before.revised(revised)
        reel.show(view)
        self._state.quotes.ask_anew(shot.shot_id)
        redraw = self._redraws.begin(shot.shot_id, self._redraw(revised, view.take, kept))
        self._boards.begin(shot.shot_id, self._board_after(redraw, shot.shot_id))
        return shot.shot_id

    def _hear(self, shot_id: str, decision: Decision) -> None:
        """What a revision says of the picture, with what an earlier one said that nobody has read yet."""
        said = (self._unread.get(shot_id, ""), decision.prompt, decision.note)
        if decision.prompt or decision.note:
            self._unread[shot_id] = "\n".join(part for part in said if part)[-MOST_WORDS:]

    async def _read(self, shot_id: str, take: int) -> Shot:
        """The shot with what was said of it as its fields, if that take is still wanted."""
        state, reel, words = self._state, self._state.reel, self._unread.get(shot_id)
        if words and reel.wants(shot_id, take):
            noted = await read_words(state, reel.view(shot_id).shot, take, words)
            if reel.wants(shot_id, take):
                del self._unread[shot_id]
                reel.read(shot_id, noted)
                view = reel.view(shot_id)
                tell(state, view.shot, take, words, noted, view.changed)
        return reel.view(shot_id).shot

    async def _redraw(self, shot: Shot, take: int, kept: Asset | None) -> None:
        """Read what was said of the shot, check it as it is then, and draw it unless its picture is `kept`."""
        reel, name = self._state.reel, shot.shot_id
        try:
            shot = await self._read(name, take)
            if reel.wants(name, take):
                await requoted(self._state, shot)
            blocked = (await check_shots(self._state, (shot,))).get(name)
            if blocked and reel.wants(name, take):
                reel.show(_blocked(reel.view(name), blocked))
            if reel.wants(name, take):
                self._show(name, take, *((kept, "") if kept else await self._redrawn(shot, take)))
        except ActivityError as error:
            self._show(name, take, None, f"It could not be redrawn: {why(error)}")

    async def _board_after(self, redraw: asyncio.Task[None], shot_id: str) -> None:
        """Lay the board out anew once no picture changes any more, whatever became of this redraw."""
        gate = self._state.gate
        try:
            await workflow.wait([redraw])
        finally:
            gate.end_redraw(shot_id)
        while gate.needs_board():
            await self.lay_out()
        error = None if redraw.cancelled() else redraw.exception()
        if error is not None and not is_cancelled_exception(error):
            raise error

    def _show(self, shot_id: str, take: int, keyframe: Asset | None, reason: str) -> None:
        """The new picture, or why there is none, where that take is still wanted."""
        reel = self._state.reel
        if reel.wants(shot_id, take):
            view = reel.view(shot_id)
            reel.show(view.drawn(keyframe) if keyframe else view.undrawn(reason))

    async def lay_out(self) -> None:
        """Draw the board of the pictures as they are and show it; it is then open for decisions."""
        state = self._state
        board = state.gate.begin_board()
        while True:
            try:
                state.documents["storyboard.png"] = await self._sheet(board)
            except ActivityError as error:
                if await self._mended(lost_file(error)):
                    continue
                state.note(f"Board {board} could not be drawn: {why(error)}; its frames can still be seen.")
            break
        state.gate.show_board()

    async def _sheet(self, board: int) -> Blob:
        state = self._state
        request = contracts.SheetRequest(
            film_id=state.film_id,
            title=state.title,
            board=board,
            shots=tuple(view.on_board() for view in state.reel.views),
        )
        return await executed(
            contracts.Boards.sheet, request, task_queue="cpu", summary=f"Board {board}", **retries.DRAWING
        )

    async def draw_again(self, shot_id: str) -> bool:
        """Draw the picture anew whose stored copy was lost; whether it is the very same.

        Another picture goes onto a new board, and waits for an approval of its own.
        """
        gate, reel = self._state.gate, self._state.reel
        before = reel.view(shot_id)
        drawn = await self._replaced(before)
        if drawn is None or not reel.wants(shot_id, before.take):
            return False
        if before.keyframe and drawn.blob == before.keyframe.blob:
            return True
        gate.begin_redraw(shot_id)
        reel.show(reel.view(shot_id).drawn(drawn))
        gate.end_redraw(shot_id)
        while gate.needs_board():
            await self.lay_out()
        return False

    async def _mended(self, lost: str) -> bool:
        """Whether the pictures of which a lost file is the stored copy were drawn anew."""
        owners = [
            view for view in self._state.reel.views if view.keyframe and view.keyframe.blob.sha256 == lost
        ]
        for view in owners:
            drawn = await self._replaced(view)
            if drawn is None:
                return False
            if self._state.reel.wants(view.shot.shot_id, view.take):
                self._state.reel.show(self._state.reel.view(view.shot.shot_id).drawn(drawn))
        return bool(owners)

    async def _replaced(self, view: ShotView) -> Asset | None:
        """The picture of a take, had once more: found where it was only forgotten, else drawn and paid for."""
        name = view.shot.shot_id
        self._lost[name] += 1
        if self._lost[name] > MOST_LOST:
            return None
        drawn, reason = await self._keyframe(view.shot, view.take, attempt=1 + self._lost[name])
        if drawn is None:
            self._state.note(f"The picture of {name} was lost, and could not be had again: {reason}")
        return drawn

    def _order(self, shot: Shot, take: int) -> Order[ImageRequest]:
        return self._state.orders.keyframe(shot, self._state.cast_of(shot.shot_id), take)

    async def _redrawn(self, shot: Shot, take: int) -> tuple[Asset | None, str]:
        """The picture of a later take, or why there is none."""
        found = await look_up_keyframes((self._order(shot, take),))
        if found:
            return found[shot.shot_id], ""
        return await self._keyframe(shot, take)

    async def _keyframe(
        self,
        shot: Shot,
        take: int,
        aside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        attempt: int = 1,
    ) -> tuple[Asset | None, str]:
        """The picture, or why there is none; `aside` is entered while a person is waited for."""
        state = self._state
        if reason := state.quotes.cannot(shot.shot_id, "keyframe"):
            return None, f"The keyframe cannot be drawn: {reason}"

        def plan() -> tuple[Step, Decimal, Order[ImageRequest]]:
            order = self._order(shot, take)
            step = Step(stage="keyframe", shot_id=shot.shot_id, take=take, provider=order.choice.provider)
            return step, state.quotes.of(shot.shot_id).keyframe, order

        summary = f"Shot {shot.shot_number}: keyframe" + (f", take {take}" if take > 1 else "")
        try:
            wanted = partial(state.reel.wants, shot.shot_id, take)
            return await bought(state, plan, summary, wanted=wanted, aside=aside, attempt=attempt), ""
        except Unwanted:
            return None, "The film ended before it was drawn."
        except Lost as lost:
            return None, f"The keyframe could not be had: {lost.reason}"
        except ActivityError as error:
            return None, f"The keyframe could not be drawn: {why(error)}"


def _blocked(view: ShotView, why: Blocked) -> ShotView:
    return view.blocked_for(why.category, why.sentence)
