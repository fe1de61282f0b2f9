"""The reels of films of several: of those that run what they answer, of those that have ended what they left in the store."""

import asyncio
from collections.abc import Awaitable, Callable

from infra.storage import Store
from models.errors import StorageError
from models.film.reels import ReelStanding
from models.film.view import FilmView
from models.film.whole_view import whole_view
from models.names import WorkflowName
from models.orders.assets import Blob
from studio.client.server_answers import NoFilm, Unreadable

REMEMBERED = 400
"""How many ended reels are remembered between two looks."""


class ReelViews:
    """Reads the reels of films; `ask` gives what a reel's workflow answers, by its id."""

    def __init__(self, ask: Callable[[str], Awaitable[FilmView]], store: Store) -> None:
        self._ask = ask
        self._store = store
        self._left: dict[str, FilmView] = {}

    async def whole(self, film: FilmView, mark: str) -> FilmView:
        """A film with what its reels have by now; `mark` is that of its run."""
        found = await asyncio.gather(*(self._of(film.film_id, mark, reel) for reel in film.reels))
        there, unread = dict[int, FilmView](), []
        for reel, view in zip(film.reels, found, strict=True):
            if isinstance(view, FilmView):
                there[reel.number] = view
            elif view:
                unread.append(f"Reel {reel.number} cannot be read: {view}")
        return whole_view(film.model_copy(update={"notes": (*film.notes, *unread)}), there)

    async def one(self, film_id: str, mark: str, number: int) -> FilmView:
        """A reel that runs, by its number.

        Raises:
            NoFilm: it has ended, or has not begun.
            EngineUnavailable: no worker answers.

        """
        return await self._ask(reel_workflow(film_id, mark, number))

    async def _of(self, film_id: str, mark: str, reel: ReelStanding) -> FilmView | str:
        """What there is of a reel, or why it cannot be read; empty before it has begun."""
        if reel.view is not None:
            return await self._read(reel.view)
        if reel.stage == "planned" or reel.ended:
            return ""
        try:
            return await self.one(film_id, mark, reel.number)
        except NoFilm:
            return ""  # its film has said that it begins it, and has not yet
        except Unreadable as error:
            return str(error)

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
