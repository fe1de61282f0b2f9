"""The takes of a film's shots."""

from studio.service.facts.film.shots import ShotTakes, shot_takes
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.film.shots import known_shot
from studio.web.routes.v1.parameters import SEE, FilmId, ShotId

router = resource("takes")


@router.get(
    "/films/{film_id}/shots/{shot_id}/takes",
    summary="List a shot's takes",
    dependencies=[SEE],
    responses=answer(ShotTakes),
)
async def list_takes(film_id: FilmId, shot_id: ShotId, session: Open) -> ShotTakes:
    """Every take of a shot in order, and which of them is in the film."""
    return shot_takes(await known_shot(session, film_id, shot_id))
