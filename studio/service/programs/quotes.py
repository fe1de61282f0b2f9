"""What a change of a film may cost, before anybody asks for it: of one that ended a retake, a try or a finish, of one that is made a revision."""

import asyncio
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.errors import BadInput, WrongMoment
from models.film.decisions import read_decision
from models.film.view import FilmView
from models.money.dollars import ZERO
from studio.service.estimates.board_price import board_price
from studio.service.estimates.change_price import change_price
from studio.service.estimates.rest_price import rest_price
from studio.service.facts.money import QuoteFacts, quote_facts
from studio.service.film.changes import Changes
from studio.service.film.retakes import changed_film, shot_of
from studio.service.programs.retakes import SHARED, Asked, finish_in, retake_in, try_in
from studio.service.session import Session

_OF_A_FILM = ("shots", "makers", "finish", "pictures", "approval")
"""What is no field of a revised shot."""


async def quote_change(session: Session, film_id: str, body: Mapping[str, Any], by: str) -> QuoteFacts:
    """The most that a change of a film may cost, as it is asked for: shots anew, one that `makers` film, a draft's `finish`, what comes
    after an `approval`.

    Nothing is begun.

    Raises:
        UnknownFilm: there is no such film.
        BadInput: it has no such shot, or what is said of it cannot be used.
        WrongMoment: it ended without a film, or is being made and can only be finished or tried when it has one.
        MissingKeys: whoever is to make them has no key here.

    """
    view = await session.studio.view(film_id)
    said = {name: value for name, value in body.items() if name not in SHARED and value is not None}
    if said.get("approval"):
        return _told(view, await _approved(session, view))
    of_a_film = view.ended or said.get("makers") or said.get("finish")
    usd = await (_changed(session, view, said, by) if of_a_film else _revised(session, view, said, by))
    return _told(view, usd)


def _told(view: FilmView, usd: Decimal) -> QuoteFacts:
    left = None if view.budget is None else max(view.budget - view.spent - view.reserved, ZERO)
    return quote_facts(view.film_id, usd, left)


async def _approved(session: Session, view: FilmView) -> Decimal:
    if view.ended:
        raise WrongMoment(f"The film {view.film_id!r} has ended as {view.verdict}: no board of it waits.")
    return await rest_price(session, view)


async def _changed(session: Session, view: FilmView, said: Mapping[str, Any], by: str) -> Decimal:
    wanted = _wanted(view.film_id, said, by)
    request = await changed_film(session.studio, view.film_id, wanted.changes, auto=False)
    last = await session.studio.last_run(view.film_id)
    return await asyncio.to_thread(change_price, session.settings, last or view, request)


def _wanted(film_id: str, said: Mapping[str, Any], by: str) -> Changes:
    """The change of a film that has ended that a body asks for."""
    if "makers" in said:
        shots = said.get("shots", ())
        if len(shots) != 1:
            raise BadInput("makers film one shot: name it, and it alone, in shots.")
        return try_in(Asked(film_id, {"shot": shots[0], "makers": said["makers"]}, by))
    if said.get("finish"):
        named = {name: said[name] for name in ("shots", "pictures") if said.get(name)}
        return finish_in(Asked(film_id, named, by))
    return retake_in(Asked(film_id, said, by))


async def _revised(session: Session, view: FilmView, said: Mapping[str, Any], by: str) -> Decimal:
    changes = {name: value for name, value in said.items() if name not in _OF_A_FILM} or {"note": "anew"}
    if not said.get("shots"):
        raise BadInput("shots is empty: name some, such as 3 or shot_003.")
    named = [shot_of(view, str(name)).shot.shot_id for name in said["shots"]]
    decisions = [read_decision("revise", {**changes, "shot": shot, "by": by}) for shot in named]
    request = await session.studio.request_of(view.film_id)

    def priced() -> Decimal:
        return sum((board_price(session.settings, view, request, one) for one in decisions), ZERO)

    return await asyncio.to_thread(priced)
