"""ShotWorkflow: its lines spoken, then a clip as long as the measured voices need, then the clip made one of the film's.

Where that is wanted, the lips of whoever speaks are moved at last (`lips`).
"""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from models.money.dollars import ZERO, Usd
    from models.names import step_part
    from models.orders.assets import Asset
    from models.orders.requests import AnyOrder
    from models.orders.shot_orders import LostPart, MadeShot, Part, Price, ShotOrder
    from workflows.failures import asked_instead, billed_for, lost_file, refusal_of, started_with, why
    from workflows.orders import Lost, converse, obtain
    from workflows.shots.chain import ClipChain
    from workflows.shots.conformed_clips import conformed
    from workflows.shots.lips import with_lips


@workflow.defn
class ShotWorkflow:
    """Makes one shot. A shot that cannot be made is a result, not a failure: the film goes on."""

    @workflow.run
    async def run(self, *given: Any) -> MadeShot:  # noqa: ANN401 - whatever whoever starts it hands over
        """Speak the lines of the `ShotOrder` that is given, then move its picture for as long as they need."""
        order = started_with(given, ShotOrder, "shot's order")
        made = await self._spoken(order)
        if made.lost:
            return made
        order = order.having(made)
        chain = ClipChain(order, order.prices.get("clip", Price()))
        try:
            clip = made.clip or await self._clip(order, chain)
        except Lost as error:
            asked = {"by": error.by, "reference": error.reference}
            lost = LostPart(
                part="clip", reason=error.reason, job=error.job, taken=error.taken, usd=chain.at_most, **asked
            )
            return made.model_copy(update={"lost": lost})
        except ActivityError as error:
            missing = f"The clip could not be made: {why(error)}"
            billed = _with_bill(made.billed, "clip", error, chain.spent)
            failed = {"gone": lost_file(error), "billed": billed, "refused": refusal_of(error)}
            # What parts of a clip cost that others had made before is not the fallback's.
            failed["failed_by"] = "" if chain.spent else asked_instead(error)
            return made.model_copy(update={"missing": missing, **failed})
        made = made.model_copy(update={"clip": clip})
        try:
            own = await conformed(order.having(made))
        except ActivityError as error:
            missing = f"The clip cannot be used: {why(error)}"
            return made.model_copy(update={"missing": missing, "gone": lost_file(error)})
        notes = (*made.notes, *dict.fromkeys(filter(None, (clip.note, own.note))))
        made = made.model_copy(update={"conformed": own, "notes": notes})
        return made if order.lips is None else await with_lips(order.having(made))

    async def _spoken(self, order: ShotOrder) -> MadeShot:
        """What there is once the lines are spoken, one by one, up to one whose outcome nobody knows.

        A note says why one is not: a shot whose lines are silent still stands.
        """
        if order.exchange:
            return await self._together(order)
        made = order.made
        voices = [made.voice(line) for line in range(1, len(order.voices) + 1)]
        notes: list[str] = []
        billed: dict[str, Usd] = {}
        lost = None
        for line, wanted in order.unspoken:
            try:
                voice = await self._had("voice", wanted, order, line)
            except Lost as error:
                lost = LostPart(
                    part="voice", line=line, reason=error.reason, job=error.job, taken=error.taken
                )
                break
            except ActivityError as error:
                notes.append(_of_line(why(error), line, order))
                billed = _with_bill(billed, step_part("voice", line), error)
                continue
            voices[line - 1] = voice
            notes += [_of_line(voice.note, line, order)] if voice.note else []
        spoken = {"voices": tuple(voices), "notes": (*made.notes, *notes), "lost": lost, "billed": billed}
        return made.model_copy(update=spoken)

    async def _together(self, order: ShotOrder) -> MadeShot:
        """What there is once the lines are spoken as one exchange, which is paid for with the first of them."""
        made, price = order.made, order.prices.get(step_part("voice", 1), Price())
        summary = f"Shot {order.shot.shot_number}: {len(order.exchange)} lines together"
        try:
            voices = await converse(order.exchange, summary, quote=price.usd)
        except Lost as error:
            lost = LostPart(part="voice", line=1, reason=error.reason, job=error.job, taken=error.taken)
            return made.model_copy(update={"lost": lost})
        except ActivityError as error:
            billed = _with_bill(made.billed, step_part("voice", 1), error)
            notes = (*made.notes, f"Its lines are not heard: {why(error)}")
            return made.model_copy(update={"notes": notes, "billed": billed})
        told = [
            _of_line(voice.note, line, order)
            for (line, _), voice in zip(order.unspoken, voices, strict=True)
            if voice.note
        ]
        return made.model_copy(update={"voices": voices, "notes": (*made.notes, *told)})

    async def _clip(self, order: ShotOrder, chain: ClipChain) -> Asset:
        """The clip, in one piece or joined of several."""
        return await (self._had("clip", order.clip, order) if len(order.parts) == 1 else chain.joined())

    async def _had(self, part: Part, wanted: AnyOrder, order: ShotOrder, line: int = 1) -> Asset:
        price = order.prices.get(step_part(part, line), Price())
        several = f" of line {line}" if part == "voice" and len(order.voices) > 1 else ""
        summary = f"Shot {order.shot.shot_number}: {part}{several}"
        return await obtain(wanted, summary, reference=price.reference, quote=price.usd)


def _with_bill(billed: dict[str, Usd], part: str, error: ActivityError, before: Usd = ZERO) -> dict[str, Usd]:
    """What failed parts cost, with that of one more, for which so much was spent `before` it failed."""
    usd = before + billed_for(error)
    return {**billed, part: usd} if usd else billed


def _of_line(note: str, line: int, order: ShotOrder) -> str:
    """A note on a voice, with the line that it is about where there are several."""
    return f"Line {line}: {note}" if len(order.voices) > 1 else note
