"""Films begun, stopped and forgotten, and what one would cost."""

from typing import Any

from fastapi import Request, Response
from pydantic import Field

from studio.service.facts.film.decisions import CancelOutcome, cancel_outcome
from studio.service.facts.film.made import BegunFacts
from studio.service.facts.leavings import ForgottenFacts, forgotten_facts
from studio.service.facts.values import Dollars
from studio.service.film.begun import begun_facts
from studio.service.library import forget
from studio.service.programs.film import begin_asked
from studio.web.approval import how_to_approve, message_of
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Decide, FilmBody, Key, Spend, done
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId as FilmName

router = resource("films")

LOCATION: dict[str, Any] = {"Location": {"description": "Where the film is.", "schema": {"type": "string"}}}


class FilmBegun(BegunFacts):
    """A film that was begun, or found, and what comes next."""

    message: str = Field(description="What comes of it, in a sentence.")
    approve_with: str | None = Field(
        description="The command that approves its first board, once that is there; null where nobody has to."
    )
    may_cost_usd: Dollars | None = Field(
        description="The most that it may cost, in dollars; null where it costs nothing, or nobody knows."
    )
    notes: tuple[str, ...] = Field(description="What a person should know of what was asked for.")


@router.post(
    "/films",
    status_code=201,
    summary="Begin a film",
    responses={
        **done(FilmBegun, 200, "It is there already.", LOCATION),
        **done(FilmBegun, 201, "It was begun.", LOCATION),
    },
)
async def begin_film(
    body: FilmBody, request: Request, response: Response, session: Open, caller: Spend, key: Key = None
) -> FilmBegun:
    """Begin a film of a sentence, a story or a shot list; the same again is the same film.

    It waits at its storyboard until somebody approves it, unless `approve` is `auto`. Files that it names were sent before
    (`POST /uploads`).
    """
    begun = await begin_asked(session, caller.name, body, key)
    facts = await begun_facts(session, begun.started)
    response.status_code = 200 if begun.started.running or begun.started.past else 201
    response.headers["Location"] = f"/api/v1/films/{facts.id}"
    return FilmBegun(
        **dict(facts),
        message=message_of(begun),
        approve_with=how_to_approve(request, caller, begun),
        may_cost_usd=begun.most_usd,
        notes=begun.notes,
    )


@router.post("/films/{film_id}/cancel", summary="Stop a film", responses=answer(CancelOutcome))
async def cancel_film(film_id: FilmName, session: Open, _: Decide) -> CancelOutcome:
    """Stop a film; what it has made is kept. Waits until it has stopped, ten seconds at most."""
    return cancel_outcome(film_id, await session.studio.cancel(film_id))


@router.delete("/films/{film_id}", summary="Forget a film", responses=answer(ForgottenFacts))
async def forget_film(film_id: FilmName, session: Open, _: Spend) -> ForgottenFacts:
    """Drop what an ended film refers to; its costs are kept. Its files go with the next collection."""
    return forgotten_facts(film_id, await forget(session.settings, film_id, session.tell))
