"""The timeline as OpenTimelineIO, for other editors.

In OTIO clips do not overlap: a transition of T frames stands on the cut between two clips, and shows the
`out_offset` frames that follow the first clip's range and the `in_offset` frames that precede the second's.
So each of our overlaps is cut in its middle, and the frames on either side of the cut are the handles.

Captions are markers on the whole timeline, beside the scenes: Kdenlive shows those as guides and DaVinci
Resolve as timeline markers, while a second picture track would cover the film with missing media. The
subtitles proper are in film.srt, which both import.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import quote

from models.cut.timeline import Timeline, TimelineSound, Transition

if TYPE_CHECKING:
    from opentimelineio import opentime, schema

OURS = "longtake"
"""The one key under which everything that only Longtake knows is kept."""
VERSION = 1
_PICTURE = "picture"
SoundTrack = Literal["voice", "music", "effects", "clips"]
SOUNDS: tuple[SoundTrack, ...] = ("voice", "music", "effects", "clips")
_COLOURS = {"scene": "PURPLE", "shot": "CYAN", "caption": "YELLOW"}


def otio(timeline: Timeline, files: Mapping[str, str]) -> str:
    """The timeline as the JSON of a .otio file, exactly `timeline.frames` long at the film's own rate.

    `files` says where the media of a clip or sound lie, by its name, as paths relative to the .otio file;
    what is not in it is written as missing media. Times in seconds are set to the nearest frame, and kept
    exactly for `otio_reading`.
    """
    from opentimelineio import adapters, schema

    written = schema.Timeline(timeline.title)
    written.metadata[OURS] = {
        "version": VERSION,
        "film_id": timeline.film_id,
        "language": timeline.language,
        "format": timeline.format.model_dump(mode="json"),
        **({"kept": True} if timeline.kept else {}),
    }
    written.tracks.append(_picture_track(timeline, files))
    for kind in SOUNDS:
        for lane, sounds in enumerate(lanes(getattr(timeline, kind), timeline.fps)):
            name = kind if lane == 0 else f"{kind} {lane + 1}"
            written.tracks.append(_sound_track(name, kind, sounds, timeline.fps, files))
    written.tracks.markers.extend(_markers(timeline))
    return str(adapters.write_to_string(written, "otio_json"))


class _Placed(NamedTuple):
    """A sound in whole frames, and its place among the sounds of its kind."""

    sound: TimelineSound
    number: int
    start: int
    frames: int


def _time(frames: int, fps: int) -> "opentime.RationalTime":
    from opentimelineio import opentime

    return opentime.RationalTime(frames, fps)


def _range(start: int, frames: int, fps: int) -> "opentime.TimeRange":
    from opentimelineio import opentime

    return opentime.TimeRange(_time(start, fps), _time(frames, fps))


def _halves(transition: Transition) -> tuple[int, int]:
    """The frames of a transition before and after the cut in its middle."""
    return transition.frames // 2, transition.frames - transition.frames // 2


def _reference(
    name: str, frames: int, fps: int, files: Mapping[str, str]
) -> "schema.ExternalReference | schema.MissingReference":
    from opentimelineio import schema

    if name not in files:
        return schema.MissingReference(name=name, available_range=_range(0, frames, fps))
    return schema.ExternalReference(quote(files[name]), _range(0, frames, fps))


def _picture_track(timeline: Timeline, files: Mapping[str, str]) -> "schema.Track":
    from opentimelineio import schema

    fps = timeline.fps
    track = schema.Track(_PICTURE, kind=schema.TrackKind.Video)
    follows = [*(clip.transition for clip in timeline.picture[1:]), Transition()]
    for clip, after in zip(timeline.picture, follows, strict=True):
        before_cut, after_cut = _halves(clip.transition)
        if clip.transition.frames:
            dissolves = clip.transition.kind == "crossfade"
            track.append(
                schema.Transition(
                    clip.transition.kind,
                    schema.TransitionTypes.SMPTE_Dissolve if dissolves else schema.TransitionTypes.Custom,
                    _time(before_cut, fps),
                    _time(after_cut, fps),
                    metadata={OURS: {"kind": clip.transition.kind}},
                )
            )
        shown = clip.frames - before_cut - _halves(after)[1]
        known = clip.model_dump(mode="json", include={"kind", "shot_number", "media", "text", "scene"})
        track.append(
            schema.Clip(
                clip.name,
                _reference(clip.name, clip.first + clip.frames, fps, files),
                _range(clip.first + before_cut, shown, fps),
                metadata={OURS: known},
            )
        )
    return track


def lanes(sounds: Sequence[TimelineSound], fps: int) -> list[list[_Placed]]:
    """The sounds on as few tracks as hold them without an overlap, each in order of time."""
    placed = []
    for number, sound in enumerate(sounds):
        start = round(sound.start * fps)
        placed.append(
            _Placed(sound, number, start, max(1, round((sound.start + sound.seconds) * fps) - start))
        )
    lanes: list[list[_Placed]] = []
    for each in sorted(placed, key=lambda each: each.start):
        free = next((lane for lane in lanes if lane[-1].start + lane[-1].frames <= each.start), None)
        if free is None:
            lanes.append([each])
        else:
            free.append(each)
    return lanes


def _sound_track(
    name: str, kind: SoundTrack, sounds: list[_Placed], fps: int, files: Mapping[str, str]
) -> "schema.Track":
    from opentimelineio import schema

    track = schema.Track(name, kind=schema.TrackKind.Audio, metadata={OURS: {"track": kind}})
    end = 0
    for sound, number, start, frames in sounds:
        if start > end:
            track.append(schema.Gap(source_range=_range(0, start - end, fps)))
        known = _exact(sound.model_dump(mode="json", exclude={"name"})) | {"number": number}
        track.append(
            schema.Clip(
                sound.name,
                _reference(sound.name, frames, fps, files),
                _range(0, frames, fps),
                metadata={OURS: known},
            )
        )
        end = start + frames
    return track


def _markers(timeline: Timeline) -> Iterator["schema.Marker"]:
    """Shots, then scenes: Kdenlive keeps one guide a frame, the last; then the captions' words."""
    from opentimelineio import schema

    def marker(text: str, start: int, frames: int, kind: str, known: dict[str, Any]) -> schema.Marker:
        # Resolve shows a marker's name, Kdenlive its comment.
        return schema.Marker(
            text,
            _range(start, frames, timeline.fps),
            _COLOURS[kind],
            {OURS: {"kind": kind, **known}},
            text,
        )

    numbered = sorted(enumerate(timeline.markers), key=lambda each: each[1].kind == "scene")
    for number, each in numbered:
        yield marker(each.name, each.frame, 1, each.kind, {"number": number})
    for caption in timeline.captions:
        start = round(caption.start * timeline.fps)
        frames = max(1, round(caption.end * timeline.fps) - start)
        known = _exact(caption.model_dump(mode="json"))
        yield marker(" ".join(caption.lines), start, frames, "caption", known)


def _exact(known: dict[str, Any]) -> dict[str, Any]:
    """The same with floats as text: OTIO's reader of JSON may lose the last bit of a number."""
    return {key: repr(value) if isinstance(value, float) else value for key, value in known.items()}


# Reading
