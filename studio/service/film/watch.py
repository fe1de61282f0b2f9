"""A film watched until it ends, through restarts of the server, the workers and the supervisor."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import NamedTuple

from models.errors import EngineUnavailable, UnknownName
from models.film.view import FilmView
from studio.client import Attempt
from studio.service.session import Session

GIVE_UP_AFTER_S = 600.0
"""How long nobody may answer before watching ends; the film is not touched by that."""

_SOONEST_S, _LATEST_S = 0.4, 2.5
"""Between two looks: short while something happens, longer while nothing does."""

_REREAD = "(`longtake down` restarts the workers, which then read models.toml again)"


class Sight(NamedTuple):
    """A look at a film: where it stands, and what is being tried right now."""

    view: FilmView
    attempts: tuple[Attempt, ...] = ()


async def sights(session: Session, film_id: str) -> AsyncIterator[Sight]:
    """Look at a film again and again; the last look is at its end.

    Raises:
        BadInput: there is no such film.
        EngineUnavailable: the engine was told to stop, or nobody has answered for ten minutes.

    """
    pause, last, lost_at, told = _SOONEST_S, None, None, ""
    while True:
        if lost_at is None and await session.stopped():
            raise EngineUnavailable(
                f"The engine was stopped: `longtake watch {film_id}` starts it again, and the film goes on."
            )
        try:
            if await session.mend():
                session.tell("The engine was gone: it runs again, and the film goes on.", "aside")
            view = await session.studio.view(film_id)
            attempts = () if view.ended else tuple(await session.studio.attempts(view))
            view = await _explained(session, view)
        except EngineUnavailable as error:
            lost_at = lost_at or time.monotonic()
            if time.monotonic() - lost_at > GIVE_UP_AFTER_S:
                raise
            why = str(await session.explained(error))
            if why != told:
                told = why
                session.tell(f"{told} Still trying; the film is not lost.", "warning")
            await asyncio.sleep(_LATEST_S)
            continue
        lost_at, told = None, ""
        sight = Sight(view, attempts)
        yield sight
        if view.ended:
            return
        pause = _SOONEST_S if sight != last else min(_LATEST_S, pause * 1.3)
        last = sight
        await asyncio.sleep(pause)


async def _explained(session: Session, view: FilmView) -> FilmView:
    """The film; one that failed because its workers did not know a name says how they come to know it.

    They read `models.toml` when they started: a name that was added since is known here, and not to them.
    """
    of_a_name = view.stage == "failed" and session.embedded and session.settings.models_file is not None
    if not of_a_name or UnknownName.__name__ not in await session.studio.failure(view.film_id):
        return view
    return view.model_copy(update={"reason": f"{view.reason.rstrip('.')} {_REREAD}."})
