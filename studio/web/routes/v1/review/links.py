"""Links by which somebody without a token sees one film and comments on it.

They take the role `decide`: who may approve in everybody's name may ask those whom it is for. A link spends nothing, tells nothing of
money, and can be taken back, so it needs no `spend`, as a release does.
"""

import asyncio
from typing import Annotated

from fastapi import Depends, Path, Request
from pydantic import Field

from models.base import Frozen
from models.review import UnknownLink
from studio.service.facts.film.comments import LinkFacts, LinkList, MadeLinkFacts, link_facts
from studio.service.film.reading.known import check_film
from studio.service.review.links import LONGEST_NAME, MOST_DAYS, USUAL_DAYS, USUAL_NAME, revoke, share, shared
from studio.web.access.callers import Caller, may
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import done
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId, in_path

router = resource("review")

Decide = Annotated[Caller, Depends(may("decide"))]
Number = Annotated[int, Path(ge=1, le=2**53, description="The link's number.", examples=[3])]


class LinkAsked(Frozen):
    """A link that is asked for."""

    days: int = Field(
        default=USUAL_DAYS,
        ge=1,
        le=MOST_DAYS,
        description="For how many days it is good.",
        examples=[USUAL_DAYS],
    )
    name: str = Field(
        default=USUAL_NAME,
        max_length=LONGEST_NAME,
        description="Whom it is for: what those are called who come by it and do not say.",
        examples=["Client"],
    )


@router.post(
    "/films/{film_id}/links",
    status_code=201,
    summary="Share a film for review",
    responses=done(MadeLinkFacts, 201, "It is made."),
)
async def share_film(
    film_id: FilmId, body: LinkAsked, request: Request, session: Open, caller: Decide
) -> MadeLinkFacts:
    """Make a link by which somebody sees this film and comments on it, and nothing else, until it expires. It is told this once."""
    made = await share(session, film_id, caller.name, days=body.days, name=body.name)
    return MadeLinkFacts(
        **dict(link_facts(made.link)),
        secret=made.secret,
        url=f"{request.url.scheme}://{request.url.netloc}{made.path}",
    )


@router.get("/films/{film_id}/links", summary="List a film's links", responses=answer(LinkList))
async def list_links(film_id: FilmId, session: Open, _: Decide) -> LinkList:
    """The links of a film, also those that are over."""
    await check_film(session, film_id)
    found = await asyncio.to_thread(shared, session.settings, film_id)
    return LinkList(links=tuple(map(link_facts, found)))


@router.delete("/films/{film_id}/links/{link}", summary="Revoke a link", responses=answer(LinkFacts))
async def revoke_film_link(film_id: FilmId, link: Number, session: Open, caller: Decide) -> LinkFacts:
    """End a link, at once also for those who look at the film."""
    with in_path(UnknownLink):
        return link_facts(await asyncio.to_thread(revoke, session.settings, link, caller.name, film_id))
