"""The subjects of a film's bible."""

from typing import Annotated

from fastapi import Query
from starlette.exceptions import HTTPException

from studio.service.facts.film.bible import SubjectFacts, SubjectPage, subject_facts, subject_page
from studio.service.film.reading.subjects import subjects_after
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE, FilmId, Name, PageQuery

router = resource("subjects")


@router.get(
    "/films/{film_id}/subjects",
    summary="List a film's subjects",
    dependencies=[SEE],
    responses=answer(SubjectPage),
)
async def list_film_subjects(
    film_id: FilmId, session: Open, asked: Annotated[PageQuery, Query()]
) -> SubjectPage:
    """Who and what recurs in a film, by pages, and whether its bible waits for a decision."""
    view = (await session.studio.glance(film_id, 1)).film
    found = subjects_after(view.bible, asked.cursor, asked.limit)
    return subject_page(view, found.subjects, found.next)


@router.get(
    "/films/{film_id}/subjects/{name}",
    summary="Show a film's subject",
    dependencies=[SEE],
    responses=answer(SubjectFacts),
)
async def show_film_subject(film_id: FilmId, name: Name, session: Open) -> SubjectFacts:
    """A subject of a film, by any of the names that the film has for it."""
    view = (await session.studio.glance(film_id, 1)).film
    found = view.bible.find(name)
    if found is None:
        raise HTTPException(404, f"The film {film_id!r} has no subject {name!r}.")
    return subject_facts(found)
