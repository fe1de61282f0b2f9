"""A shot in its window: its picture and takes, who made them, what can be changed of it, and who could make it otherwise."""

import asyncio

from fastapi import Request, Response

from models.base import Frozen
from models.errors import LongtakeError
from models.film.view import FilmView
from models.review import Wanted
from models.shots.fields import ShotFields
from models.shots.shot_list import Shot
from models.shots.takes import Take
from models.shots.view import ShotView
from studio.service.film.reading.files import film_files
from studio.service.library import makers_of
from studio.service.review.comments import film_comments
from studio.service.session import Session
from studio.service.vendors.provider_choices import provider_choices
from studio.service.vendors.provider_rows import ProviderChoice
from studio.web.doors import Open
from studio.web.page.cards import card_of
from studio.web.page.pages.board import looked_at
from studio.web.page.people import Person, people_of
from studio.web.page.renderer import render
from studio.web.page.screen import screens
from studio.web.page.tabs.offers import offers_of
from studio.web.routes.v1.film.shots import known_shot
from studio.web.routes.v1.parameters import SEE, FilmId, ShotId

router = screens()

_SAID = 60
"""Of how many comments a shot's window tells."""


class Reference(Frozen):
    """Somebody with whose picture a shot can be drawn; `value` is what the shot calls it, `picture` an address."""

    value: str
    picture: str
    initial: str
    chosen: bool
    refused: bool


@router.get("/films/{film_id}/board/{shot_id}/details", dependencies=[SEE])
async def details(request: Request, film_id: FilmId, shot_id: ShotId, session: Open) -> Response:
    """One shot, with everything that can be changed of it, and its takes."""
    (view, head), shot, offered = await asyncio.gather(
        looked_at(session, film_id),
        known_shot(session, film_id, shot_id),
        asyncio.to_thread(_choices, session),
    )
    name, tries = shot.shot.shot_id, head.ended and head.has_film
    return render(
        request,
        "parts/shot_details.html",
        head=head,
        card=card_of(film_id, shot),
        takes=[card_of(film_id, _as_take(shot, take.take)) for take in shot.kept()],
        made_by=await asyncio.to_thread(_made_by, session, shot.kept()),
        tried=[note for note in view.notes if note.startswith(f"{name} by ")],
        fields=_fields(),
        said=await _said(session, film_id, name),
        references=references_of(view, shot.shot, people_of(view, await film_files(session, film_id))),
        drawers=() if head.ended else offers_of(offered, "image"),
        filmers=() if head.ended and not tries else offers_of(offered, "video"),
        tries=tries,
    )


def references_of(view: FilmView, shot: Shot, people: tuple[Person, ...]) -> tuple[Reference, ...]:
    """Whose pictures a shot can be drawn with: those that it lists, in its order, then whoever else recurs in the film."""
    drawn = {one.name: bool(one.pictures) for one in view.bible.subjects}
    shown = {one.name: one for one in people}
    listed = {name: found.name if (found := view.bible.find(name)) else "" for name in shot.references}
    named = {**listed, **{name: name for name in shown if name not in listed.values()}}
    return tuple(
        Reference(
            value=value,
            picture=shown[name].picture if name else "",
            initial=shown[name].initial if name else value[:1].upper(),
            chosen=value in listed,
            refused=not drawn.get(name),
        )
        for value, name in named.items()
    )


def _choices(session: Session) -> list[ProviderChoice]:
    try:
        return provider_choices(session.settings)
    except LongtakeError:
        return []


def _made_by(session: Session, takes: tuple[Take, ...]) -> dict[int, str]:
    """Who made each take by its number: its clip, or its picture while it has none."""
    made = {take.take: asset for take in takes if (asset := take.clip or take.keyframe)}
    try:
        known = makers_of(session.settings, {asset.recipe_key for asset in made.values()})
    except LongtakeError:
        known = {}
    found = {number: asset.made_by or known.get(asset.recipe_key, "") for number, asset in made.items()}
    named = {
        take.take: (take.shot.video_provider if take.clip else take.shot.image_provider) for take in takes
    }
    return {number: by or named[number] or "" for number, by in found.items()}


def _fields() -> dict[str, tuple[str, ...]]:
    """What a shot's fields can be, by what people call them; those of which there are few."""
    schema = ShotFields.model_json_schema()["properties"]
    found: dict[str, tuple[str, ...]] = {}
    for name, told in schema.items():
        options: list[str] = []
        for one in told.get("anyOf", ()):
            options += one.get("enum", [])
        if options:
            found[name] = tuple(options)
    return found


async def _said(session: Session, film_id: str, shot_id: str) -> list[tuple[str, str]]:
    """What is open of what people said of a shot: who, and what."""
    found = await film_comments(session, Wanted(film_id, shot_id, resolved=False, most=_SAID))
    return [(one.said_by, one.text) for one in found.comments]


def _as_take(view: ShotView, number: int) -> ShotView:
    """The shot as it would be with another of its takes."""
    take = next(one for one in view.kept() if one.take == number)
    same = {name: getattr(take, name) for name in type(take).model_fields if name in ShotView.model_fields}
    return view.model_copy(update={**same, "takes": (), "status": "done" if take.clip else "drawn"})
