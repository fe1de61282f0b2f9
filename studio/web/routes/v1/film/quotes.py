"""What a change of a film may cost."""

from typing import Annotated

from fastapi import Depends

from models.shots.fields import ShotFields
from studio.service.facts.money import QuoteFacts
from studio.service.programs.quotes import quote_change
from studio.web.access.callers import Caller, may
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.retakes import RetakeAsked
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId

router = resource("money")


class ChangeAsked(RetakeAsked, ShotFields):
    """Shots that would be made anew: as a retake says it of a film that has ended, and with a shot's fields of one at its gate."""


@router.post("/films/{film_id}/quotes", summary="What a change may cost", responses=answer(QuoteFacts))
async def quote_film_change(
    film_id: FilmId, body: ChangeAsked, session: Open, caller: Annotated[Caller, Depends(may("see"))]
) -> QuoteFacts:
    """The most that shots may cost anew; begins nothing, and costs nothing."""
    asked = body.model_dump(mode="json", exclude_none=True, by_alias=True)
    return await quote_change(session, film_id, asked, caller.name)
