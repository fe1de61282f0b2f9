"""A film in time, read from the timeline that it has for editors: every length there was measured from media."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from infra.storage import Store
from models.base import Frozen
from models.cut.delivery import Picture
from models.cut.timeline import Caption, Marker, Timeline, TimelineClip, Transition
from models.errors import StorageError
from models.film.view import FilmView
from models.orders.assets import Blob

PLACE = "timeline.otio"
_OURS = "longtake"
_KEPT = 16
"""Timelines that are remembered; one of two thousand shots has some megabytes as JSON."""


class Stretch(Frozen):
    """A chapter of a film, from `start` on, in seconds."""

    title: str
    start: float


class FilmTimeline(Frozen):
    """A film in time, and its chapters: its scenes, or its shots where it has no scenes."""

    timeline: Timeline
    chapters: tuple[Stretch, ...] = ()


def film_timeline(view: FilmView, store: Store) -> FilmTimeline | None:
    """The film in time; None before it is cut, or where that cannot be read. Reads a file, so in a loop it is for a thread."""
    blob = view.documents.get(PLACE)
    try:
        return _read(store.read_bytes, blob) if blob else None
    except (ValueError, LookupError, TypeError, AttributeError, StorageError):
        return None


@lru_cache(_KEPT)
def _read(bytes_of: Callable[[Blob], bytes], blob: Blob) -> FilmTimeline:
    from activities.cut.chapters import chapters

    timeline = timeline_in(json.loads(bytes_of(blob)))
    found = tuple(Stretch(title=one.title, start=one.start) for one in chapters(timeline))
    return FilmTimeline(timeline=timeline, chapters=found)


def timeline_in(paper: Mapping[str, Any]) -> Timeline:
    """The picture, the captions and the markers of a timeline as its OTIO file has them; its sounds are left out.

    Raises:
        ValueError, LookupError, TypeError: it is none that was written for a film.

    """
    own = paper["metadata"][_OURS]
    picture = Picture.model_validate(own["format"])
    tracks = [track for track in paper["tracks"]["children"] if track["kind"] == "Video"]
    marks = [(mark, dict(mark["metadata"].get(_OURS, {}))) for mark in paper["tracks"]["markers"]]
    kinds = {"shot", "scene"}
    markers = {
        known["number"]: Marker(
            name=mark["name"], frame=_frames(mark["marked_range"]["start_time"]), kind=known["kind"]
        )
        for mark, known in marks
        if known.get("kind") in kinds
    }
    captions = [
        Caption.model_validate({name: value for name, value in known.items() if name != "kind"})
        for _, known in marks
        if known.get("kind") == "caption"
    ]
    return Timeline(
        film_id=own["film_id"],
        title=paper["name"],
        format=picture,
        language=own["language"],
        picture=tuple(clip for track in tracks for clip in _clips(track["children"])),
        captions=tuple(captions),
        markers=tuple(markers[number] for number in sorted(markers)),
    )


def _clips(items: Sequence[Mapping[str, Any]]) -> Iterator[TimelineClip]:
    """The clips as they overlap: there each ends and begins in the middle of a transition."""
    for at, item in enumerate(items):
        if _is_transition(item):
            continue
        before = items[at - 1] if at else {}
        after = items[at + 1] if at + 1 < len(items) else {}
        head = tail = 0
        transition = Transition()
        if _is_transition(before):
            head = _frames(before["in_offset"])
            kind = before["metadata"][_OURS]["kind"]
            transition = Transition(kind=kind, frames=head + _frames(before["out_offset"]))
        if _is_transition(after):
            tail = _frames(after["out_offset"])
        shown = item["source_range"]
        yield TimelineClip.model_validate(
            {
                **item["metadata"][_OURS],
                "name": item["name"],
                "first": _frames(shown["start_time"]) - head,
                "frames": _frames(shown["duration"]) + head + tail,
                "transition": transition,
            }
        )


def _is_transition(item: Mapping[str, Any]) -> bool:
    return str(item.get("OTIO_SCHEMA", "")).startswith("Transition.")


def _frames(time: Mapping[str, Any]) -> int:
    frames: int = round(time["value"])
    return frames
