"""Films begun, stopped and forgotten."""

from typing import Annotated

from fastapi import Query, Request, Response

from studio.service.facts.film.decisions import CancelOutcome, cancel_outcome
from studio.service.facts.film.made import BegunFacts
from studio.service.facts.leavings import ForgottenFacts, forgotten_facts
from studio.service.film.begun import begun_facts
from studio.service.library import forget
from studio.service.privacy.film import delete_film
from studio.service.privacy.place import Place
from studio.service.programs.film import begin_asked
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.begun import WhatComes, answered, answers
from studio.web.routes.making.bodies import Decide, FilmBody, Key, Spend
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId as FilmName

router = resource("films")


class FilmBegun(WhatComes, BegunFacts):
    """A film that was begun, or found, and what comes next."""


@router.post(
    "/films",
    status_code=201,
    summary="Begin a film",
    responses=answers(FilmBegun, "Where the film is."),
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
    answered(response, begun, f"/api/v1/films/{facts.id}")
    return FilmBegun.of(begun, request, caller, **dict(facts))


@router.post("/films/{film_id}/cancel", summary="Stop a film", responses=answer(CancelOutcome))
async def cancel_film(film_id: FilmName, session: Open, _: Decide) -> CancelOutcome:
    """Stop a film; what it has made is kept. Waits until it has stopped, ten seconds at most."""
    return cancel_outcome(film_id, await session.studio.cancel(film_id))


Everything = Annotated[
    bool,
    Query(
        description="Delete everything about it at once: its history, its words, its files. It cannot be undone."
    ),
]


@router.delete(
    "/films/{film_id}",
    summary="Forget a film, or delete it",
    response_model=ForgottenFacts,
    responses={**answer(ForgottenFacts, 409), 204: {"description": "Everything about it is deleted."}},
)
async def forget_film(
    film_id: FilmName, session: Open, _: Spend, *, everything: Everything = False
) -> ForgottenFacts | Response:
    """Drop what an ended film refers to; its files go with the next collection, and its history stays.

    With `everything` nothing of it stays but what it cost, under another name: 204, and 404 from then on.
    """
    if everything:
        await delete_film(Place(session.settings, session), film_id)
        return Response(status_code=204)
    return forgotten_facts(film_id, await forget(session.settings, film_id, session.tell))
