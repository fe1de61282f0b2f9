"""ShotWorkflow: voice, then a clip as long as the measured voice needs, then the clip made one of the film's."""

from typing import Literal

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts, options
    from models.assets import Asset, Blob
    from models.base import Frozen
    from models.cast import Cast
    from models.delivery import Codec, Fit
    from models.money import ZERO, Usd
    from models.shots import Shot
    from models.timeline import FPS, clip_frames
    from workflows.failures import reason_of
    from workflows.orders import Lost, obtain

Part = Literal["voice", "clip"]


class Price(Frozen):
    """The most that a part of a shot may cost, and the name under which a vendor is asked for it."""

    usd: Usd = ZERO
    reference: str = ""


class ShotOrder(Frozen):
    """One shot to be made, from its approved keyframe.

    `voice` is there when the shot's words were spoken before, `clip` when it was made; `silent` when the
    words are not to be spoken. `handle` frames follow for the transition after the shot, `edge` and `fit`
    as in `ClipOrder` and `ConformOrder`.
    """

    shot: Shot
    keyframe: Blob
    cast: Cast
    width: int
    height: int
    seed: int
    language: str
    fresh: str = ""
    voice: Asset | None = None
    clip: Asset | None = None
    silent: bool = False
    fps: int = FPS
    codec: Codec = "h264"
    fit: Fit = "fit"
    edge: int = 0
    handle: int = 0
    voice_price: Price = Price()
    clip_price: Price = Price()


class LostPart(Frozen):
    """A part of a shot of which nobody knows whether its vendor took it; a `job` is resolved by a person."""

    part: Part
    reason: str
    job: bool


class MadeShot(Frozen):
    """A shot's voice and clip, and the clip as the film has it; `missing` says why there is none. Notes are for people.

    With `lost` the shot is as far as it can be until somebody decides; one that was `stopped` from
    outside may have been billed for what it had begun.
    """

    shot_id: str
    voice: Asset | None = None
    clip: Asset | None = None
    conformed: Asset | None = None
    missing: str = ""
    notes: tuple[str, ...] = ()
    lost: LostPart | None = None
    stopped: bool = False


def voice_order(order: ShotOrder) -> contracts.VoiceOrder | None:
    """What is spoken over a shot; None for a silent one."""
    if not order.shot.dialogue.strip() or order.silent:
        return None
    return contracts.VoiceOrder(
        choice=order.cast.speech,
        seed=order.seed,
        fresh=order.fresh,
        text=order.shot.dialogue,
        language=order.language,
    )


def clip_order(order: ShotOrder, voice: Asset | None) -> contracts.ClipOrder:
    """The clip of a shot, as long as its measured voice needs."""
    return contracts.ClipOrder(
        choice=order.cast.video,
        seed=order.seed,
        fresh=order.fresh,
        shot=order.shot,
        keyframe=order.keyframe,
        frames=clip_frames(order.shot.duration, voice.seconds if voice else 0.0, order.fps, order.handle),
        width=order.width,
        height=order.height,
        fps=order.fps,
        codec=order.codec,
        edge=order.edge,
    )


@workflow.defn
class ShotWorkflow:
    """Makes one shot. A shot that cannot be made is a result, not a failure: the film goes on."""

    @workflow.run
    async def run(self, order: ShotOrder) -> MadeShot:
        """Speak the shot's words, then move its picture for as long as they need."""
        shot = order.shot
        try:
            voice, notes = await self._voice(order)
        except Lost as lost:
            return _lost(shot, "voice", lost)
        try:
            clip = order.clip or await self._clip(order, voice)
        except Lost as lost:
            return _lost(shot, "clip", lost).model_copy(update={"voice": voice, "notes": notes})
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            reason = f"The clip could not be made: {reason_of(error)}"
            return MadeShot(shot_id=shot.shot_id, voice=voice, missing=reason, notes=notes)
        made = MadeShot(shot_id=shot.shot_id, voice=voice, clip=clip, notes=notes)
        try:
            conformed = await self._conformed(order, clip, voice)
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return made.model_copy(update={"missing": f"The clip cannot be used: {reason_of(error)}"})
        said = (clip.note, conformed.note)
        notes = (*notes, *dict.fromkeys(filter(None, said)))
        return made.model_copy(update={"conformed": conformed, "notes": notes})

    async def _clip(self, order: ShotOrder, voice: Asset | None) -> Asset:
        price = order.clip_price
        return await obtain(
            clip_order(order, voice),
            f"Shot {order.shot.shot_number}: clip",
            reference=price.reference,
            quote=price.usd,
        )

    async def _conformed(self, order: ShotOrder, clip: Asset, voice: Asset | None) -> Asset:
        """The clip as the film has it."""
        return await workflow.execute_activity_method(
            contracts.Shots.conform,
            contracts.conform_order(clip_order(order, voice), clip, voice, order.handle, order.fit),
            task_queue="cpu",
            summary=f"Shot {order.shot.shot_number}: conform",
            **options.RENDERING,
        )

    async def _voice(self, order: ShotOrder) -> tuple[Asset | None, tuple[str, ...]]:
        """The spoken words, or none with a note that says why: a silent shot still stands."""
        wanted = voice_order(order)
        if order.voice or not wanted:
            return order.voice, ()
        price = order.voice_price
        try:
            voice = await obtain(
                wanted, f"Shot {order.shot.shot_number}: voice", reference=price.reference, quote=price.usd
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return None, (reason_of(error),)
        return voice, (voice.note,) if voice.note else ()


def _lost(shot: Shot, part: Part, lost: Lost) -> MadeShot:
    return MadeShot(shot_id=shot.shot_id, lost=LostPart(part=part, reason=lost.reason, job=lost.job))
