"""How one keyframe is had: found in the library, or drawn and paid for; and once more when its file was lost."""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from models.money.steps import Step
    from models.orders.assets import Asset
    from models.orders.likeness import Likeness
    from models.orders.requests import ImageRequest, Order
    from models.shots.shot_list import Shot
    from models.shots.view import ShotView
    from models.subjects.seen import Seen
    from workflows.failures import lost_file, why
    from workflows.film_state import FilmState
    from workflows.library import look_up_keyframes
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
        looks: tuple[Seen, ...] = ()

        def plan() -> tuple[Step, Decimal, Order[ImageRequest]]:
            nonlocal looks
            order = self._order(shot, take, redraw)
            looks = self._seen(shot)
            step = Step(stage="keyframe", shot_id=name, take=take, provider=order.choice.provider)
            return step, state.quotes.of(name).keyframe, order

        summary = f"Shot {shot.shot_number}: keyframe" + (f", take {take}" if take > 1 else "")
        try:
            wanted = partial(state.reel.wants, name, take)
            keyframe = await bought(state, plan, summary, wanted=wanted, aside=aside, attempt=attempt)
            return Drawn(keyframe, seen=looks)
        except Unwanted:
            return Drawn(None, "The film ended before it was drawn.")
        except Lost as lost:
            return Drawn(None, f"The keyframe could not be had: {lost.reason}")
        except ActivityError as error:
            gone = lost_file(error)
            if gone and await self._mend({gone}):
                return await self.drawn(shot, take, aside, attempt, redraw)
            return Drawn(None, f"The keyframe could not be drawn: {why(error)}")

    def _order(self, shot: Shot, take: int, redraw: int = 0) -> Order[ImageRequest]:
        return self._state.orders.keyframe(shot, self._state.cast_of(shot.shot_id), take, redraw)

    def _seen(self, shot: Shot) -> tuple[Seen, ...]:
        return self._state.orders.seen(shot, self._state.cast_of(shot.shot_id))
