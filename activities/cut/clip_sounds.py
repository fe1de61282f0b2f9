"""The sounds that clips have of their own, each as long as its shot: an asset beside the clip as the film has it."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from activities.cut.part_maker import Part, PartMaker
from infra.media.conform import conform_sound
from infra.storage import Store
from models.cut.cutlist import CutList, CutShot
from models.cut.timeline import Timeline, TimelineClip, TimelineSound
from models.names import clip_sound_name
from models.orders.assets import Blob, Recipe
from providers.base import Progress

REVISION = "1"
"""Changes whenever the same clip would sound otherwise."""
_CUT_S = 0.02
"""Seconds in which a sound comes up and goes down where shots are cut: a jump would be a click."""


def clip_sounds(cut: CutList, maker: PartMaker, store: Store) -> dict[str, Blob]:
    """The sounds of the film's clips by their shots; none where they are left out.

    Raises:
        CorruptAsset: a clip is gone from the store, and so is its sound.
        MediaError: a sound cannot be read.

    """
    if cut.delivery.clip_sound == "drop":
        return {}
    parts = {shot.shot_id: _part(shot, shot.source, cut.fps, store) for shot in cut.shots if shot.source}
    made = maker.wait(maker.want(list(parts.values())))
    return {shot_id: asset.blob for shot_id, asset in zip(parts, made, strict=True)}


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


def _part(shot: CutShot, source: Blob, fps: int, store: Store) -> Part:
    recipe = Recipe(
        kind="clip-sound",
        provider="conform",
        revision=REVISION,
        parameters={"frames": shot.frames, "fps": fps},
        inputs=(source.sha256,),
    )
    return Part(recipe, "sound.m4a", partial(_written, source, shot.frames, fps, store))


def _written(source: Blob, frames: int, fps: int, store: Store, path: Path, progress: Progress) -> None:
    conform_sound(store.open_file(source), path, frames, fps, progress)
