"""A film without its shots and its files, and the mark by which a change of it is seen; waited for, and looked at once for all who wait."""

import asyncio
import hashlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable

from studio.service.facts.film.details import FilmDetails
from studio.service.film.look import Look, doing, look_at
from studio.service.session import Session

_SOONEST_S, _LATEST_S = 0.3, 1.0
"""Between two looks: short while something happens, longer while nothing does."""
_MISSING = 20
"""Of how many shots that could not be made is told one by one; how many they are is told of all."""
_PASSING = {"asking", "at_vendors", "on_cards", "as_of"}
"""What changes every second and is no news."""


async def film_details(session: Session, film_id: str) -> FilmDetails:
    """Where a film stands.

    Raises:
        UnknownFilm: there is no such film.
        EngineUnavailable: no worker answers, and nothing of the film is written.

    """
    return _details(session, await look_at(session, film_id, _MISSING))


class Watchers:
    """Those who wait for a change of a film: however many they are, the film is looked at once for all of them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._looks: dict[str, asyncio.Task[FilmDetails]] = {}

    async def changed(
        self, film_id: str, known: str | None, within_s: float, gone: Callable[[], Awaitable[bool]]
    ) -> FilmDetails:
        """A film once its mark is another than the one that is `known`, or as it is when the time is over.

        None is known: what it is now, and one that has ended is not waited for. Whoever is `gone` waits no longer.

        Raises:
            LongtakeError: as `film_details`.

        """
        until, pause = time.monotonic() + within_s, _SOONEST_S
        details = await film_details(self._session, film_id)
        before = details.change if known is None else known
        while details.change == before and not (details.ended and known is None):
            left = until - time.monotonic()
            if left <= 0 or await gone():
                break
            await asyncio.sleep(min(pause, left))
            pause = min(_LATEST_S, pause * 1.3)
            details = await self._look(film_id)
        return details

    async def _look(self, film_id: str) -> FilmDetails:
        look = self._looks.get(film_id)
        if look is None:
            look = asyncio.create_task(film_details(self._session, film_id))
            self._looks[film_id] = look
            look.add_done_callback(lambda done: self._looked(film_id, done))
        # One who waits no longer does not take it from the others.
        return await asyncio.shield(look)

    def _looked(self, film_id: str, done: asyncio.Task[FilmDetails]) -> None:
        del self._looks[film_id]
        if not done.cancelled():
            done.exception()  # it is told to whoever still waits


def _details(session: Session, look: Look) -> FilmDetails:
    from activities.documents.papers import report

    view, counts = look.glance.film, look.glance.counts
    counted = Counter(shot.status for shot in view.shots) if view.ended else counts
    paper = report(view.model_copy(update={"shots": view.missing[:_MISSING]}))
    told = {name: paper[name] for name in FilmDetails.model_fields if name in paper}
    told |= {"status": view.verdict, "board_pages": view.board_pages}
    told |= {"shots": sum(counted.values()), "shots_by_status": dict(counted), "change": ""}
    details = FilmDetails.model_validate(told | doing(session, look))
    said = f"{view.run_id}\n{look.glance.seq}\n{details.model_dump_json(exclude=_PASSING)}"
    return details.model_copy(update={"change": hashlib.sha256(said.encode()).hexdigest()[:16]})
