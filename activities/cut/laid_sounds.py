"""Sounds in the film beside voices and music: of its scenes, those that a person gave, and those that its clips have of their own."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from models.cut.cutlist import CutList, CutShot
from models.cut.effects import CutEffect, GivenEffect
from models.cut.timeline import Timeline, TimelineClip, TimelineSound
from models.names import clip_sound_name, effect_name
from models.orders.assets import Blob
from models.places import effect_place

_SCENE_DB, _WHOLE_DB = -8.0, -6.0
"""The sound of a scene, and a sound under the whole film, beside the level of an effect in a shot."""
_BLEND_S = 0.5
"""Seconds in which the sound of a scene comes and goes where pictures are cut."""
_CUT_S = 0.02
"""Seconds in which a sound comes up and goes down where shots are cut: a jump would be a click."""
_MOST_FILES = 100
"""So many effects lie in the film's folder; more are in the film alone."""


def laid_effects(cut: CutList, timeline: Timeline, starts: Mapping[str, int]) -> tuple[TimelineSound, ...]:
    """The effects of a film whose shots begin at these frames, those of its scenes first."""
    return (*_of_scenes(cut, timeline, starts), *_given(cut, timeline, starts))


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


def without_scenes(timeline: Timeline, cut: CutList) -> Timeline:
    """The film without the words of those scenes that have a sound of their own: they need no ambience."""
    heard = {shot.shot_id for shot in cut.shots if shot.effect}
    if not heard:
        return timeline
    clips = (
        clip.model_copy(update={"scene": ""}) if clip.name in heard else clip for clip in timeline.picture
    )
    return timeline.model_copy(update={"picture": tuple(clips)})


def effect_names(cut: CutList) -> dict[str, str]:
    """Where each effect of the timeline lies in the film's folder."""
    return {name: place for name, place, _ in _placed(cut)}


def effect_files(cut: CutList) -> dict[str, Blob]:
    """The files of a film's effects by their places in its folder."""
    return {place: file for _, place, file in _placed(cut)}


def unheard(cut: CutList) -> tuple[str, ...]:
    """The effects that were given for shots that the film does not have, a sentence each."""
    return tuple(
        f"There is no shot {one.shot!r}: the effect that was given for it is not heard."
        for one in cut.given
        if one.shot and not _shots_for(one, cut)
    )


def _placed(cut: CutList) -> list[tuple[str, str, Blob]]:
    """What each effect is called, where it lies, and its file."""
    scenes = ((first, effect.sound) for first, _, effect in _scenes(cut))
    found = [(effect_name(name), effect_place(name, file.suffix), file) for name, file in scenes]
    for number, one in enumerate(cut.given, start=1):
        found.append((_given_name(number), effect_place(f"given_{number}", one.file.suffix), one.file))
    return found[:_MOST_FILES]


def _scenes(cut: CutList) -> Iterator[tuple[str, str, CutEffect]]:
    """The first and the last shot of each stretch that shares an effect, and that."""
    for effect, shots in groupby(cut.shots, key=lambda shot: shot.effect):
        stretch = [*shots]
        if effect is not None:
            yield stretch[0].shot_id, stretch[-1].shot_id, effect


def _of_scenes(cut: CutList, timeline: Timeline, starts: Mapping[str, int]) -> Iterator[TimelineSound]:
    blends = {clip.name: clip.transition.frames / cut.fps for clip in timeline.picture}
    frames = {shot.shot_id: shot.frames for shot in cut.shots}
    for first, last, effect in _scenes(cut):
        start, end = starts[first] / cut.fps, (starts[last] + frames[last]) / cut.fps
        yield TimelineSound(
            name=effect_name(first),
            media=effect.sound,
            start=start,
            seconds=min(end, timeline.seconds) - start,
            gain_db=_SCENE_DB,
            rise=max(_BLEND_S, blends[first]),
            fall=_BLEND_S,
            looped=True,
        )


def _given(cut: CutList, timeline: Timeline, starts: Mapping[str, int]) -> Iterator[TimelineSound]:
    for number, one in enumerate(cut.given, start=1):
        name = _given_name(number)
        if not one.shot:
            yield TimelineSound(
                name=name, media=one.file, seconds=timeline.seconds, gain_db=_WHOLE_DB, looped=True
            )
        for shot in _shots_for(one, cut):
            seconds = shot.frames / cut.fps
            yield TimelineSound(
                name=name, media=one.file, start=starts[shot.shot_id] / cut.fps, seconds=seconds
            )


def _shots_for(one: GivenEffect, cut: CutList) -> list[CutShot]:
    return [shot for shot in cut.shots if one.shot and one.is_for(shot.shot_id, shot.shot_number)][:1]


def _given_name(number: int) -> str:
    return f"effect_{number}"


def _blended(clip: TimelineClip, fps: int) -> float:
    return max(_CUT_S, clip.transition.frames / fps)
