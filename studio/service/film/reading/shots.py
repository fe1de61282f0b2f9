"""A film's shots by pages, and one of them, read from what is written of it: a long film is not read as a whole for that."""

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from models.shots.shot_list import find_shot
from models.shots.view import ShotStatus, ShotView
from studio.client.executions import execution_of, first_run
from studio.client.server_answers import no_film
from studio.service.database import read_or
from studio.service.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.database.database import Database
    from library.states.reader import StatesPage


class PlacedShots(NamedTuple):
    """Shots of a film in order, and the place of the last of them, a number that grows from one to the next, where others follow."""

    shots: tuple[ShotView, ...]
    more_after: int | None = None


async def shots_after(
    session: Session, film_id: str, after: int, limit: int, status: ShotStatus | None = None
) -> PlacedShots:
    """At most so many shots of a film behind a place (-1: the first), in order; all, or those of one status.

    Raises:
        UnknownFilm: there is no such film.
        EngineUnavailable: nothing of it is written, and no worker answers.

    """
    from library.states.reader import placed_of

    found = await _written(
        session, film_id, lambda database: placed_of(database, film_id, after, limit, status or "")
    )
    if found is not None:
        return found
    placed = list(enumerate((await session.studio.view(film_id)).shots))
    some = [one for one in placed if one[0] > after and status in (None, one[1].status)]
    shots = tuple(shot for _, shot in some[:limit])
    return PlacedShots(shots, some[limit - 1][0] if len(some) > limit else None)


async def one_shot(session: Session, film_id: str, name: str) -> ShotView | None:
    """A shot of a film, by its id or its number; None where the film has none such.

    Raises:
        UnknownFilm: there is no such film.
        EngineUnavailable: nothing of it is written, and no worker answers.

    """
    from library.states.reader import shot_row

    found = await _written(session, film_id, lambda database: shot_row(database, film_id, name))
    if found is not None:
        return next(iter(found.shots), None)
    shots = (await session.studio.view(film_id)).shots
    known = find_shot(tuple(one.shot for one in shots), name)
    return next((one for one in shots if known and one.shot.shot_id == known.shot_id), None)


async def _written(
    session: Session, film_id: str, asked: "Callable[[Database], StatesPage | None]"
) -> PlacedShots | None:
    """What is written of a film's run; None where nothing of it is."""
    execution = await execution_of(session.studio.client, film_id)
    if execution is None:
        raise no_film(film_id)
    run_id = first_run(execution)

    def read(database: "Database") -> PlacedShots | None:
        from library.states.reader import Words

        page = asked(database)
        if page is None or page.head.run_id != run_id:
            return None
        words = Words(session.studio.store)
        last = page.rows[-1].rank if page.rows else 0
        return PlacedShots(tuple(map(words.view, page.rows)), last if page.more else None)

    nothing: PlacedShots | None = None
    return await asyncio.to_thread(read_or, session.settings, read, nothing)
