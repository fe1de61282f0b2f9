"""How one keyframe is had: found in the library, or drawn and paid for; and once more when its file was lost."""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from decimal import Decimal
from functools import partial
from typing import NamedTuple, cast

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from models.money.steps import Step
    from models.orders.assets import Asset
    from models.orders.cast import Cast
    from models.orders.likeness import Likeness
    from models.orders.requests import ImageRequest, Order
    from models.shots.shot_list import Shot
    from models.shots.view import ShotView
    from models.subjects.seen import Seen
    from workflows.failures import billed_for, lost_file, refusal_of, why
    from workflows.film_state import FilmState
    from workflows.library import look_up_keyframes
    from workflows.moderation.climb import Climb
    from workflows.money.purchases import Unwanted, bought
    from workflows.money.unknown_jobs import MOST_LOST
    from workflows.orders import Lost


class Drawn(NamedTuple):
    """A picture and the subjects that it shows, or the reason why there is none; how like them it is, where that was measured."""

    keyframe: Asset | None
    reason: str = ""
    seen: tuple[Seen, ...] = ()
    likeness: Likeness | None = None


class Keyframes:
    """The pictures of a film's shots, one by one; which of them are wanted, and shown, others know.

    `lost` counts how often the stored picture of a shot was gone.
    """

    def __init__(self, state: FilmState, mend: Callable[[set[str]], Awaitable[bool]]) -> None:
        """`mend` has the sheets made again whose stored copies were lost; whether one was."""
        self._state = state
        self._mend = mend
        self.lost = Counter[str]()

    async def found(self, shots: tuple[Shot, ...], take: int = 1) -> dict[str, Drawn]:
        """The pictures that were drawn before, by shot."""
        found = await look_up_keyframes(tuple(self._order(shot, take) for shot in shots))
        by_id = {shot.shot_id: shot for shot in shots}
        return {name: Drawn(keyframe, seen=self._seen(by_id[name])) for name, keyframe in found.items()}

    async def had(self, shot: Shot, take: int) -> Drawn:
        """The picture of a take, found or drawn, or why there is none."""
        found = await self.found((shot,), take)
        return found.get(shot.shot_id) or await self.drawn(shot, take)

    async def again(self, view: ShotView) -> Drawn:
        """The picture of a take, had once more: found where it was only forgotten, else drawn and paid for."""
        name = view.shot.shot_id
        self.lost[name] += 1
        if self.lost[name] > MOST_LOST:
            return Drawn(None)
        redraw = view.likeness.kept if view.likeness else 0
        drawn = await self.drawn(view.shot, view.take, attempt=1 + redraw + self.lost[name], redraw=redraw)
        if drawn.keyframe is None:
            self._state.note(f"The picture of {name} was lost, and could not be had again: {drawn.reason}")
        return drawn

    async def drawn(
        self,
        shot: Shot,
        take: int,
        aside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
        attempt: int = 1,
        redraw: int = 0,
    ) -> Drawn:
        """The picture, or why there is none; `aside` is entered while a person is waited for, `redraw` as in `ImageRequest`."""
        state, name = self._state, shot.shot_id
        refused = state.quotes.cannot(name, "keyframe") or state.orders.cannot_show(shot, state.cast_of(name))
        if refused:
            return Drawn(None, f"The keyframe cannot be drawn: {refused}")
        climb = Climb(state, name, take, "keyframe")
        asked = _Asked(shot, take, redraw, climb)
        clear = await climb.clear(partial(self._order_now, asked))
        state.heed_lips(climb.quote)
        if not clear:
            return Drawn(None, _undrawn(climb.told("It was refused before")))
        while True:
            try:
                return await self._bought(asked, attempt, aside)
            except Unwanted:
                return Drawn(None, "The film ended before it was drawn.")
            except Lost as lost:
                return Drawn(None, f"The keyframe could not be had: {lost.reason}")
            except ActivityError as error:
                gone = lost_file(error)
                if gone and await self._mend({gone}):
                    return await self.drawn(climb.worded(shot), take, aside, attempt, redraw)
                reason, refusal, usd = why(error), refusal_of(error), billed_for(error)
            if refusal is None:
                return Drawn(None, _undrawn(reason))
            otherwise = await climb.next(refusal, partial(self._order_now, asked), usd)
            state.heed_lips(climb.quote)
            if not otherwise:
                return Drawn(None, _undrawn(climb.told(reason)))

    async def _bought(
        self, asked: "_Asked", attempt: int, aside: Callable[[], AbstractAsyncContextManager[None]]
    ) -> Drawn:
        """The picture as it is asked for now; raises as `bought`."""
        state, take = self._state, asked.take
        shot, looks = asked.climb.worded(asked.shot), tuple[Seen, ...]()

        def plan() -> tuple[Step, Decimal, Order[ImageRequest]]:
            nonlocal looks
            order = self._order_now(asked)
            looks = self._seen(shot, asked.climb.cast(order))
            step = Step(stage="keyframe", shot_id=shot.shot_id, take=take, provider=order.choice.provider)
            return asked.climb.step(step), asked.climb.usd, order

        summary = f"Shot {shot.shot_number}: keyframe" + (f", take {take}" if take > 1 else "")
        wanted = partial(state.reel.wants, shot.shot_id, take)
        keyframe = await bought(state, plan, summary, wanted=wanted, aside=aside, attempt=attempt)
        return Drawn(keyframe, seen=looks)

    def _order_now(self, asked: "_Asked") -> Order[ImageRequest]:
        """The order as it is by now."""
        climb = asked.climb
        order = climb.order(self._order(climb.worded(asked.shot), asked.take, asked.redraw))
        return cast("Order[ImageRequest]", order)

    def _order(self, shot: Shot, take: int, redraw: int = 0) -> Order[ImageRequest]:
        return self._state.orders.keyframe(shot, self._state.cast_of(shot.shot_id), take, redraw)

    def _seen(self, shot: Shot, cast: Cast | None = None) -> tuple[Seen, ...]:
        return self._state.orders.seen(shot, cast or self._state.cast_of(shot.shot_id))


class _Asked(NamedTuple):
    """A picture that is asked for, tried otherwise where it is refused."""

    shot: Shot
    take: int
    redraw: int
    climb: Climb


def _undrawn(reason: str) -> str:
    return f"The keyframe could not be drawn: {reason}"
