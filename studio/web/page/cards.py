"""A shot as a card of the board: its picture, what is seen and heard, how it stands, and what can be done with it."""

from models.base import Frozen
from models.names import voice_part
from models.shots.shot_list import Shot
from models.shots.view import ShotStatus, ShotView
from studio.service.film.reading.files import shot_files
from studio.web.page.renderer import file_url

PICTURE_WIDTH = 640
"""Pixels of a card's picture; the widest that a card is, on a screen of two dots a pixel."""

_SAYS: dict[ShotStatus, str] = {
    "planned": "planned",
    "blocked": "may not be drawn",
    "drawing": "being drawn",
    "drawn": "drawn",
    "rendering": "being filmed",
    "unknown": "nobody knows",
    "done": "filmed",
    "missing": "missing",
    "dropped": "dropped",
}


class Heard(Frozen):
    """A line, and its sound once it is spoken."""

    who: str
    text: str
    manner: str
    sound: str = ""


class Card(Frozen):
    """A card. `picture` and `clip` are addresses, empty where there is none; `seconds` is measured where there is a clip."""

    shot: Shot
    status: ShotStatus
    says: str
    take: int
    takes: tuple[int, ...]
    picture: str
    whole: str
    clip: str
    heard: tuple[Heard, ...]
    seconds: float
    likeness: float | None
    unlike: bool
    missing: str
    blocked: str
    stale: tuple[str, ...]
    not_drawn: tuple[str, ...]
    notes: tuple[str, ...]
    changed: tuple[tuple[str, str, str], ...]
    follows: str
    cost: str


def card_of(film_id: str, view: ShotView) -> Card:
    """The card of a shot."""
    files = {
        place.rpartition("/")[2]: (place, blob)
        for place, blob in shot_files(view).items()
        if "/takes/" not in place
    }
    named = {name.partition(".")[0]: found for name, found in files.items()}

    def at(part: str, width: int = 0) -> str:
        place, blob = named.get(part, ("", None))
        return file_url(film_id, place, blob, width) if blob else ""

    still = "opening" if "opening" in named else "frame"
    clip = view.conformed or view.clip
    return Card(
        shot=view.shot,
        status=view.status,
        says=_SAYS[view.status],
        take=view.take,
        takes=tuple(one.take for one in view.kept()),
        picture=at(still, PICTURE_WIDTH),
        whole=at(still),
        clip=at("clip"),
        heard=tuple(
            Heard(
                who=line.subject,
                text=line.text,
                manner=line.manner,
                sound=at(voice_part(number, len(view.voices))),
            )
            for number, line in enumerate(view.shot.said, start=1)
        ),
        seconds=clip.seconds if clip else view.shot.duration,
        likeness=view.likeness.subjects if view.likeness else None,
        unlike=bool(view.likeness and view.likeness.low),
        missing=view.missing,
        blocked=view.blocked,
        stale=view.stale,
        not_drawn=view.not_drawn,
        notes=view.notes,
        changed=tuple((one.field, one.before, one.after) for one in view.changed),
        follows=view.follows,
        cost=str(view.cost),
    )
