"""How far one take of a shot is: what there is of it, how often its parts were asked for, and how they are asked for now."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Self, cast

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.money.dollars import ZERO
    from models.money.steps import Step
    from models.names import step_part
    from models.orders.requests import Order, VideoRequest
    from models.orders.shot_orders import MadeShot, Part, ShotOrder
    from models.runs.continuation import BegunTake
    from models.shots.view import ShotView
    from workflows.moderation.climb import Climb


class Progress:
    """One take on its way; `earlier` is how it was begun before, when what had been made of it was lost.

    `climb` is how its clip is tried otherwise where it is refused.
    """

    def __init__(
        self, view: ShotView, found: MadeShot, climb: Climb, earlier: Self | BegunTake | None = None
    ) -> None:
        self.take = view.take
        # Its lips are moved in its own clip: whoever makes it finds them, for nothing, where they are there.
        self.made = found.model_copy(update={"lips": None, "conformed": None})
        self.silent: set[int] = set()
        parts = [
            "clip",
            "lips",
            *(step_part("voice", line) for line, _ in enumerate(view.shot.said, start=1)),
        ]
        before: dict[str, int] = earlier.attempts if earlier else {}
        self.attempts: dict[str, int] = {part: 1 + before.get(part, 0) for part in parts}
        self.runs: int = earlier.runs if earlier else 1
        self.lost = 0
        self.climb = climb

    def asked(self, order: ShotOrder) -> ShotOrder:
        """What is still to be made of the shot, as it is tried now."""
        clip = cast("Order[VideoRequest]", self.climb.order(order.clip))
        return order.model_copy(update={"clip": clip}).silenced(sorted(self.silent)).having(self.made)

    def steps(self, order: ShotOrder) -> dict[Step, Decimal]:
        """What is still to be paid for, with the most that each may cost."""
        quote, order, shot_id = self.climb.quote, self.asked(order), order.shot.shot_id
        steps: dict[Step, Decimal] = {}
        together = [quote.voice_of(line) for line, _ in order.unspoken] if order.exchange else []
        for line, voice in order.unspoken:
            step = self._step("voice", shot_id, voice.choice.provider, line)
            # What is spoken at once is paid for with its first line.
            steps[step] = sum(together, ZERO) * (line == 1) if together else quote.voice_of(line)
        if not self.made.clip:
            step = self._step("clip", shot_id, order.clip.choice.provider)
            steps[self.climb.step(step)] = quote.clip
        if order.lips:
            steps[self._step("lips", shot_id, order.lips.provider)] = quote.lips
        return steps

    async def clear(self, current: Callable[[], ShotOrder]) -> bool:
        """Whether its clip may be asked for, as far as what was refused before leaves that."""
        return self.made.clip is not None or await self.climb.clear(lambda: self.asked(current()).clip)

    async def tried_otherwise(self, made: MadeShot, current: Callable[[], ShotOrder]) -> bool:
        """Whether a clip that was refused for its content is asked for otherwise; its lines are not spoken again."""
        if made.refused is None:
            return False
        silent = {line for line, _ in self.asked(current()).unspoken}
        usd = made.billed.get("clip", ZERO)
        if not await self.climb.next(made.refused, lambda: self.asked(current()).clip, usd):
            return False
        self.silent |= silent
        self.made = self.made.model_copy(update={"notes": made.notes})
        return True

    def left_out(self, before: Sequence[str], now: Sequence[str]) -> None:
        """Its notes say what is left out of it now, in the place of what was `before`."""
        if before != now:
            notes = (*now, *(note for note in self.made.notes if note not in before))
            self.made = self.made.model_copy(update={"notes": notes})

    def silence(self, order: ShotOrder, line: int) -> str:
        """Ask for a line no more, nor for those that were to be spoken at once with it; whose silence that is, for a note."""
        asked, name = self.asked(order), order.shot.shot_id
        together = [other for other, _ in asked.unspoken] if asked.exchange else []
        self.silent.update(together or [line])
        return f"Line {line} of {name}" if len(order.shot.said) > 1 and not together else name

    def _step(self, part: Part, shot_id: str, provider: str, line: int = 1) -> Step:
        return Step(
            stage=part,
            shot_id=shot_id,
            line=line,
            take=self.take,
            attempt=self.attempts[step_part(part, line)],
            provider=provider,
        )
