"""The sounds that clips have of their own, each as long as its shot: an asset beside the clip as the film has it."""

from functools import partial
from pathlib import Path

from activities.cut.part_maker import Part, PartMaker
from activities.cut.recipes import clip_sound_recipe
from infra.media.conform import conform_sound
from infra.storage import Store
from models.cut.cutlist import CutList, CutShot
from models.orders.assets import Blob
from providers.base import Progress


def clip_sounds(cut: CutList, maker: PartMaker, store: Store) -> dict[str, Blob]:
    """The sounds of the film's clips by their shots; none where they are left out.

    Raises:
        CorruptAsset: a clip is gone from the store, and so is its sound.
        MediaError: a sound cannot be read.

    """
    if cut.delivery.clip_sound == "drop":
        return {}
    parts = {
        shot.shot_id: _part(shot, came, cut.fps, store)
        for shot in cut.shots
        if (came := shot.filmed or shot.source)
    }
    made = maker.wait(maker.want(list(parts.values())))
    return {shot_id: asset.blob for shot_id, asset in zip(parts, made, strict=True)}


def _part(shot: CutShot, source: Blob, fps: int, store: Store) -> Part:
    recipe = clip_sound_recipe(source, shot.frames, fps)
    return Part(recipe, "sound.m4a", partial(_written, source, shot.frames, fps, store))


def _written(source: Blob, frames: int, fps: int, store: Store, path: Path, progress: Progress) -> None:
    conform_sound(store.open_file(source), path, frames, fps, progress)
