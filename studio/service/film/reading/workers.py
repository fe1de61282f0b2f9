"""The workers that a film waits for: nobody serves the queue that work of it is scheduled on."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from models.base import Frozen
from models.errors import LongtakeError
from models.film.view import FilmView
from models.queues import LARGE_CARDS, label_of, pool_of, worker_of
from studio.client import Attempt
from studio.client.studio import Studio
from studio.service.engine.served_queues import is_served

_WITHIN = timedelta(seconds=5)
_TAKEN_UP_WITHIN = timedelta(seconds=2)
"""Before that nobody is said to be missing: a worker that has just started is not seen at its queue at once."""
_FOR_S = 2.0
"""For so long what was found of a film is told to others who look at it."""
_MOST_FILMS = 500
_IN_WORDS = {
    "gpu": "a worker with a card",
    "cpu": "a worker that cuts and mixes",
    "io": "a worker that asks others",
}


class Lack(Frozen):
    """A label that nobody serves, and how much work of a film waits there, since when."""

    label: str
    works: int
    since: datetime

    @property
    def who(self) -> str:
        """Who is waited for, in words."""
        return "a worker with a large card" if self.label == LARGE_CARDS else _IN_WORDS[pool_of(self.label)]

    @property
    def command(self) -> str:
        """What starts one."""
        return f"longtake worker {worker_of(self.label)}"

    @property
    def sentence(self) -> str:
        """What is waited for, and what to do."""
        where = " on a machine with a card" if pool_of(self.label) == "gpu" else ""
        return f"It waits for {self.who}, and nobody serves the {self.label} queue: `{self.command}`{where}."


async def lacking(studio: Studio, attempts: Iterable[Attempt]) -> tuple[Lack, ...]:
    """What nobody serves of that on which work is scheduled, by label; nothing where the server does not say who serves what."""
    late = datetime.now(UTC) - _TAKEN_UP_WITHIN
    queued: dict[str, list[datetime]] = defaultdict(list)
    taken = set[str]()
    for one in attempts:
        if one.queue and one.queued and one.queued <= late:
            queued[label_of(one.queue)].append(one.queued)
        elif one.begun:
            taken.add(label_of(one.queue))
    asked = sorted(label for label in queued if label not in taken)
    try:
        served = await asyncio.gather(*(is_served(studio.client, label, _WITHIN) for label in asked))
    except LongtakeError:
        return ()
    return tuple(
        Lack(label=label, works=len(queued[label]), since=min(queued[label]))
        for label, is_there in zip(asked, served, strict=True)
        if not is_there
    )


class Lacks:
    """What films wait for that nobody serves, looked up once for all who look at a film at about the same time."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[float, str, tuple[Lack, ...]]] = {}

    async def of(self, studio: Studio, view: FilmView) -> tuple[Lack, ...]:
        """What a film lacks; nothing once it has ended."""
        if view.ended:
            return ()
        at, stage, found = self._found.get(view.film_id, (float("-inf"), "", ()))
        # A film that has gone on since has what it waited for: nobody may look again before it goes on once more.
        if time.monotonic() - at >= _FOR_S or stage != view.stage:
            found = await lacking(studio, await studio.attempts(view))
            self._found.pop(view.film_id, None)
            self._found[view.film_id] = time.monotonic(), view.stage, found
            for oldest in list(self._found)[:-_MOST_FILMS]:
                del self._found[oldest]
        return found


def with_lacks(view: FilmView, lacks: Iterable[Lack]) -> FilmView:
    """The film, which says that it waits for the workers that it lacks, beside what it says itself."""
    waiting = " ".join(filter(None, (view.waiting, *(one.sentence for one in lacks))))
    return view if waiting == view.waiting else view.model_copy(update={"waiting": waiting})
