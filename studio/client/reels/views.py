"""The reels of films of several: of those that run what they answer, of those that have ended what they left in the store."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from infra.storage import Store
from models.errors import NoWorker, StorageError, UnknownFilm
from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.film.whole_view import whole_view
from models.names import WorkflowName
from models.orders.assets import Blob
from studio.client.server_answers import Unreadable

REMEMBERED = 400
"""How many ended reels are remembered between two looks."""

ASKED_AT_ONCE = 32
"""How many reels are asked at a time: each may have to be replayed by its worker before it answers."""
ANSWER_WITHIN_S = 5.0
"""How long one may take to answer, and `ALL_WITHIN_S` all of them, the film having answered before."""
ALL_WITHIN_S = 10.0
SPARED_FOR_S = 30.0
"""For how long one is not asked again that did not answer: whoever watches a film does not wait for it at each look."""

_SILENT = "{} not answer: what {} of papers, notes, needs and decisions is missing here, and comes once a worker has {}."


class ReelViews:
    """Reads the reels of films; `ask` gives what a reel's workflow answers, by its id."""

    def __init__(self, ask: Callable[[str], Awaitable[FilmView]], store: Store) -> None:
        self._ask = ask
        self._store = store
        self._left: dict[str, FilmView] = {}
        self._spared: dict[str, float] = {}

    async def whole(self, film: FilmView, mark: str) -> FilmView:
        """A film with what its reels have by now, and a note of those that did not answer in time; `mark` is that of its run."""
        turns, until = asyncio.Semaphore(ASKED_AT_ONCE), asyncio.get_running_loop().time() + ALL_WITHIN_S
        found = await asyncio.gather(
            *(self._of(film.film_id, mark, reel, turns, until) for reel in film.reels)
        )
        there, silent, unread = dict[int, FilmView](), [], []
        for reel, view in zip(film.reels, found, strict=True):
            if view is None:
                silent.append(reel.number)
            elif isinstance(view, FilmView):
                there[reel.number] = view
            elif view:
                unread.append(f"Reel {reel.number} cannot be read: {view}")
        notes = (*film.notes, *unread, *([_silence(silent)] if silent else []))
        return whole_view(film.model_copy(update={"notes": notes}), there)

    async def one(self, film_id: str, mark: str, number: int) -> FilmView:
        """A reel that runs, by its number.

        Raises:
            UnknownFilm: it has ended, or has not begun.
            EngineUnavailable: no worker answers.

        """
        return await self._ask(reel_workflow(film_id, mark, number))

    async def _of(
        self, film_id: str, mark: str, reel: ReelStanding, turns: asyncio.Semaphore, until: float
    ) -> FilmView | str | None:
        """What there is of a reel, or why it cannot be read; empty before it has begun, None where it does not answer."""
        if reel.view is not None:
            return await self._read(reel.view)
        if reel.stage == "planned" or reel.ended:
            return ""
        try:
            async with asyncio.timeout_at(until), turns:
                return await self._asked(reel_workflow(film_id, mark, reel.number))
        except UnknownFilm:
            return ""  # its film has said that it begins it, and has not yet
        except Unreadable as error:
            return str(error)
        except (NoWorker, TimeoutError):
            return None

    async def _asked(self, workflow_id: str) -> FilmView:
        """What a reel answers.

        Raises:
            NoWorker, TimeoutError: it does not, or it did not a moment ago.

        """
        if time.monotonic() < self._spared.get(workflow_id, 0.0):
            raise TimeoutError
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                view = await self._ask(workflow_id)
        except (NoWorker, TimeoutError):
            self._spared[workflow_id] = time.monotonic() + SPARED_FOR_S
            raise
        self._spared.pop(workflow_id, None)
        return view

    async def _read(self, blob: Blob) -> FilmView | str:
        if blob.sha256 not in self._left:
            try:
                text = await asyncio.to_thread(self._store.read_bytes, blob)
                self._left[blob.sha256] = FilmView.model_validate_json(text)
            except (StorageError, ValueError) as error:
                return (
                    f"what it left is lost ({error})" if isinstance(error, StorageError) else "it is damaged."
                )
            for oldest in list(self._left)[:-REMEMBERED]:
                del self._left[oldest]
        return self._left[blob.sha256]


def reel_workflow(film_id: str, mark: str, number: int) -> str:
    """The id of the workflow that makes a reel."""
    return str(WorkflowName(film_id, mark, reel=number))


def _silence(numbers: list[int]) -> str:
    """The note of reels that do not answer, by their numbers in order."""
    if len(numbers) == 1:
        return _SILENT.format(f"Reel {numbers[0]} does", "it has", "it")
    *others, last = map(str, numbers)
    return _SILENT.format(f"Reels {', '.join(others)} and {last} do", "they have", "them")
