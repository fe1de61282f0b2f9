"""What a change of a film may cost."""

from typing import Annotated

from fastapi import Depends
from pydantic import Field

from models.shots.fields import ShotFields
from studio.service.facts.money import QuoteFacts
from studio.service.programs.quotes import quote_change
from studio.web.access.callers import Caller, may
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.retakes import RetakeAsked, ShotNumber
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId

router = resource("money")


class ChangeAsked(RetakeAsked, ShotFields):
    """What would be changed: shots anew, as a retake says it of a film that has ended, and with a shot's fields of one at its gate.

    With `makers` it is a shot that those would film, with `finish` a draft that would be finished, with `approval` a board
    that would be approved.
    """

    shots: tuple[ShotNumber, ...] = Field(
        default=(), description="The shots, by numbers or ids; of a finish all if left out.", examples=[["3"]]
    )
    makers: tuple[str, ...] | None = Field(
        default=None, description="Who would film the one shot, as `tries` takes them."
    )
    finish: bool | None = Field(default=None, description="Whether a draft would be finished.")
    pictures: bool | None = Field(
        default=None, description="Of a finish: whether its pictures are made anew too."
    )
    approval: bool | None = Field(
        default=None, description="Whether the board would be approved: what is still to be made then."
    )


@router.post("/films/{film_id}/quotes", summary="What a change may cost", responses=answer(QuoteFacts))
async def quote_film_change(
    film_id: FilmId, body: ChangeAsked, session: Open, caller: Annotated[Caller, Depends(may("see"))]
) -> QuoteFacts:
    """The most that shots may cost anew; begins nothing, and costs nothing."""
    asked = body.model_dump(mode="json", exclude_none=True, by_alias=True)
    return await quote_change(session, film_id, asked, caller.name)
