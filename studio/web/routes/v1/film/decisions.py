"""What a film was told."""

from studio.service.facts.film.decisions import DecisionPage, told_facts
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import SEE, FilmId

router = resource("decisions")


@router.get(
    "/films/{film_id}/decisions",
    summary="List a film's decisions",
    dependencies=[SEE],
    responses=answer(DecisionPage),
)
async def list_decisions(film_id: FilmId, session: Open) -> DecisionPage:
    """The last decisions that a film was told, by whom, and whether it took them."""
    return told_facts((await session.studio.glance(film_id, 1)).film)
