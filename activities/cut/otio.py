"""The timeline as OpenTimelineIO, for other editors, and back again.

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

from pydantic import ValidationError

from models.delivery import Picture
from models.errors import BadInput
from models.timeline import Caption, Marker, Timeline, TimelineClip, TimelineSound, Transition

if TYPE_CHECKING:
    from opentimelineio import opentime, schema

_OURS = "longtake"
"""The one key under which everything that only Longtake knows is kept."""
_VERSION = 1
_PICTURE = "picture"
_SoundTrack = Literal["voice", "music", "effects"]
_SOUNDS: tuple[_SoundTrack, ...] = ("voice", "music", "effects")
_COLOURS = {"scene": "PURPLE", "shot": "CYAN", "caption": "YELLOW"}


def otio(timeline: Timeline, files: Mapping[str, str]) -> str:
    """The timeline as the JSON of a .otio file, exactly `timeline.frames` long at the film's own rate.

    `files` says where the media of a clip or sound lie, by its name, as paths relative to the .otio file;
    what is not in it is written as missing media. Times in seconds are set to the nearest frame, and kept
    exactly for `timeline_of`.
    """
    from opentimelineio import adapters, schema

    written = schema.Timeline(timeline.title)
    written.metadata[_OURS] = {
        "version": _VERSION,
        "film_id": timeline.film_id,
        "language": timeline.language,
        "format": timeline.format.model_dump(mode="json"),
    }
    written.tracks.append(_picture_track(timeline, files))
    for kind in _SOUNDS:
        for lane, sounds in enumerate(_lanes(getattr(timeline, kind), timeline.fps)):
            name = kind if lane == 0 else f"{kind} {lane + 1}"
            written.tracks.append(_sound_track(name, kind, sounds, timeline.fps, files))
    written.tracks.markers.extend(_markers(timeline))
    return str(adapters.write_to_string(written, "otio_json"))


def timeline_of(text: str) -> Timeline:
    """The timeline that `otio` wrote, from the text of its .otio file, with what an editor moved since.

    Raises:
        BadInput: the text is no OTIO timeline, or not one of Longtake's.

    """
    from opentimelineio import adapters, exceptions, schema

    try:
        read = adapters.read_from_string(text, "otio_json")
    except (ValueError, exceptions.OTIOError) as error:
        raise BadInput(
            "This is no OpenTimelineIO file, or it was cut short: give a whole .otio file."
        ) from error
    if not isinstance(read, schema.Timeline) or not _own(read):
        raise BadInput(
            "This timeline was not written by Longtake: give the timeline.otio of a film's folder."
        )
    try:
        return _timeline(read)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(
            "This timeline.otio has lost what Longtake wrote beside its clips: take the one in the film's folder."
        ) from error


# Writing


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
                    metadata={_OURS: {"kind": clip.transition.kind}},
                )
            )
        shown = clip.frames - before_cut - _halves(after)[1]
        known = clip.model_dump(mode="json", include={"kind", "shot_number", "media", "text", "scene"})
        track.append(
            schema.Clip(
                clip.name,
                _reference(clip.name, clip.first + clip.frames, fps, files),
                _range(clip.first + before_cut, shown, fps),
                metadata={_OURS: known},
            )
        )
    return track


def _lanes(sounds: Sequence[TimelineSound], fps: int) -> list[list[_Placed]]:
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
    name: str, kind: _SoundTrack, sounds: list[_Placed], fps: int, files: Mapping[str, str]
) -> "schema.Track":
    from opentimelineio import schema

    track = schema.Track(name, kind=schema.TrackKind.Audio, metadata={_OURS: {"track": kind}})
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
                metadata={_OURS: known},
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
            {_OURS: {"kind": kind, **known}},
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


def _own(item: Any) -> dict[str, Any]:  # noqa: ANN401 - any object of OTIO carries metadata
    """What Longtake wrote beside an object, as plain data; empty where it wrote nothing."""

    def plain(value: Any) -> Any:  # noqa: ANN401 - JSON
        if isinstance(value, Mapping):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [plain(each) for each in value]
        return value

    found = plain(item.metadata.get(_OURS))
    return found if isinstance(found, dict) else {}


def _timeline(read: "schema.Timeline") -> Timeline:
    from opentimelineio import schema

    own = _own(read)
    if own["version"] != _VERSION:
        raise BadInput(f"This timeline.otio is of version {own['version']}, not {_VERSION}: update Longtake.")
    picture = Picture.model_validate(own["format"])
    sounds: dict[str, dict[int, TimelineSound]] = {kind: {} for kind in _SOUNDS}
    clips: tuple[TimelineClip, ...] = ()
    for track in read.tracks:
        if track.kind == schema.TrackKind.Video:
            clips += tuple(_clips(track, picture.fps))
        else:
            sounds[_own(track)["track"]].update(_track_sounds(track, picture.fps))
    markers, captions = _marks(read.tracks.markers, picture.fps)
    return Timeline(
        film_id=own["film_id"],
        title=read.name,
        format=picture,
        language=own["language"],
        picture=clips,
        voice=_in_order(sounds["voice"]),
        music=_in_order(sounds["music"]),
        effects=_in_order(sounds["effects"]),
        captions=captions,
        markers=markers,
    )


def _in_order(numbered: Mapping[int, TimelineSound]) -> tuple[TimelineSound, ...]:
    return tuple(numbered[number] for number in sorted(numbered))


def _frames(time: "opentime.RationalTime", fps: int) -> int:
    frames: int = round(time.rescaled_to(fps).value)
    return frames


def _clips(track: "schema.Track", fps: int) -> Iterator[TimelineClip]:
    """Our overlapping clips: each with the handles that its transitions show."""
    from opentimelineio import schema

    items = list(track)
    for at, item in enumerate(items):
        if isinstance(item, schema.Transition):
            continue
        if not isinstance(item, schema.Clip):
            raise BadInput(
                f"The picture has a hole before item {at + 1}: close it in the editor, and save again."
            )
        before = items[at - 1] if at else None
        after = items[at + 1] if at + 1 < len(items) else None
        transition, head, tail = Transition(), 0, 0
        if isinstance(before, schema.Transition):
            head = _frames(before.in_offset, fps)
            frames = head + _frames(before.out_offset, fps)
            transition = Transition(kind=_own(before)["kind"], frames=frames)
        if isinstance(after, schema.Transition):
            tail = _frames(after.out_offset, fps)
        shown = item.trimmed_range()
        yield TimelineClip.model_validate(
            {
                **_own(item),
                "name": item.name,
                "first": _frames(shown.start_time, fps) - head,
                "frames": _frames(shown.duration, fps) + head + tail,
                "transition": transition,
            }
        )


def _track_sounds(track: "schema.Track", fps: int) -> Iterator[tuple[int, TimelineSound]]:
    """The sounds of a track, numbered; exact where they were not moved since they were written."""
    from opentimelineio import schema

    for item in track:
        if not isinstance(item, schema.Clip):
            continue
        own = _own(item)
        number = own.pop("number")
        placed = item.range_in_parent()
        start, frames = _frames(placed.start_time, fps), _frames(placed.duration, fps)
        sound = TimelineSound.model_validate({**own, "name": item.name})
        written = _lanes([sound], fps)[0][0]
        if written.start != start:
            sound = sound.model_copy(update={"start": start / fps})
        if written.frames != frames:
            sound = sound.model_copy(update={"seconds": frames / fps})
        yield number, sound


def _marks(marks: Sequence["schema.Marker"], fps: int) -> tuple[tuple[Marker, ...], tuple[Caption, ...]]:
    markers: dict[int, Marker] = {}
    captions: list[Caption] = []
    for mark in marks:
        own = _own(mark)
        kind = own.pop("kind", None)
        if kind == "caption":
            caption = Caption.model_validate(own)
            moved = _frames(mark.marked_range.start_time, fps) - round(caption.start * fps)
            if moved:
                times = {"start": caption.start + moved / fps, "end": caption.end + moved / fps}
                caption = caption.model_copy(update=times)
            captions.append(caption)
        elif kind in ("shot", "scene"):
            frame = _frames(mark.marked_range.start_time, fps)
            markers[own["number"]] = Marker(name=mark.name, frame=frame, kind=kind)
    return tuple(markers[number] for number in sorted(markers)), tuple(captions)
