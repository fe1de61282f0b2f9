"""Where shots stand, read: how far films are, and their shots page by page, those that were written since the last look."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, RowMapping, Select, and_, case, func, select, tuple_

from infra.database.database import Database
from infra.database.tables import film_states, shot_states
from infra.storage import Store
from models.errors import CorruptAsset
from models.film.shot_state import ShotWords, lost_words, view_of
from models.orders.assets import Blob
from models.shots.view import ShotView

PAGE = 500
"""Shots of one page."""

_URGENT = (("missing", "blocked", "unknown"), ("drawing", "rendering"))
"""How shots stand that need somebody, and that are being made."""

DROPPED = "dropped"
"""How shots stand that somebody took from the board: they are no shots of the film any more."""

_LONGEST_PLACE = 10
"""Digits of a number that is still tried as a shot's place."""

_AT_ONCE = 500
"""Films that one statement asks for: SQLite counts its parameters."""


class FilmHead(NamedTuple):
    """How far a film is, by the rows of its run that were written `at` last.

    `seq` is that of the last row, `reels` has the change of each reel up to which all of it is written.
    """

    film_id: str
    run_id: str
    seq: int
    shots: int
    done: int
    missing: int
    reels: dict[int, int]
    at: str


class ShotRow(NamedTuple):
    """Where a shot stands, as it is written; `words` is the document that has its words, None where that is gone.

    `place` orders the shots of one `reel`, which orders them before.
    """

    shot_id: str
    place: int
    seq: int
    state: str
    words: Blob | None
    reel: int = 1


class StatesPage(NamedTuple):
    """How far a film is, and some of its shots in order; `more` when others follow.

    It is `lost` when it was to follow shots of which none is there any more.
    """

    head: FilmHead
    rows: tuple[ShotRow, ...]
    more: bool
    lost: bool = False


def heads_of(database: Database, film_ids: Sequence[str]) -> dict[str, FilmHead]:
    """How far films are, those that have written anything.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """

    def read(connection: Connection) -> dict[str, FilmHead]:
        found: dict[str, FilmHead] = {}
        for start in range(0, len(film_ids), _AT_ONCE):
            some = film_states.c.film_id.in_(film_ids[start : start + _AT_ONCE])
            rows = connection.execute(select(film_states).where(some)).mappings()
            found |= {row["film_id"]: _head(row) for row in rows}
        return found

    return database.read(read)


def page_of(database: Database, film_id: str, since: int = 0, limit: int = PAGE) -> StatesPage | None:
    """The next shots of a film that were written after `since`; None when it has written nothing.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """
    shots = shot_states.c
    newer = select(shot_states).where(shots.film_id == film_id, shots.seq > since).order_by(shots.seq)
    return _paged(database, film_id, newer, limit)


def _paged(database: Database, film_id: str, wanted: Select[Any], limit: int) -> StatesPage | None:
    return database.read(lambda connection: _page(connection, film_id, wanted, limit))


def _page(connection: Connection, film_id: str, wanted: Select[Any] | None, limit: int) -> StatesPage | None:
    about = select(film_states).where(film_states.c.film_id == film_id)
    head = connection.execute(about).mappings().first()
    if head is None:
        return None
    if wanted is None:
        return StatesPage(_head(head), (), more=False, lost=True)
    rows = [_row(row) for row in connection.execute(wanted.limit(limit + 1)).mappings()]
    return StatesPage(_head(head), tuple(rows[:limit]), more=len(rows) > limit)


def placed_of(
    database: Database, film_id: str, after: Sequence[str], limit: int, status: str = ""
) -> StatesPage | None:
    """The next shots of a film in its order, all or those of one status; None when it has written nothing.

    They follow those shots `after` that are there still, wherever these are by now; without any they are the first.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """
    shots = shot_states.c
    order = (shots.reel, shots.place, shots.shot_id)
    mine = select(shot_states).where(shots.film_id == film_id)
    there = mine.where(shots.status == DROPPED if status == DROPPED else shots.status != DROPPED)
    wanted = (there if status in ("", DROPPED) else mine.where(shots.status == status)).order_by(*order)
    backwards = [column.desc() for column in order]
    followed = there.where(shots.shot_id.in_(after)).order_by(*backwards).limit(1)

    def read(connection: Connection) -> StatesPage | None:
        if not after:
            return _page(connection, film_id, wanted, limit)
        last = connection.execute(followed).mappings().first()
        if last is None:
            return _page(connection, film_id, None, limit)
        behind = tuple_(*order) > tuple_(last["reel"], last["place"], last["shot_id"])
        return _page(connection, film_id, wanted.where(behind), limit)

    return database.read(read)


def shot_row(database: Database, film_id: str, name: str) -> StatesPage | None:
    """One shot of a film, by its id or by its number, which is its place from 1; without rows where it has none such, None when it has written nothing.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """
    shots = shot_states.c
    mine = select(shot_states).where(shots.film_id == film_id)
    named = _paged(database, film_id, mine.where(shots.shot_id == name), 1)
    number = name.isascii() and name.isdigit() and len(name) < _LONGEST_PLACE and int(name)
    if named is None or named.rows or not number:
        return named
    there = mine.where(shots.status != DROPPED).order_by(shots.reel, shots.place)
    return _paged(database, film_id, there.offset(number - 1), 1)


class SomeShots(NamedTuple):
    """How far a film is, how many of its shots have which status, and some of them in order.

    `reels` counts those of each reel, `firsts` has the places of their first shots.
    """

    head: FilmHead
    counts: dict[str, int]
    rows: tuple[ShotRow, ...]
    reels: dict[int, dict[str, int]]
    firsts: dict[int, int]


def some_of(database: Database, film_id: str, most: int) -> SomeShots | None:
    """A film's shots; of more than `most` those that need somebody, then those that are being made, then the first.

    None when it has written nothing. Shots that were dropped are left out.

    Raises:
        Unavailable: the database does not answer, for longer than the caller's patience.

    """
    shots = shot_states.c
    mine = and_(shots.film_id == film_id, shots.status != DROPPED)
    rank = case(
        {status: rank for rank, some in enumerate(_URGENT) for status in some},
        value=shots.status,
        else_=len(_URGENT),
    )

    def read(connection: Connection) -> SomeShots | None:
        about = select(film_states).where(film_states.c.film_id == film_id)
        head = connection.execute(about).mappings().first()
        if head is None:
            return None
        counted = (
            select(shots.reel, shots.status, func.count(), func.min(shots.place))
            .where(mine)
            .group_by(shots.reel, shots.status)
        )
        urgent = select(shot_states).where(mine).order_by(rank, shots.reel, shots.place).limit(most)
        rows = [_row(row) for row in connection.execute(urgent).mappings()]
        counts, reels, firsts = Counter[str](), dict[int, dict[str, int]](), dict[int, int]()
        for row in connection.execute(counted):
            counts[row.status] += row[2]
            reels.setdefault(row.reel, {})[row.status] = row[2]
            firsts[row.reel] = min(row[3], firsts.get(row.reel, row[3]))
        placed = tuple(sorted(rows, key=lambda row: (row.reel, row.place)))
        return SomeShots(_head(head), dict(counts), placed, reels, firsts)

    return database.read(read)


class Words:
    """The words of shots, by the documents that have them; each is read once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._documents: dict[str, dict[str, Any]] = {}

    def view(self, row: ShotRow) -> ShotView:
        """Where a shot stands, with its words; of one whose words are gone it says so.

        Raises:
            StorageError: the store does not answer, or somebody else wrote the row.

        """
        return view_of(json.loads(row.state), self._of(row))

    def _of(self, row: ShotRow) -> ShotWords:
        if row.words is None:
            return lost_words(row.shot_id, row.place)
        if row.words.sha256 not in self._documents:
            self._documents[row.words.sha256] = self._read(row.words)
        said = self._documents[row.words.sha256].get(row.shot_id)
        return lost_words(row.shot_id, row.place) if said is None else ShotWords.model_validate(said)

    def _read(self, blob: Blob) -> dict[str, Any]:
        try:
            return dict(json.loads(self._store.read_bytes(blob)))
        except CorruptAsset:
            return {}


def _head(row: RowMapping) -> FilmHead:
    reels = {int(reel): change for reel, change in json.loads(row["reels"]).items()}
    told = {name: row[name] for name in FilmHead._fields if name != "reels"}
    return FilmHead(**told, reels=reels)


def _row(row: Mapping[Any, Any]) -> ShotRow:
    blob = Blob(sha256=row["sha256"], suffix=row["suffix"], size=row["size"]) if row["sha256"] else None
    return ShotRow(row["shot_id"], row["place"], row["seq"], row["state"], blob, row["reel"])
