"""What a film may cost from here on: what is still to be made of its shots, or before there are any, of its brief."""

import asyncio
from decimal import Decimal

from library.briefs import whole
from models.film.view import FilmView
from studio.service.estimates.board_price import left_price
from studio.service.estimates.home_estimate import estimate
from studio.service.session import Session


async def rest_price(session: Session, view: FilmView) -> Decimal:
    """The most that what is left of a film may cost, in dollars.

    Raises:
        UnknownFilm: there is no such film, or its history is gone.
        BadInput: the film's brief cannot be read, or cannot be cast by now.
        MissingKeys: keys are not set.
        StorageError: its stored brief cannot be read.

    """
    request = await session.studio.request_of(view.film_id)
    if view.shots:
        return await asyncio.to_thread(left_price, session.settings, view, request)
    brief = await asyncio.to_thread(whole, request.brief, session.studio.store)
    return (await asyncio.to_thread(estimate, request.model_copy(update={"brief": brief}))).usd
