"""Long polls: a caller waits for a change of a film, for as long as it asks, is there, and the server serves."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

from models.base import Frozen
from studio.service.facts.film.details import FilmDetails
from studio.service.film.reading.details import Watchers
from studio.web.doors import Doors, Open, doors_of

LONGEST_WAIT_S = 60
USUAL_WAIT_S = 30.0
"""How long somebody waits for words or frames who does not say."""

Wait = Annotated[
    float,
    Query(
        ge=0,
        le=LONGEST_WAIT_S,
        description="Seconds to wait for what is asked for; the same request again goes on waiting.",
    ),
]


class LongPoll(Frozen):
    """How long a change is waited for, and since when."""

    wait: float = Query(
        default=0,
        ge=0,
        le=LONGEST_WAIT_S,
        description="Seconds to wait for a change; 0: what is now is answered.",
        examples=[60],
    )
    since: str | None = Query(
        default=None,
        pattern="^[0-9a-f]{16}$",
        description="The `change` that the caller knows: it is answered as soon as there is another one.",
    )


@dataclass(frozen=True)
class Waiter:
    """A caller who may wait."""

    request: Request
    doors: Doors
    watchers: Watchers

    async def film(self, film_id: str, asked: LongPoll) -> FilmDetails:
        """A film once it has changed, or when the time is over.

        Raises:
            LongtakeError: as `Watchers.changed`.

        """
        return await self.watchers.changed(film_id, asked.since, asked.wait, self._gone)

    async def _gone(self) -> bool:
        return self.doors.ending.is_set() or await self.request.is_disconnected()


async def _waiter(request: Request, session: Open) -> Waiter:
    state = request.app.state
    if getattr(state, "watchers", None) is None:
        state.watchers = Watchers(session)
    return Waiter(request, doors_of(request), state.watchers)


Waits = Annotated[Waiter, Depends(_waiter)]
"""A route's parameter: the caller, who may wait."""
