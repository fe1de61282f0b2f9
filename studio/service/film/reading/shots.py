"""A film's shots by pages, and one of them, read from what is written of it: a long film is not read as a whole for that."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from models.shots.shot_list import find_shot
from models.shots.view import ShotStatus, ShotView
from studio.client.executions import execution_of, first_run
from studio.client.server_answers import no_film
from studio.service.database import read_or
from studio.service.film.reading.cursors import behind, lost, read, written
from studio.service.session import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from infra.database.database import Database
    from library.states.reader import StatesPage


class PagedShots(NamedTuple):
    """Shots of a film in order, and the cursor of those that follow, where others do."""

    shots: tuple[ShotView, ...]
    next: str | None = None


async def shots_after(
    session: Session, film_id: str, cursor: str | None, limit: int, status: ShotStatus | None = None
) -> PagedShots:
    """At most so many shots of a film, in order, from a page's `next` on; all, or those of one status.

    Raises:
        BadInput: the cursor is none, or what it is to follow is gone.
        UnknownFilm: there is no such film.
        EngineUnavailable: nothing of it is written, and no worker answers.

    """
    from library.states.reader import DROPPED, placed_of

    after = read(cursor)
    found = await _written(
        session, film_id, lambda database: placed_of(database, film_id, after, limit, status or "")
    )
    if found is not None:
        return found
    film = await session.studio.view(film_id)
    placed = film.dropped if status == DROPPED else film.shots
    start = behind([shot.shot.shot_id for shot in placed], after)
    some = [shot for shot in placed[start:] if status in (None, shot.status)]
    return _paged(some[:limit], more=len(some) > limit)


async def one_shot(session: Session, film_id: str, name: str) -> ShotView | None:
    """A shot of a film, by its id or its number; None where the film has none such.

    Raises:
        UnknownFilm: there is no such film.
        EngineUnavailable: nothing of it is written, and no worker answers.

    """
    from library.states.reader import shot_row

    found = await _written(session, film_id, lambda database: shot_row(database, film_id, name))
    if found is not None and found.shots:
        return found.shots[0]
    # A run that has just begun, or ended, has not written all of its shots yet: what it says itself is waited for.
    shots = (await session.studio.view(film_id)).shots
    known = find_shot(tuple(one.shot for one in shots), name)
    return next((one for one in shots if known and one.shot.shot_id == known.shot_id), None)


async def named_shots(session: Session, film_id: str, names: Sequence[str]) -> tuple[ShotView, ...]:
    """Those of the shots of these ids that the film has, in the order in which they are named.

    Raises:
        UnknownFilm: there is no such film.
        EngineUnavailable: nothing of it is written, and no worker answers.

    """
    from library.states.reader import shot_row

    def read_all(database: "Database") -> "StatesPage | None":
        pages = [shot_row(database, film_id, name) for name in names]
        there = [page for page in pages if page is not None]
        return there[0]._replace(rows=tuple(row for page in there for row in page.rows)) if there else None

    found = await _written(session, film_id, read_all)
    if found is not None:
        return found.shots
    shots = {one.shot.shot_id: one for one in (await session.studio.view(film_id)).shots}
    return tuple(shots[name] for name in names if name in shots)


async def _written(
    session: Session, film_id: str, asked: "Callable[[Database], StatesPage | None]"
) -> PagedShots | None:
    """What is written of a film's run; None where nothing of it is."""
    execution = await execution_of(session.studio.client, film_id)
    if execution is None:
        raise no_film(film_id)
    run_id = first_run(execution)

    def read_page(database: "Database") -> PagedShots | None:
        from library.states.reader import Words

        page = asked(database)
        if page is None or page.head.run_id != run_id:
            return None
        if page.lost:
            raise lost()
        words = Words(session.studio.store)
        return _paged([words.view(row) for row in page.rows], more=page.more)

    nothing: PagedShots | None = None
    return await asyncio.to_thread(read_or, session.settings, read_page, nothing)


def _paged(shots: Sequence[ShotView], *, more: bool) -> PagedShots:
    following = written([shot.shot.shot_id for shot in shots]) if more else None
    return PagedShots(tuple(shots), following)
