"""A timeline from the OpenTimelineIO file that was written of it, with what an editor moved since."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from activities.cut.papers.otio import OURS, SOUNDS, VERSION, lanes
from models.cut.delivery import Picture
from models.cut.timeline import Caption, Marker, Timeline, TimelineClip, TimelineSound, Transition
from models.errors import BadInput

if TYPE_CHECKING:
    from opentimelineio import opentime, schema


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


def _own(item: Any) -> dict[str, Any]:
    """What Longtake wrote beside an object, as plain data; empty where it wrote nothing."""

    def plain(value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: plain(each) for key, each in value.items()}
        if isinstance(value, Sequence) and not isinstance(value, str):
            return [plain(each) for each in value]
        return value

    found = plain(item.metadata.get(OURS))
    return found if isinstance(found, dict) else {}


def _timeline(read: "schema.Timeline") -> Timeline:
    from opentimelineio import schema

    own = _own(read)
    if own["version"] != VERSION:
        raise BadInput(f"This timeline.otio is of version {own['version']}, not {VERSION}: update Longtake.")
    picture = Picture.model_validate(own["format"])
    sounds: dict[str, dict[int, TimelineSound]] = {kind: {} for kind in SOUNDS}
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
        clips=_in_order(sounds["clips"]),
        kept=own.get("kept", False),
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
        written = lanes([sound], fps)[0][0]
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
