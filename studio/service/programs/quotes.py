"""What a change of a film may cost, before anybody asks for it: of one that ended a retake, of one that is made a revision."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.film.decisions import read_decision
from models.film.view import FilmView
from models.money.dollars import ZERO
from studio.service.estimates.board_price import board_price
from studio.service.estimates.change_price import change_price
from studio.service.facts.money import QuoteFacts, quote_facts
from studio.service.film.retakes import changed_film, shot_of
from studio.service.programs.retakes import SHARED, Asked, retake_in
from studio.service.session import Session


async def quote_change(session: Session, film_id: str, body: Mapping[str, Any], by: str) -> QuoteFacts:
    """The most that shots of a film may cost anew, as they are asked for; nothing is begun.

    Raises:
        UnknownFilm: there is no such film.
        BadInput: it has no such shot, or what is said of it cannot be used.
        WrongMoment: it ended without a film.
        MissingKeys: whoever is to make them has no key here.

    """
    view = await session.studio.view(film_id)
    said = {name: value for name, value in body.items() if name not in SHARED and value is not None}
    usd = await (_retaken(session, view, said, by) if view.ended else _revised(session, view, said, by))
    left = None if view.budget is None else max(view.budget - view.spent - view.reserved, ZERO)
    return quote_facts(film_id, usd, left)


async def _retaken(session: Session, view: FilmView, said: Mapping[str, Any], by: str) -> Decimal:
    wanted = retake_in(Asked(view.film_id, said, by))
    request = await changed_film(session.studio, view.film_id, wanted.changes, auto=False)
    last = await session.studio.last_run(view.film_id)
    return await asyncio.to_thread(change_price, session.settings, last or view, request)


async def _revised(session: Session, view: FilmView, said: Mapping[str, Any], by: str) -> Decimal:
    changes = {name: value for name, value in said.items() if name != "shots"} or {"note": "anew"}
    named = [shot_of(view, str(name)).shot.shot_id for name in said.get("shots", ())]
    decisions = [read_decision("revise", {**changes, "shot": shot, "by": by}) for shot in named]
    request = await session.studio.request_of(view.film_id)

    def priced() -> Decimal:
        return sum((board_price(session.settings, view, request, one) for one in decisions), ZERO)

    return await asyncio.to_thread(priced)
