"""A film that is wanted as far as a stage, its story or its board: begun, and waited for until that is there."""

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from models.film.view import FilmView
from studio.client.runs.film_ids import id_over
from studio.service.film.watch import sights
from studio.service.programs.film import Begun, Key, Order, begin, begun_before, read_film
from studio.service.requests.scenario import measured
from studio.service.requests.values import Given
from studio.service.session import Session


class Part(NamedTuple):
    """What is wanted of a film: its fields, and its id where that was given or is a key's.

    `counted` and `timed` say whether its number of shots and its length were given; `scenario`: words are all that is wanted.
    """

    given: list[Given]
    film_id: str | None
    key: Key | None = None
    counted: bool = True
    timed: bool = False
    scenario: bool = False


async def begin_part(session: Session, part: Part) -> Begun:
    """Begin the film that comes as far, or find it.

    Raises:
        BadInput: it cannot be used, and which field it is.
        KeyTaken: something else was asked for under the key.
        LongtakeError: as `begin`.

    """
    key, film_id = part.key, part.film_id
    if key and film_id and (before := await begun_before(session, film_id, key)):
        return before
    asked = await asyncio.to_thread(read_film, part.given, session.studio.store, scenario=part.scenario)
    brief = measured(asked.request.brief, counted=part.counted, timed=part.timed)
    asked = asked._replace(request=asked.request.model_copy(update={"brief": brief}))
    return await begin(session, Order(asked, film_id or id_over(session.studio.client, brief), key))


async def reached(
    session: Session, film_id: str, within_s: float, enough: Callable[[FilmView], bool] = lambda _: False
) -> FilmView:
    """The film once it has come far `enough`, or has ended, or as it is when the time is over.

    Raises:
        LongtakeError: as `sights`.

    """
    view: FilmView | None = None
    try:
        async with asyncio.timeout(within_s):
            async for sight in sights(session, film_id):
                view = sight.view
                if enough(view):
                    break
    except TimeoutError:
        pass
    return view or await session.studio.view(film_id)
