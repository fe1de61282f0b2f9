"""Where the shots of films stand, as it is written beside them: read as far as it changed since the last look."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from infra.storage import Store
from models.film.page import FilmPage
from models.film.reels import ReelStanding
from models.shots.view import ShotView

if TYPE_CHECKING:  # whoever asks for no shots need not load what reads a database
    from infra.database.database import Database
    from library.states.reader import FilmHead, ShotRow

T = TypeVar("T")

_WITHIN_S = 6.0
"""How long what a film waits with may take to be written."""
_LOOK_EVERY_S = 0.1

REMEMBERED = 4
"""Of how many films the shots are remembered between two looks."""


class Tables(Protocol):
    """Reads from the database, or gives `nothing` where there is none yet."""

    def __call__(self, work: Callable[["Database"], T], nothing: T) -> T:
        """What `work` reads."""


class Standing(NamedTuple):
    """Shots of a film as they stand, in order, those that were `dropped`, and how far all of them are, also reel by reel; `head` is None where nothing is written.

    `places` are the reels of its shots, and their places in these from 0.
    """

    shots: tuple[ShotView, ...] = ()
    head: "FilmHead | None" = None
    counts: Mapping[str, int] = {}
    reels: Mapping[int, Mapping[str, int]] = {}
    dropped: tuple[ShotView, ...] = ()
    places: Mapping[str, tuple[int, int]] = {}

    def numbered(self, reels: Sequence[ReelStanding]) -> tuple[ShotView, ...]:
        """The shots with the numbers that they have by now: a reel that has ended does not hear what its place in the film becomes."""
        firsts = {
            reel.number: reel.first_number
            for reel in reels
            if reel.last_number - reel.first_number + 1 == reel.count
        }
        return tuple(self._numbered(view, firsts) for view in self.shots)

    def _numbered(self, view: ShotView, firsts: Mapping[int, int]) -> ShotView:
        reel, place = self.places.get(view.shot.shot_id, (0, 0))
        number = firsts.get(reel, 0) + place
        if reel not in firsts or number == view.shot.shot_number:
            return view
        return view.called(view.shot.model_copy(update={"shot_number": number}))


class _Known:
    """The shots of a film's run as they were read last, and the row up to which they were."""

    def __init__(self, run_id: str, store: Store) -> None:
        from library.states.reader import Words

        self.run_id = run_id
        self.words = Words(store)
        self.seq = 0
        self.shots: dict[str, tuple[tuple[int, int], ShotView]] = {}

    def take(self, rows: "tuple[ShotRow, ...]") -> None:
        for row in rows:
            self.shots[row.shot_id] = (row.reel, row.place), self.words.view(row)
            self.seq = row.seq

    def standing(self, head: "FilmHead", firsts: Mapping[int, int] | None = None) -> Standing:
        """The shots by now, in order, and those that were dropped; `firsts` are the places of the reels' first shots where not all are here."""
        placed = [view for _, view in sorted(self.shots.values(), key=lambda placed: placed[0])]
        shots = tuple(view for view in placed if view.status != "dropped")
        dropped = tuple(view for view in placed if view.status == "dropped")
        there = {view.shot.shot_id: self.shots[view.shot.shot_id][0] for view in shots}
        if firsts is None:
            firsts = {}
            for reel, place in there.values():
                firsts[reel] = min(place, firsts.get(reel, place))
        places = {name: (reel, place - firsts.get(reel, 0)) for name, (reel, place) in there.items()}
        return Standing(shots, head, dropped=dropped, places=places)


class WrittenShots:
    """Reads where shots stand: all of them once, and after that those that were written since."""

    def __init__(self, tables: Tables, store: Store) -> None:
        self._tables = tables
        self._store = store
        self._known: dict[str, _Known] = {}

    async def of(self, film_id: str, run_id: str, page: FilmPage | None = None) -> Standing:
        """The shots of a film's run, by the first run of its workflow.

        Where the film answered with a `page`, what that needs is waited for; it is written within seconds.

        Raises:
            StorageError: the database does not answer.

        """
        return await _patiently(lambda: self._read(film_id, run_id), page)

    async def some(self, film_id: str, run_id: str, most: int, page: FilmPage | None = None) -> Standing:
        """As `of`, and counted; of more shots than `most` those that need somebody, and then those that are being made.

        Raises:
            StorageError: the database does not answer.

        """
        return await _patiently(lambda: self._some(film_id, run_id, most), page)

    async def heads(self, film_ids: list[str]) -> "dict[str, FilmHead]":
        """How far films are, those that have written anything.

        Raises:
            StorageError: the database does not answer.

        """
        from library.states.reader import heads_of

        nothing: dict[str, FilmHead] = {}
        return await asyncio.to_thread(self._tables, lambda database: heads_of(database, film_ids), nothing)

    def _read(self, film_id: str, run_id: str) -> Standing:
        from library.states.reader import page_of

        def read(database: "Database") -> Standing:
            known = self._known.pop(film_id, None)
            if known is None or known.run_id != run_id:
                known = _Known(run_id, self._store)
            while page := page_of(database, film_id, known.seq):
                if page.head.run_id != run_id:
                    return Standing()
                known.take(page.rows)
                if not page.more:
                    self._known[film_id] = known
                    for film in list(self._known)[:-REMEMBERED]:
                        del self._known[film]
                    return known.standing(page.head)
            return Standing()

        return self._tables(read, Standing())

    def _some(self, film_id: str, run_id: str, most: int) -> Standing:
        from library.states.reader import some_of

        def read(database: "Database") -> Standing:
            found = some_of(database, film_id, most)
            if found is None or found.head.run_id != run_id:
                return Standing()
            known = _Known(run_id, self._store)
            known.take(found.rows)
            return known.standing(found.head, found.firsts)._replace(counts=found.counts, reels=found.reels)

        return self._tables(read, Standing())


async def _patiently(read: Callable[[], Standing], page: FilmPage | None) -> Standing:
    """What is read once the page's needs are there, or after a while without them."""
    give_up_at = time.monotonic() + _WITHIN_S
    while True:
        standing = await asyncio.to_thread(read)
        if page is None or _has(standing, page) or time.monotonic() > give_up_at:
            return standing
        await asyncio.sleep(_LOOK_EVERY_S)


def _has(standing: Standing, page: FilmPage) -> bool:
    """Whether so much is written as the film needs to be shown."""
    if standing.head is None:
        return page.count == 0
    return all(standing.head.reels.get(reel, 0) >= change for reel, change in page.reels.items())
