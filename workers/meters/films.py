"""What Temporal says of the films that are being made: at which stage they are, and for whom they wait.

A film is asked for what it waits only when something happened to it since it was asked last: one that waits for days is asked once.
"""

import asyncio
from collections import Counter
from typing import NamedTuple

from temporalio.client import Client, WorkflowExecution
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import TemporalError

from infra.temporal_faults import ANSWER_WITHIN
from models.errors import StorageError
from models.film.page import FilmPage
from models.film.view import STAGE_ATTRIBUTE
from models.metrics import FILMS, FILMS_WAITING, VALUES
from workers.meters.readings import Reading

MOST_FILMS = 2000
"""How many films are looked at, the newest first."""
AT_ONCE = 8
"""How many are asked at the same time."""
RUNNING = "WorkflowType = 'FilmWorkflow' AND ExecutionStatus = 'Running'"

_UNTOLD = (TemporalError, RuntimeError, ValueError, StorageError)
"""A film cannot be asked: it ended meanwhile, nobody answers for it, or what it says cannot be read."""
_STAGE = SearchAttributeKey.for_keyword(STAGE_ATTRIBUTE)


class _Asked(NamedTuple):
    length: int
    waits: frozenset[str]


class RunningFilms:
    """The films of a namespace, with what each said when it was asked last."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asked: dict[str, _Asked] = {}

    async def read(self) -> list[Reading]:
        """What the gauges of films show; no stages where the namespace does not know the films' search attributes.

        Raises:
            RPCError: the server does not answer.

        """
        films = [film async for film in self._client.list_workflows(RUNNING, limit=MOST_FILMS)]
        turn = asyncio.Semaphore(AT_ONCE)
        said = await asyncio.gather(*(self._waits(film, turn) for film in films))
        self._asked = {film.run_id: one for film, one in zip(films, said, strict=True) if one is not None}
        stages = Counter(film.typed_search_attributes.get(_STAGE) for film in films)
        waits = Counter(wait for one in said if one is not None for wait in one.waits)
        readings = [
            Reading(FILMS_WAITING, waits[wait], (("waits_for", wait),))
            for wait in sorted(VALUES["waits_for"])
        ]
        if films and set(stages) == {None}:
            return readings
        return readings + [
            Reading(FILMS, stages[stage], (("stage", stage),)) for stage in sorted(VALUES["stage"])
        ]

    async def _waits(self, film: WorkflowExecution, turn: asyncio.Semaphore) -> _Asked | None:
        """For what a film waits; as it said before where it cannot be asked now."""
        before = self._asked.get(film.run_id)
        handle = self._client.get_workflow_handle(film.id, run_id=film.run_id)
        async with turn:
            try:
                length = (await handle.describe(rpc_timeout=ANSWER_WITHIN)).history_length
                if before is not None and before.length == length:
                    return before
                page = await handle.query("film", result_type=FilmPage, rpc_timeout=ANSWER_WITHIN)
            except _UNTOLD:
                return before
        return _Asked(length, waits_of(page))


def waits_of(page: FilmPage) -> frozenset[str]:
    """For whom a film waits: `gate`, `money`, `leave` to buy what is dear, `word` about a job, or to `resume`."""
    film = page.film
    if film.paused:
        return frozenset(("resume",))
    facts = {
        "gate": bool(page.reels) or film.bible_waits or any(reel.waits for reel in film.reels),
        "money": any(not need.asks for need in film.needs) or any(reel.short for reel in film.reels),
        "leave": any(need.asks for need in film.needs),
        "word": bool(film.unknown),
    }
    return frozenset(name for name, so in facts.items() if so)
