"""A film as those see it who review it."""

from typing import Annotated

from fastapi import Query

from studio.service.facts.film.review import Reviewer, ReviewFacts, ReviewShotPage
from studio.service.film.reading.shots import shots_after
from studio.service.review.film import review_of, review_shot
from studio.web.access.callers import Caller
from studio.web.access.roles import covers
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId, PageQuery
from studio.web.routes.v1.review.comments import See

router = resource("review")


@router.get("/films/{film_id}/review", summary="Show a film for review", responses=answer(ReviewFacts))
async def show_review(film_id: FilmId, session: Open, caller: See) -> ReviewFacts:
    """What there is to be seen of a film, and who asks; nothing of money, models or vendors."""
    return await review_of(session, film_id, reviewer_of(caller))


@router.get(
    "/films/{film_id}/review/shots",
    summary="List a film's shots for review",
    responses=answer(ReviewShotPage),
)
async def list_review_shots(
    film_id: FilmId, session: Open, asked: Annotated[PageQuery, Query()], _: See
) -> ReviewShotPage:
    """A film's shots by pages, in the film's order: what is seen and heard, and their files."""
    found = await shots_after(session, film_id, asked.cursor, asked.limit)
    return ReviewShotPage(id=film_id, shots=tuple(map(review_shot, found.shots)), next=found.next)


def reviewer_of(caller: Caller) -> Reviewer:
    """Who asks, as those see it who review a film."""
    return Reviewer(
        name=caller.name,
        guest=bool(caller.film),
        comments=covers(caller.role, "comment"),
        decides=covers(caller.role, "decide"),
    )
