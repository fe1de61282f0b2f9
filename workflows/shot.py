"""ShotWorkflow: voice, then a clip as long as the measured voice needs, then the clip made one of the film's."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.orders.assets import Asset
    from models.orders.film_orders import LostPart, MadeShot, Part, Price, ShotOrder
    from models.orders.requests import AnyOrder
    from workflows.errands import executed
    from workflows.failures import lost_file, started_with, why
    from workflows.orders import Lost, obtain


@workflow.defn
class ShotWorkflow:
    """Makes one shot. A shot that cannot be made is a result, not a failure: the film goes on."""

    @workflow.run
    async def run(self, *given: Any) -> MadeShot:  # noqa: ANN401 - whatever whoever starts it hands over
        """Speak the words of the `ShotOrder` that is given, then move its picture for as long as they need."""
        order = started_with(given, ShotOrder, "shot's order")
        try:
            order = order.having(await self._spoken(order))
        except Lost as lost:
            return MadeShot(lost=LostPart(part="voice", reason=lost.reason, job=lost.job))
        made = order.made
        try:
            clip = made.clip or await self._had("clip", order.clip, order)
        except Lost as lost:
            return made.model_copy(update={"lost": LostPart(part="clip", reason=lost.reason, job=lost.job)})
        except ActivityError as error:
            missing = f"The clip could not be made: {why(error)}"
            return made.model_copy(update={"missing": missing, "gone": lost_file(error)})
        made = made.model_copy(update={"clip": clip})
        try:
            conformed = await self._conformed(order.having(made))
        except ActivityError as error:
            missing = f"The clip cannot be used: {why(error)}"
            return made.model_copy(update={"missing": missing, "gone": lost_file(error)})
        notes = (*made.notes, *dict.fromkeys(filter(None, (clip.note, conformed.note))))
        return made.model_copy(update={"conformed": conformed, "notes": notes})

    async def _spoken(self, order: ShotOrder) -> MadeShot:
        """What there is once the words are spoken; a note says why they are not: a silent shot still stands."""
        if order.made.voice or order.voice is None:
            return order.made
        try:
            voice = await self._had("voice", order.voice, order)
        except ActivityError as error:
            return order.made.model_copy(update={"notes": (why(error),)})
        notes = (voice.note,) if voice.note else ()
        return order.made.model_copy(update={"voice": voice, "notes": notes})

    async def _had(self, part: Part, wanted: AnyOrder, order: ShotOrder) -> Asset:
        price = order.prices.get(part, Price())
        summary = f"Shot {order.shot.shot_number}: {part}"
        return await obtain(wanted, summary, reference=price.reference, quote=price.usd)

    async def _conformed(self, order: ShotOrder) -> Asset:
        """The clip as the film has it."""
        return await executed(
            contracts.Shots.conform,
            order,
            task_queue="cpu",
            summary=f"Shot {order.shot.shot_number}: conform",
            **retries.RENDERING,
        )
