"""Where the sounds that clips have of their own lie in the film: each under its clip."""

from collections.abc import Mapping

from models.cut.timeline import Timeline, TimelineClip, TimelineSound
from models.names import clip_sound_name
from models.orders.assets import Blob

_CUT_S = 0.02
"""Seconds in which a sound comes up and goes down where shots are cut: a jump would be a click."""


def laid_sounds(timeline: Timeline, sounds: Mapping[str, Blob]) -> tuple[TimelineSound, ...]:
    """The track of the clips' own sounds: each under its clip, blended with the next as the pictures are."""
    follows = [*(clip.transition.frames for clip in timeline.picture[1:]), 0]
    return tuple(
        TimelineSound(
            name=clip_sound_name(clip.name),
            media=sounds[clip.name],
            start=start / timeline.fps,
            seconds=clip.frames / timeline.fps,
            rise=_blended(clip, timeline.fps),
            fall=max(_CUT_S, after / timeline.fps),
        )
        for clip, start, after in zip(timeline.picture, timeline.starts(), follows, strict=True)
        if clip.name in sounds
    )


def _blended(clip: TimelineClip, fps: int) -> float:
    return max(_CUT_S, clip.transition.frames / fps)
