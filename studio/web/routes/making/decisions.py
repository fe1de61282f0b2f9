"""Decisions about films."""

from fastapi import Request

from studio.service.facts.film.decisions import GateOutcome
from studio.service.programs.decisions import (
    SPENDS,
    Outcome,
    decide,
    decided_before,
    decision_in,
    kind_in,
    with_comments,
)
from studio.service.programs.film import key_of
from studio.service.review.comments import settle
from studio.web.access.callers import may
from studio.web.doors import Open
from studio.web.resources import resource
from studio.web.routes.making.bodies import Decide, DecisionBody, Key
from studio.web.routes.v1.examples import answer
from studio.web.routes.v1.parameters import FilmId as FilmName

router = resource("decisions")


@router.post("/films/{film_id}/decisions", summary="Decide about a film", responses=answer(GateOutcome))
async def decide_film(
    film_id: FilmName, body: DecisionBody, request: Request, session: Open, caller: Decide, key: Key = None
) -> Outcome:
    """Tell a film a decision: it was taken, or the answer says why not.

    `approve`, `revise`, `reject`, `redraw`: its storyboard. `move`, `insert`, `drop`, `split`, `merge`, `undo`: which shots are
    on it, and in which order. `approve_bible`, `revise_subject`: who recurs. `pause`, `resume`.
    `resolve`: a paid job of which nobody knows whether the vendor took it. `budget`, `allow` and `recast` take the role
    `spend`. Who decided is whoever asks. With `comments` a revision takes what people said of the shot into its note.
    """
    kind = kind_in(body)
    if kind in SPENDS:
        may("spend").admitted(request)
    mark = ""
    if key is not None:
        mark = key_of(caller.name, key, {"path": request.url.path.removeprefix("/api"), **body}).mark
        if before := await decided_before(session, film_id, mark, kind):
            return before
    asked = await with_comments(session, film_id, body)
    outcome = await decide(session, film_id, decision_in(asked.body, caller.name, mark))
    await settle(session, film_id, asked.comments, asked.settled(caller.name))
    return outcome
