"""A film's shots: pages of them, and one."""

from typing import Annotated

from fastapi import Query
from starlette.exceptions import HTTPException

from models.shots.view import ShotStatus, ShotView
from studio.service.facts.film.shots import ShotFacts, ShotPage, shot_facts
from studio.service.film.reading.shots import one_shot, shots_after
from studio.service.session import Session
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE, FilmId, PageQuery, ShotId

router = resource("shots")


class ShotQuery(PageQuery):
    """Which shots are asked for."""

    status: ShotStatus | None = Query(default=None, description="Only shots that stand so.")


@router.get(
    "/films/{film_id}/shots", summary="List a film's shots", dependencies=[SEE], responses=answer(ShotPage)
)
async def list_shots(film_id: FilmId, session: Open, asked: Annotated[ShotQuery, Query()]) -> ShotPage:
    """A film's shots by pages, in the film's order; a film has none before they are written."""
    found = await shots_after(session, film_id, asked.cursor, asked.limit, asked.status)
    return ShotPage(id=film_id, shots=tuple(map(shot_facts, found.shots)), next=found.next)


@router.get(
    "/films/{film_id}/shots/{shot_id}",
    summary="Where a shot stands",
    dependencies=[SEE],
    responses=answer(ShotFacts),
)
async def show_shot(film_id: FilmId, shot_id: ShotId, session: Open) -> ShotFacts:
    """Where one shot stands, and what it has by now."""
    return shot_facts(await known_shot(session, film_id, shot_id))


async def known_shot(session: Session, film_id: str, shot_id: str) -> ShotView:
    """A shot of a film.

    Raises:
        HTTPException: 404, the film has none such.
        UnknownFilm: there is no such film.

    """
    found = await one_shot(session, film_id, shot_id)
    if found is None:
        raise HTTPException(404, f"There is no shot {shot_id!r} in {film_id}.")
    return found
