"""Comments on their way to editors: markers in the timeline, and remarks in the edit decision list, of the copies that are handed out.

The stored papers stay as the cut made them: comments come later, and are resolved and opened again.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from models.orders.assets import Blob
from models.readable import one_line
from models.review import Comment, Wanted
from studio.service.database import read_or
from studio.service.review.cut_film import OURS, TIMELINE, clock, opened, own, picture_ranges
from studio.service.session import Session

if TYPE_CHECKING:
    from opentimelineio import schema

EDL = "film.edl"
PAPERS = (TIMELINE, EDL)
"""The papers that have comments in them when they are handed out."""
_OPEN, _RESOLVED = "RED", "GREEN"
_CLIP_NAME = re.compile(r"^\* (?:FROM|TO) CLIP NAME:  (.*)$", re.MULTILINE)


async def laid_in(session: Session, film_id: str, files: Mapping[str, Blob]) -> dict[str, bytes]:
    """Those of a film's files that are handed out with its comments in them, by their places; none where it has no comments.

    Raises:
        StorageError: the database or the store said no, or a paper is lost.

    """
    places = [place for place in PAPERS if place in files]
    if not places:
        return {}
    return await asyncio.to_thread(_laid_in, session, film_id, {place: files[place] for place in places})


def _laid_in(session: Session, film_id: str, files: Mapping[str, Blob]) -> dict[str, bytes]:
    from library.review.comments import comments_of

    nothing: list[Comment] = []
    said = read_or(session.settings, lambda one: comments_of(one, Wanted(film_id)), nothing)
    if not said:
        return {}
    write = {TIMELINE: with_markers, EDL: with_remarks}
    return {
        place: write[place](session.studio.store.read_bytes(blob).decode(), said).encode()
        for place, blob in files.items()
    }


def with_markers(text: str, said: Sequence[Comment]) -> str:
    """The text of a .otio file, with a marker a comment: on the clip of its shot, or at its moment of the film.

    Raises:
        StorageError: the file cannot be read.

    """
    from opentimelineio import adapters, opentime

    timeline = opened(text)
    fps = int(own(timeline)["format"]["fps"])
    clips = {str(clip.name): clip for clip, _ in picture_ranges(timeline)}

    def at(start: Any) -> Any:  # noqa: ANN401 - OTIO's objects have no types
        return opentime.TimeRange(start, opentime.RationalTime(1, fps))

    for comment in said:
        clip = clips.get(comment.shot_id)
        if comment.at is None and clip is not None:
            clip.markers.append(_marker(comment, at(clip.trimmed_range().start_time)))
        else:
            frame = int((comment.at or 0) * fps)
            timeline.tracks.markers.append(_marker(comment, at(opentime.RationalTime(frame, fps))))
    return str(adapters.write_to_string(timeline, "otio_json"))


def _marker(comment: Comment, marked: Any) -> "schema.Marker":  # noqa: ANN401 - as above
    from opentimelineio import schema

    known = {
        "kind": "comment",
        "id": comment.id,
        "by": comment.said_by,
        "said_at": comment.said_at,
        "shot": comment.shot_id,
        "take": comment.take,
        "at": "" if comment.at is None else str(comment.at),
        "resolved": comment.resolved,
        "resolved_by": comment.resolved_by,
        "internal": comment.internal,
    }
    # Resolve shows a marker's name, Kdenlive its comment.
    return schema.Marker(
        comment.said_by,
        marked,
        _RESOLVED if comment.resolved else _OPEN,
        {OURS: known},
        f"{comment.said_by}: {comment.text}",
    )


def with_remarks(text: str, said: Sequence[Comment]) -> str:
    """The text of an edit decision list, with a `* COMMENT:` a comment under the event of its shot, else under the first."""
    head, *events = text.rstrip("\n").split("\n\n")
    places: dict[str, int] = {}
    for place, event in enumerate(events):
        places.setdefault(_name_in(event), place)
    for comment in said:
        if events:
            events[places.get(comment.shot_id, 0)] += f"\n* COMMENT: {_remark(comment)}"
    return "\n\n".join([head, *events]) + "\n"


def _name_in(event: str) -> str:
    """The clip that an event shows: the one that it leads to, where it is a transition."""
    return next(iter(reversed(_CLIP_NAME.findall(event))), "")


def _remark(comment: Comment) -> str:
    when = "" if comment.at is None else f" at {clock(comment.at)}"
    state = (" (team only)" if comment.internal else "") + (" (resolved)" if comment.resolved else "")
    return one_line(f"{comment.said_by}{when}: {comment.text}{state}")
