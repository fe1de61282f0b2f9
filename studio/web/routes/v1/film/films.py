"""Films: lists of them by pages, one of them, what changes of it, and where it went."""

import asyncio
from typing import Annotated

from fastapi import Query

from studio.service.facts.film.details import FilmDetails
from studio.service.facts.film.lines import FilmPage
from studio.service.facts.film.releases import FilmReleases, film_releases
from studio.service.film.reading.known import check_film
from studio.service.film.reading.pages import film_page
from studio.service.film.release import releases_of
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE, Cursor, FilmId, Limit, See, told_to
from studio.web.routes.v1.waits import LongPoll, Waits

router = resource("films")

Running = Annotated[bool, Query(description="Only films that are being made.")]


@router.get("/films", summary="List films", dependencies=[SEE], responses=answer(FilmPage))
async def list_films(
    session: Open, limit: Limit = 50, cursor: Cursor = None, *, running: Running = False
) -> FilmPage:
    """Films by pages, the newest first."""
    return await film_page(session, limit, cursor or "", running=running)


@router.get("/films/{film_id}", summary="Where a film stands", responses=answer(FilmDetails))
async def show_film(
    film_id: FilmId, waits: Waits, asked: Annotated[LongPoll, Query()], caller: See
) -> FilmDetails:
    """Where a film stands, now or once it changes.

    With `wait` it answers as soon as `change` is another than `since`, and else when that time is over. Without `since` it
    waits for a change of what is now, unless the film has ended. Work under way (`asking`, `at_vendors`, `on_cards`) is no change.
    """
    return told_to(caller, await waits.film(film_id, asked))


@router.get(
    "/films/{film_id}/releases",
    summary="Where a film was released to",
    dependencies=[SEE],
    responses=answer(FilmReleases),
)
async def list_releases(film_id: FilmId, session: Open) -> FilmReleases:
    """Where a film was released to, and is being."""
    await check_film(session, film_id)
    return film_releases(film_id, await asyncio.to_thread(releases_of, session, film_id))
