"""ShotWorkflow: voice, then a clip as long as the measured voice needs."""

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from models.assets import Asset, Blob
    from models.base import Frozen
    from models.cast import Cast
    from models.shots import Shot
    from models.timeline import clip_frames
    from workflows.failures import reason_of
    from workflows.orders import obtain


class ShotOrder(Frozen):
    """One shot to be made, from its approved keyframe."""

    shot: Shot
    keyframe: Blob
    cast: Cast
    width: int
    height: int
    seed: int
    language: str
    fresh: str = ""


class MadeShot(Frozen):
    """A shot's voice and clip; without a clip, `missing` says why. Notes are for people."""

    shot_id: str
    voice: Asset | None = None
    clip: Asset | None = None
    missing: str = ""
    notes: tuple[str, ...] = ()


@workflow.defn
class ShotWorkflow:
    """Makes one shot. A shot that cannot be made is a result, not a failure: the film goes on."""

    @workflow.run
    async def run(self, order: ShotOrder) -> MadeShot:
        """Speak the shot's words, then move its picture for as long as they need."""
        shot = order.shot
        voice, notes = await self._voice(order)
        clip_order = contracts.ClipOrder(
            choice=order.cast.video,
            seed=order.seed,
            fresh=order.fresh,
            shot=shot,
            keyframe=order.keyframe,
            frames=clip_frames(shot.duration, voice.seconds if voice else 0.0),
            width=order.width,
            height=order.height,
        )
        try:
            clip = await obtain(clip_order, f"Shot {shot.shot_number}: clip")
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            reason = f"The clip could not be made: {reason_of(error)}"
            return MadeShot(shot_id=shot.shot_id, voice=voice, missing=reason, notes=notes)
        if clip.note:
            notes = (*notes, clip.note)
        return MadeShot(shot_id=shot.shot_id, voice=voice, clip=clip, notes=notes)

    async def _voice(self, order: ShotOrder) -> tuple[Asset | None, tuple[str, ...]]:
        """The spoken words, or none with a note that says why: a silent shot still stands."""
        if not order.shot.dialogue.strip():
            return None, ()
        voice_order = contracts.VoiceOrder(
            choice=order.cast.speech,
            seed=order.seed,
            fresh=order.fresh,
            text=order.shot.dialogue,
            language=order.language,
        )
        try:
            voice = await obtain(voice_order, f"Shot {order.shot.shot_number}: voice")
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return None, (reason_of(error),)
        return voice, (voice.note,) if voice.note else ()
