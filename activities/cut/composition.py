"""From the cut list to the timeline: where every clip, voice, caption and marker lies in the film.

Pure: lengths and words were measured before, so that no file is opened here.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest

from activities.cut.captions.captions import captions_of, snapped
from activities.cut.captions.line_places import placed
from activities.cut.laid_sounds import laid_effects, laid_sounds, without_scenes
from activities.cut.sound.ambience import ambience
from models.cut.cutlist import CutList, CutShot, lines_by_name
from models.cut.lengths import VOICE_LEAD_S
from models.cut.score import ScorePiece
from models.cut.timeline import Caption, Marker, Timeline, TimelineClip, TimelineSound, Transition
from models.cut.transitions import TransitionKind
from models.cut.words import SpokenLine
from models.orders.assets import Blob
from models.orders.scores import BLEND_S

TITLE, END, SCORE = "title", "end", "score"


def compose(
    cut: CutList,
    score: Blob | None,
    heard: Mapping[str, SpokenLine],
    sounds: Mapping[str, Blob] | None = None,
    pieces: Sequence[ScorePiece] = (),
) -> Timeline:
    """The film in time; `heard` has what its voices say by their names, whose times are the captions'.

    `sounds` are those that its clips have of their own, by their shots; a score of several has `pieces`.

    The words of a line that is not among them stand through its part of the shot. A shot that is missing is cut
    to and from, and so is one that is too short for its transitions.
    """
    picture = _picture(cut)
    bare = Timeline(
        film_id=cut.film_id,
        title=cut.title,
        format=cut.picture,
        language=cut.language,
        picture=picture,
    )
    starts = dict(zip((clip.name for clip in picture), bare.starts(), strict=True))
    whole = bare.model_copy(
        update={
            "voice": tuple(_voices(cut, starts)),
            "music": tuple(_music(score, pieces, bare.seconds)),
            "captions": tuple(_captions(cut, bare, starts, heard)),
            "markers": tuple(_markers(cut, starts)),
            "clips": laid_sounds(bare, sounds or {}),
            "kept": bool(sounds) and cut.delivery.clip_sound == "keep",
        }
    )
    laid = laid_effects(cut, bare, starts)
    return whole.model_copy(update={"effects": (*ambience(without_scenes(whole, cut)), *laid)})


def piece_name(number: int) -> str:
    """What a piece of the score is called in the timeline, by its number from 1."""
    return SCORE if number == 1 else f"{SCORE}_{number}"


def _music(score: Blob | None, pieces: Sequence[ScorePiece], film_s: float) -> Iterator[TimelineSound]:
    """The score under the film; each piece blended with the next, where it has several."""
    if score and not pieces:
        yield TimelineSound(name=SCORE, media=score, seconds=film_s)
    starts = [piece.start for piece in pieces[1:]]
    for number, (piece, following) in enumerate(zip_longest(pieces, starts), start=1):
        if piece.start >= film_s:
            break
        ends = piece.start + piece.seconds
        overlap = ends - following if following is not None and following < ends else None
        yield TimelineSound(
            name=piece_name(number),
            media=piece.sound,
            start=piece.start,
            seconds=min(piece.seconds, film_s - piece.start),
            rise=BLEND_S if piece.start else None,
            fall=overlap,
        )


def _picture(cut: CutList) -> tuple[TimelineClip, ...]:
    clips: list[TimelineClip] = []
    if cut.title_frames:
        clips.append(TimelineClip(name=TITLE, kind="title", frames=cut.title_frames, text=cut.title))
    kinds: list[TransitionKind] = ["cut"] * len(clips)
    for shot in cut.shots:
        clips.append(
            TimelineClip(
                name=shot.shot_id,
                kind="shot" if shot.clip else "slate",
                shot_number=shot.shot_number,
                media=shot.clip,
                frames=shot.frames,
                text=shot.missing,
                scene=shot.scene,
            )
        )
        kinds.append(shot.transition if len(clips) > 1 else "cut")
    if cut.end_frames:
        clips.append(TimelineClip(name=END, kind="end", frames=cut.end_frames, text=cut.title))
        kinds.append(cut.ending)
    return _joined(clips, kinds, cut.overlap)


def _joined(
    clips: Sequence[TimelineClip], kinds: Sequence[TransitionKind], overlap: int
) -> tuple[TimelineClip, ...]:
    """The clips with their transitions, as far as each is long enough for those on both its sides."""
    joined, room = list(clips), [clip.frames for clip in clips]
    for (at, before), (after_at, after) in pairwise(enumerate(clips)):
        kind = kinds[after_at]
        slate = "slate" in (before.kind, after.kind)
        if kind == "cut" or slate or min(room[at], room[after_at]) < overlap:
            continue
        room[at] -= overlap
        room[after_at] -= overlap
        joined[after_at] = after.model_copy(update={"transition": Transition(kind=kind, frames=overlap)})
    return tuple(joined)


def _voices(cut: CutList, starts: Mapping[str, int]) -> list[TimelineSound]:
    return [
        TimelineSound(
            name=name,
            media=line.voice,
            start=starts[shot.shot_id] / cut.fps + line.start,
            seconds=line.voice_s,
        )
        for shot in cut.shots
        for name, line in lines_by_name(shot).items()
        if line.voice and line.voice_s > 0
    ]


def _captions(
    cut: CutList, timeline: Timeline, starts: Mapping[str, int], heard: Mapping[str, SpokenLine]
) -> list[Caption]:
    """The captions of the film: each line's words, until the next line's words can begin."""
    if cut.delivery.captions == "off":
        return []
    captions: list[Caption] = []
    end = timeline.seconds
    following: dict[str, CutShot | None] = {
        shot.shot_id: after for shot, after in pairwise([*cut.shots, None]) if shot
    }
    for shot in cut.shots:
        start, after = starts[shot.shot_id] / cut.fps, following[shot.shot_id]
        room = shot.frames / cut.fps
        if after and any(line.text for line in after.said):
            room = min(room, starts[after.shot_id] / cut.fps + VOICE_LEAD_S - start)
        cues = _of_shot(shot, heard, cut.fps, timeline.language, min(room, end - start))
        captions += [
            cue.model_copy(update={"start": cue.start + start, "end": cue.end + start, "shot": shot.shot_id})
            for cue in cues
        ]
    return captions


def _of_shot(
    shot: CutShot, heard: Mapping[str, SpokenLine], fps: int, language: str, room_s: float
) -> tuple[Caption, ...]:
    """The captions of a shot's lines, in seconds from its first frame; none ends after `room_s` seconds."""
    names = [*lines_by_name(shot)]
    return snapped(
        [
            cue
            for number, line, until in placed(shot.said, room_s)
            for cue in captions_of(line, heard.get(names[number - 1]), fps, language=language, room_s=until)
        ]
    )


def _markers(cut: CutList, starts: Mapping[str, int]) -> list[Marker]:
    markers, scene = [], ""
    for shot in cut.shots:
        if shot.scene and shot.scene != scene:
            markers.append(Marker(name=shot.scene, frame=starts[shot.shot_id], kind="scene"))
        scene = shot.scene
        markers.append(Marker(name=shot.shot_id, frame=starts[shot.shot_id]))
    return markers
