"""Where shots stand, written: what is older, or of an earlier run, changes nothing."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, delete, select, update

from infra.database.database import Database
from infra.database.tables import film_states, shot_states
from infra.database.upsert import insert_into
from infra.storage import Store
from library.erasure.leavings import note_leavings, owner_of_film
from library.events import log
from library.rows import now
from library.states.reader import DROPPED
from models.film.shot_state import FilmRun, ShotState, StateChanges
from models.orders.assets import Blob

_AT_ONCE = 500
"""Shots that one statement asks for: SQLite counts its parameters."""


def write_states(database: Database, store: Store, film_id: str, changes: StateChanges) -> None:
    """Write where shots of a reel stand; their words are stored in one document, to which the rows refer.

    Raises:
        StorageError: the database or the store does not answer, or is full.

    """
    told = {shot.shot_id: shot.words for shot in changes.shots if shot.words}
    words = store.put_bytes(_document(told), ".json") if told else None

    def write(connection: Connection) -> None:
        head = _head(connection, film_id, changes.run)
        if head is None:
            return
        seq = head["seq"]
        there = _there(connection, film_id, [shot.shot_id for shot in changes.shots])
        rows = []
        for shot in changes.shots:
            before = there.get(shot.shot_id)
            if before is None or (changes.reel, shot.change) > (before["reel"], before["change"]):
                seq += 1
                rows.append(_row(film_id, changes.reel, shot, seq, words if shot.words else before))
        _note_replaced(connection, film_id, words, there.values(), rows)
        _upsert(connection, rows)
        _count(connection, head, changes, seq, [(there.get(row["shot_id"]), row) for row in rows])
        log.add(connection, [_news(changes.run.run_id, row) for row in rows])

    database.write(write)


def note_words(connection: Connection, film_id: str) -> None:
    """Note all documents of words that rows of a film name, before the rows go."""
    fields = (shot_states.c[name] for name in ("sha256", "suffix", "size"))
    named = select(*fields).where(shot_states.c.film_id == film_id, shot_states.c.sha256.is_not(None))
    rows = connection.execute(named.distinct()).mappings()
    note_leavings(connection, owner_of_film(film_id), [Blob.model_validate(dict(row)) for row in rows])


def _note_replaced(
    connection: Connection,
    film_id: str,
    words: Blob | None,
    before: Iterable[RowMapping],
    rows: Sequence[Mapping[str, Any]],
) -> None:
    """Note the documents of words that rows name no more, or never did, so that they go with the film."""
    fields = ("sha256", "suffix", "size")
    blobs = {Blob.model_validate({name: row[name] for name in fields}) for row in before if row["sha256"]}
    blobs |= {words} if words else set()
    named = {row["sha256"] for row in rows}
    note_leavings(connection, owner_of_film(film_id), [blob for blob in blobs if blob.sha256 not in named])


def _news(run_id: str, row: Mapping[str, Any]) -> log.News:
    """That a shot stands elsewhere."""
    data = {name: row[name] for name in ("status", "missing", "place", "reel", "seq")}
    key = f"shot:{row['film_id']}:{run_id}:{row['seq']}"
    return log.News(key, row["film_id"], "shot", data, row["shot_id"])


def _document(told: Mapping[str, str]) -> bytes:
    """The words of shots, as one JSON object by their ids."""
    return ("{" + ",\n".join(f"{json.dumps(name)}:{words}" for name, words in told.items()) + "}").encode()


def _head(connection: Connection, film_id: str, run: FilmRun) -> RowMapping | None:
    """What is noted of the film, nobody else's until the transaction ends; None when a later run has the table."""
    new = {"film_id": film_id, "run_id": run.run_id, "began": run.began, "at": now()}
    connection.execute(insert_into(connection, film_states).values(new).on_conflict_do_nothing())
    mine = film_states.c.film_id == film_id
    query = select(film_states).where(mine).with_for_update()
    head = connection.execute(query).mappings().one()
    if head["run_id"] == run.run_id:
        return head
    if run.began < head["began"]:
        return None
    note_words(connection, film_id)
    connection.execute(delete(shot_states).where(shot_states.c.film_id == film_id))
    emptied = new | {"shots": 0, "done": 0, "missing": 0, "reels": "{}"}
    connection.execute(update(film_states).where(mine).values(emptied))
    return connection.execute(query).mappings().one()


def _there(connection: Connection, film_id: str, names: Sequence[str]) -> dict[str, RowMapping]:
    """The rows that some shots have already."""
    fields = ("shot_id", "reel", "change", "status", "missing", "sha256", "suffix", "size")
    query = select(*(shot_states.c[field] for field in fields)).where(shot_states.c.film_id == film_id)
    found: dict[str, RowMapping] = {}
    for start in range(0, len(names), _AT_ONCE):
        some = query.where(shot_states.c.shot_id.in_(names[start : start + _AT_ONCE]))
        found |= {row["shot_id"]: row for row in connection.execute(some).mappings()}
    return found


def _row(
    film_id: str, reel: int, shot: ShotState, seq: int, words: Blob | RowMapping | None
) -> dict[str, Any]:
    kept = words.model_dump() if isinstance(words, Blob) else words
    return {
        "film_id": film_id,
        "seq": seq,
        "reel": reel,
        **shot.model_dump(include={"shot_id", "place", "change", "status", "missing", "state"}),
        **{name: kept[name] if kept else None for name in ("sha256", "suffix", "size")},
    }


def _upsert(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    statement = insert_into(connection, shot_states)
    newer = {
        column.name: statement.excluded[column.name] for column in shot_states.c if not column.primary_key
    }
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(shot_states.primary_key.columns), set_=newer),
        rows,
    )


def _count(
    connection: Connection,
    head: RowMapping,
    changes: StateChanges,
    seq: int,
    rows: Sequence[tuple[RowMapping | None, dict[str, Any]]],
) -> None:
    """Note how far the film is, without counting its shots."""
    reels = json.loads(head["reels"])
    reels[str(changes.reel)] = max(changes.change, reels.get(str(changes.reel), 0))
    counted = {
        "shots": head["shots"] + sum(_there_still(row) - _there_still(before) for before, row in rows),
        "done": head["done"] + sum(_done(row) - _done(before) for before, row in rows),
        "missing": head["missing"] + sum(_missing(row) - _missing(before) for before, row in rows),
    }
    noted = {"seq": seq, "reels": json.dumps(reels, sort_keys=True), "at": now()}
    mine = film_states.c.film_id == head["film_id"]
    connection.execute(update(film_states).where(mine).values(counted | noted))


def _there_still(row: Mapping[Any, Any] | None) -> int:
    return int(row is not None and row["status"] != DROPPED)


def _done(row: Mapping[Any, Any] | None) -> int:
    return int(row is not None and row["status"] == "done")


def _missing(row: Mapping[Any, Any] | None) -> int:
    return int(row is not None and bool(row["missing"]) and row["status"] != DROPPED)
