"""The cut film as its timeline says it: how long it is, and which shot is seen at a moment of it."""

import re
from decimal import ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.errors import BadInput, StorageError, WrongMoment
from models.excerpt import quoted
from models.film.view import FilmView
from studio.service.session import Session

if TYPE_CHECKING:
    from opentimelineio import schema

TIMELINE = "timeline.otio"
OURS = "longtake"
"""Under which key Longtake writes what only it knows, as `activities/cut/papers/otio.py` does."""
_FINEST = Decimal("0.001")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(?:(\d{1,4}):)?(\d{1,6}(?:[.,]\d{1,9})?)", re.ASCII)


class Seen(NamedTuple):
    """What is seen at a moment of the film: a shot by its id, or a card, where that is empty."""

    at: Decimal
    shot_id: str


def read_moment(text: str, called: str) -> Decimal:
    """A moment as people write it, `0:12`, `1:02:03.5` or `12.04`, in seconds.

    Raises:
        BadInput: it is none; `called` is what gives it.

    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise BadInput(f"{called} must be a moment of the film, such as 0:12 or 12.5, not {quoted(text)}.")
    hours, minutes, seconds = found.groups()
    if hours is not None and minutes is None:
        hours, minutes = None, hours
    last = Decimal(seconds.replace(",", "."))
    if (minutes is not None and last >= 60) or (hours is not None and int(minutes or 0) >= 60):
        raise BadInput(f"{called} must be a moment of the film, such as 0:12 or 1:02:03, not {quoted(text)}.")
    return Decimal(int(hours or 0) * 3600 + int(minutes or 0) * 60) + last


def clock(at: Decimal) -> str:
    """A moment as people read it: `0:12.04`."""
    whole_minutes, seconds = divmod(at, 60)
    hours, minutes = divmod(int(whole_minutes), 60)
    whole, _, rest = f"{seconds:.3f}".partition(".")
    rest = rest.rstrip("0")
    shown = f"{whole:0>2}" + (f".{rest}" if rest else "")
    return f"{hours}:{minutes:02}:{shown}" if hours else f"{minutes}:{shown}"


def seen_at(session: Session, film: FilmView, at: Decimal) -> Seen:
    """What is seen at a moment of the cut film; reads its timeline from the store, so in a loop it is for a thread.

    Raises:
        WrongMoment: the film was never cut.
        BadInput: it is not so long.
        StorageError: its timeline is lost.

    """
    blob = film.documents.get(TIMELINE)
    if blob is None:
        raise WrongMoment(f"{film.film_id} was not cut yet, so it has no moments: comment on a shot.")
    return _seen(opened(session.studio.store.read_bytes(blob).decode()), at)


def opened(text: str) -> "schema.Timeline":
    """The timeline of a .otio file that was stored.

    Raises:
        StorageError: it cannot be read.

    """
    from opentimelineio import adapters, exceptions, schema

    try:
        found = adapters.read_from_string(text, "otio_json")
    except (ValueError, exceptions.OTIOError) as error:
        raise StorageError(f"The film's {TIMELINE} cannot be read: cut the film again.") from error
    if not isinstance(found, schema.Timeline):
        raise StorageError(f"The film's {TIMELINE} holds no timeline: cut the film again.")
    return found


def own(item: Any) -> dict[str, Any]:  # noqa: ANN401 - OTIO's objects have no types
    """What Longtake wrote beside an object; empty where it wrote nothing."""
    return dict(item.metadata.get(OURS, {}))


def _seen(timeline: "schema.Timeline", at: Decimal) -> Seen:
    fps = int(own(timeline)["format"]["fps"])
    at = at.quantize(_FINEST, ROUND_FLOOR)
    frame, ranges = int(at * fps), picture_ranges(timeline)
    for clip, (start, frames) in ranges:
        if start <= frame < start + frames:
            shot = own(clip).get("kind") in ("shot", "slate")
            return Seen(at, str(clip.name) if shot else "")
    long = Decimal(max((start + frames for _, (start, frames) in ranges), default=0)) / fps
    raise BadInput(f"The film is {clock(long)} long: there is nothing at {clock(at)}.")


def picture_ranges(timeline: "schema.Timeline") -> list[tuple[Any, tuple[int, int]]]:
    """The clips of the picture, each with the frame of the film at which it begins and how many frames it is seen; a transition is cut in its middle."""
    from opentimelineio import schema

    track = next(track for track in timeline.tracks if track.kind == schema.TrackKind.Video)
    found, start = [], 0
    for item in track:
        if isinstance(item, schema.Transition):
            continue
        frames = round(item.trimmed_range().duration.value)
        found.append((item, (start, frames)))
        start += frames
    return found
