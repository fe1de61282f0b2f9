"""Where shots stand, in the tables: late and older writes lose, readers follow, words are kept apart."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from infra.database.database import Database
from infra.database.tables import shot_states
from infra.storage import LocalStore
from library.garbage import collect_garbage, forget_film
from library.states.reader import StatesPage, Words, heads_of, page_of, placed_of
from library.states.writer import write_states
from models.film.shot_state import LOST_WORDS, FilmRun, StateChanges, state_of, words_of
from models.shots.view import ShotView
from tests.kit.views import film
from tests.library.test_garbage import aged

FIRST, SECOND = (
    FilmRun(run_id="run-1", began="2026-11-29T10:00:00"),
    FilmRun(run_id="run-2", began="2026-11-29T11"),
)


@pytest.fixture
def local(tmp_path: Path) -> LocalStore:
    return LocalStore(tmp_path / "store")


@pytest.fixture
def shots() -> tuple[ShotView, ...]:
    return film(3).shots


def changes(
    *views: ShotView, change: int, run: FilmRun = FIRST, words: bool = True, reel: int = 1
) -> StateChanges:
    """The shots at a change of their reel, in places by their numbers."""
    told = [
        state_of(view, view.shot.shot_number - 1, change, words_of(view) if words else None) for view in views
    ]
    return StateChanges(run=run, reel=reel, change=change, shots=tuple(told))


def whole(database: Database, since: int = 0) -> StatesPage:
    page = page_of(database, "film", since)
    assert page is not None
    return page


def statuses(database: Database, local: LocalStore) -> dict[str, str]:
    return {row.shot_id: Words(local).view(row).status for row in whole(database).rows}


def test_where_shots_stand_is_read_as_it_was_written(
    database: Database, local: LocalStore, shots: tuple[ShotView, ...]
) -> None:
    write_states(database, local, "film", changes(*shots, change=1))
    page = whole(database)
    assert [Words(local).view(row) for row in page.rows] == list(shots)
    assert (page.head.shots, page.head.done, page.head.missing, page.head.reels) == (3, 1, 0, {1: 1})
    assert not page.more


def test_words_are_in_no_row_of_the_table(
    database: Database, local: LocalStore, shots: tuple[ShotView, ...]
) -> None:
    taken = shots[0].model_copy(update={"takes": (shots[1].current,)})
    write_states(database, local, "film", changes(taken, change=1))
    rows = database.read(lambda connection: connection.execute(select(shot_states)).all())
    assert "look" in shots[0].shot.enhanced_prompt
    assert "look" not in str(rows)


def test_a_write_that_comes_late_changes_nothing(
    database: Database, local: LocalStore, shots: tuple[ShotView, ...]
) -> None:
    write_states(database, local, "film", changes(shots[0], change=7))
    seq = whole(database).head.seq
    write_states(database, local, "film", changes(shots[0].rendering(), change=6))
    write_states(database, local, "film", changes(shots[0].rendering(), change=7))
    page = whole(database)
    assert statuses(database, local) == {"shot_001": "done"}
    assert (page.head.seq, page.head.reels) == (seq, {1: 7})


def test_words_that_are_not_told_again_stay(
    database: Database, local: LocalStore, shots: tuple[ShotView, ...]
) -> None:
    write_states(database, local, "film", changes(*shots, change=1))
    files = len(list(local.blobs()))
    write_states(database, local, "film", changes(shots[1].abandoned(), change=2, words=False))
    [row] = [row for row in whole(database).rows if row.shot_id == "shot_002"]
    assert Words(local).view(row) == shots[1].abandoned()
    assert len(list(local.blobs())) == files


def test_a_later_run_takes_the_place_of_an_earlier_one_which_is_heard_no_more(
    database: Database, local: LocalStore, shots: tuple[ShotView, ...]
) -> None:
    write_states(database, local, "film", changes(*shots, change=90))
    seen = whole(database).head.seq
    write_states(database, local, "film", changes(shots[2], change=1, run=SECOND))
    write_states(database, local, "film", changes(*shots, change=91))
    page = whole(database)
    assert (page.head.run_id, page.head.shots, page.head.done) == ("run-2", 1, 0)
    assert [row.shot_id for row in page.rows] == ["shot_003"]
    assert page.head.seq > seen, "whoever follows the film hears of it"


def test_readers_hear_only_what_was_written_since_and_page_by_page(
    database: Database, local: LocalStore
) -> None:
    many = film(25).shots
    write_states(database, local, "film", changes(*many, change=1))
    heard: list[str] = []
    since, more = 0, True
    while more:
        page = page_of(database, "film", since, limit=10)
        assert page is not None
        assert len(page.rows) <= 10
        heard += [row.shot_id for row in page.rows]
        since, more = page.rows[-1].seq, page.more
    assert heard == [view.shot.shot_id for view in many]
    assert whole(database, since).rows == ()
    write_states(database, local, "film", changes(many[4].rendering(), change=2))
    assert [row.shot_id for row in whole(database, since).rows] == ["shot_005"]


def test_reels_that_write_at_once_are_all_read_and_counted(database: Database, local: LocalStore) -> None:
    many = film(40).shots
    together = threading.Barrier(4)

    def write(reel: int) -> None:
        mine: Sequence[ShotView] = many[reel * 10 - 10 : reel * 10]
        together.wait(10)
        for change, view in enumerate(mine, start=1):
            write_states(database, local, "film", changes(view, change=change, reel=reel))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(write, range(1, 5)))
    page = whole(database)
    assert [row.seq for row in page.rows] == list(range(1, 41))
    assert (page.head.seq, page.head.shots, page.head.reels) == (40, 40, dict.fromkeys(range(1, 5), 10))


def placed(views: Sequence[ShotView], first: int, change: int, reel: int = 1) -> StateChanges:
    """The shots in the places from the first on."""
    told = [state_of(view, first + place, change, words_of(view)) for place, view in enumerate(views)]
    return StateChanges(run=FIRST, reel=reel, change=change, shots=tuple(told))


def named(database: Database, after: Sequence[str] = (), limit: int = 4, status: str = "") -> list[str]:
    page = placed_of(database, "film", after, limit, status)
    assert page is not None
    assert not page.lost
    return [row.shot_id for row in page.rows]


def test_a_page_follows_its_shot_wherever_that_is_by_now(database: Database, local: LocalStore) -> None:
    many = film(12).shots
    write_states(database, local, "film", placed(many[6:], 6, 1, reel=2))
    write_states(database, local, "film", placed(many[:6], 0, 1))
    write_states(database, local, "another", placed(many, 0, 1))
    names = [view.shot.shot_id for view in many]
    first = named(database)
    assert first == names[:4]
    new = many[0].called(many[0].shot.model_copy(update={"shot_id": "shot_000a"}))
    write_states(database, local, "film", placed([new, *many[:6]], 0, 2))
    assert named(database, first[-3:]) == names[4:8]
    dropped = many[3].model_copy(update={"status": "dropped"})
    write_states(database, local, "film", placed([new, *many[:3], *many[4:6], dropped], 0, 3))
    assert named(database, first[-3:]) == names[4:8], "it follows the one before the one that is gone"
    assert named(database, first[-3:], status="drawn") == names[4:8]
    assert named(database, (), 9, "dropped") == ["shot_004"]
    lost = placed_of(database, "film", ["shot_004", "shot_099"], 4)
    assert lost is not None
    assert (lost.lost, lost.rows) == (True, ())


def test_dropped_shots_that_share_a_place_are_all_on_some_page(database: Database, local: LocalStore) -> None:
    gone = [view.model_copy(update={"status": "dropped"}) for view in film(5).shots]
    for view in gone:
        write_states(database, local, "film", placed([view], 5, 1))
    found: list[str] = []
    while len(found) < len(gone):
        found += named(database, found[-1:], 1, "dropped")
    assert found == [view.shot.shot_id for view in gone]


def test_a_page_of_a_long_film_is_read_by_an_index_and_nothing_is_sorted(
    database: Database, local: LocalStore
) -> None:
    views = film(3_000).shots
    for start in range(0, len(views), 500):
        write_states(database, local, "film", placed(views[start : start + 500], start, 1))
    asked: list[tuple[str, Any]] = []

    def heard(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        asked.append((statement, given))

    with database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()
    event.listen(database.engine, "before_cursor_execute", heard)
    assert named(database, ["shot_2900"], 50)[0] == "shot_2901"
    event.remove(database.engine, "before_cursor_execute", heard)
    [(statement, given)] = [each for each in asked if "LIMIT" in each[0] and "IN (" not in each[0]]
    explain = "EXPLAIN QUERY PLAN" if database.dialect == "sqlite" else "EXPLAIN"
    with database.engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {statement}", given).all()
    plan = "\n".join(str(row[-1]) for row in rows)
    assert "ix_shot_states_film_id_reel_place_shot_id" in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan


def test_many_films_are_counted_in_one_look(
    database: Database, local: LocalStore, shots: tuple[ShotView, ...]
) -> None:
    for name in ("one", "two"):
        write_states(database, local, name, changes(*shots, change=1))
    lost = shots[2].undrawn("No picture.")
    write_states(database, local, "two", changes(lost, change=2))
    heads = heads_of(database, ["one", "two", "three"])
    assert {name: (head.shots, head.done, head.missing) for name, head in heads.items()} == {
        "one": (3, 1, 0),
        "two": (3, 1, 1),
    }


def test_words_are_kept_as_long_as_their_shots_and_go_with_the_film(
    database: Database, local: LocalStore, shots: tuple[ShotView, ...]
) -> None:
    write_states(database, local, "film", changes(*shots, change=1))
    first = whole(database).rows[0].words
    write_states(database, local, "film", changes(*(shot.rendering() for shot in shots), change=2))
    assert first is not None
    again = first.model_copy()
    for stored in list(local.blobs()):
        aged(local, stored.blob, 1e6)
    collect_garbage(database, local)
    assert local.holds(again)
    assert statuses(database, local) == dict.fromkeys(("shot_001", "shot_002", "shot_003"), "rendering")
    forget_film(database, "film")
    assert page_of(database, "film") is None
    collect_garbage(database, local)
    assert not local.holds(again)


def test_a_shot_whose_words_are_lost_says_so(
    database: Database, local: LocalStore, shots: tuple[ShotView, ...]
) -> None:
    write_states(database, local, "film", changes(*shots, change=1))
    row = whole(database).rows[1]
    assert row.words is not None
    local.delete(row.words)
    view = Words(local).view(row)
    assert (view.shot.shot_id, view.shot.enhanced_prompt, view.status) == (
        "shot_002",
        LOST_WORDS,
        "rendering",
    )
