"""Chapters of the film, for players: a scene each, or a shot each where a film has no scenes."""

import re

from infra.media.muxer import Chapter
from models.cut.timeline import Marker, Timeline

_SHOTS_AT_MOST = 30
_NUMBERED = re.compile(r"shot[\s_-]*0*(\d+)", re.IGNORECASE)


def chapters(timeline: Timeline) -> tuple[Chapter, ...]:
    """The chapters in order; together they cover the film exactly, and the title card belongs to the first.

    A film without scenes has a chapter a shot, and none at all where these would be more than thirty.
    """
    places = _starts(timeline, "scene") or _starts(timeline, "shot")
    if not places or (places[0].kind == "shot" and len(places) > _SHOTS_AT_MOST):
        return ()
    starts = [0, *(place.frame for place in places[1:])]
    ends = [*starts[1:], timeline.frames]
    return tuple(
        Chapter(_title(place, number), start / timeline.fps, end / timeline.fps)
        for number, (place, start, end) in enumerate(zip(places, starts, ends, strict=True), 1)
    )


def _starts(timeline: Timeline, kind: str) -> list[Marker]:
    """The markers of a kind inside the film in order of time, the first of those that stand on one frame."""
    end = timeline.frames
    inside = [marker for marker in timeline.markers if marker.kind == kind and marker.frame < end]
    by_frame: dict[int, Marker] = {}
    for marker in inside:
        by_frame.setdefault(marker.frame, marker)
    return [by_frame[frame] for frame in sorted(by_frame)]


def _title(marker: Marker, number: int) -> str:
    """The marker's name as a person would write it: `the old_quay, dusk` is `The old quay, dusk`."""
    name = " ".join(marker.name.replace("_", " ").split())
    if numbered := _NUMBERED.fullmatch(name):
        return f"Shot {numbered[1]}"
    return name[:1].upper() + name[1:] if name else f"{marker.kind.capitalize()} {number}"
