"""The films: a poster each, where it stands, and what it has spent."""

from contextlib import suppress
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import RedirectResponse

from models.errors import LongtakeError
from studio.service.film.reading.files import file_at, shot_files
from studio.service.film.reading.pages import film_page
from studio.service.film.reading.shots import shots_after
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.page.renderer import file_url, render
from studio.web.page.screen import screens
from studio.web.page.statics import static_at
from studio.web.routes.v1.parameters import SEE, Cursor, FilmId

router = screens()

_AT_ONCE = 24
_POSTER_WIDTH = 640
_FIRST = 8
"""Among so many shots a picture is looked for."""


@router.get("/", dependencies=[SEE])
async def films(
    request: Request, session: Open, cursor: Cursor = None, *, part: Annotated[bool, Query()] = False
) -> Response:
    """All films, the newest first; a `part` is their cards alone."""
    page = await film_page(session, _AT_ONCE, cursor or "")
    template = "parts/film_cards.html" if part else "films.html"
    return render(request, template, films=page.films, following=page.next, first=cursor is None)


@router.get("/films/{film_id}/poster", dependencies=[SEE])
async def poster(film_id: FilmId, session: Open) -> Response:
    """The film's poster, or the picture of its first shot that has one; nothing to be seen before anything is drawn."""
    return RedirectResponse(await _poster(session, film_id) or static_at("none.svg"), 307)


async def _poster(session: Session, film_id: str) -> str:
    with suppress(LongtakeError):
        found = await file_at(session, film_id, "poster.jpg")
        if found is not None:
            return file_url(film_id, "poster.jpg", found, _POSTER_WIDTH)
        for shot in (await shots_after(session, film_id, None, _FIRST)).shots:
            for place, blob in shot_files(shot).items():
                if place.rpartition("/")[2].startswith("frame."):
                    return file_url(film_id, place, blob, _POSTER_WIDTH)
    return ""


@router.get("/films/{film_id}", dependencies=[SEE])
async def film(film_id: FilmId, session: Open) -> Response:
    """Where most is to be done: the film once there is one, its story while that is written, else its board."""
    view = (await session.studio.glance(film_id, 1)).film
    page = (
        "film" if "film.mp4" in view.documents else "story" if view.stage in ("casting", "story") else "board"
    )
    return RedirectResponse(f"/films/{film_id}/{page}", 303)
