"""A clip that is longer than its maker makes one at once: parts, each opening with the last frame of the one before, and joined."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.money.dollars import ZERO
    from models.names import part_reference
    from models.orders.assets import Asset, Blob
    from models.orders.requests import Order, VideoRequest
    from models.orders.shot_orders import Price, ShotOrder
    from workflows.errands import executed
    from workflows.orders import obtain


class ClipChain:
    """The parts of one shot's clip. `spent` is what those that are there cost, also when a later one cannot be had."""

    def __init__(self, order: ShotOrder, price: Price) -> None:
        self._order = order
        self._price = price
        self._parts: list[contracts.ChainPart] = []
        self.spent: Decimal = ZERO

    @property
    def at_most(self) -> Decimal | None:
        """What is to be paid for those that are there, and at most for the next one; None where it is one clip alone."""
        return self.spent + self._price.of_clip(len(self._parts) + 1) if self._price.clips else None

    async def joined(self) -> Asset:
        """The whole clip, with what all of its parts cost; a part that was had before is found, and costs nothing.

        Raises:
            ActivityError, Lost: as `obtain`, of the part that could not be had.

        """
        wanted = self._order.parts
        still, cached = wanted[0].request.still, True
        for number, part in enumerate(wanted, start=1):
            clip = await self._part(part, still, number, len(wanted))
            self._parts.append(contracts.ChainPart(clip=clip.blob, frames=part.request.frames))
            self.spent += clip.cost
            cached = cached and clip.cached
            if number < len(wanted):
                still = (await self._made(contracts.Shots.last_frame, f"how part {number} ends")).blob
        clip = await self._made(contracts.Shots.join, "join its parts")
        return clip.model_copy(update={"cost": self.spent, "cached": cached})

    async def _part(self, part: Order[VideoRequest], still: Blob, number: int, count: int) -> Asset:
        order = part.model_copy(update={"request": part.request.model_copy(update={"still": still})})
        summary = f"Shot {self._order.shot.shot_number}: clip, part {number} of {count}"
        reference = part_reference(self._price.reference, number)
        return await obtain(order, summary, reference=reference, quote=self._price.of_clip(number))

    async def _made(self, activity: Callable[[Any, contracts.Chain], Asset], what: str) -> Asset:
        chain = contracts.Chain(order=self._order, parts=tuple(self._parts))
        summary = f"Shot {self._order.shot.shot_number}: {what}"
        return await executed(activity, chain, task_queue="cpu", summary=summary, **retries.RENDERING)
