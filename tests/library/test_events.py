"""What happens to films, in order: written once, read by all in the same order, and gone when it is old."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from infra.database.database import Database
from infra.storage import LocalStore
from library.events import log
from library.events.log import News, add, add_standings, since, span
from library.garbage import forget_film
from library.states.writer import write_states
from tests.kit.views import film
from tests.library.test_states import changes


def tell(database: Database, *news: News) -> None:
    database.write(lambda connection: add(connection, news))


def stands(database: Database, **films: str) -> None:
    database.write(lambda one: add_standings(one, {name: {"stage": stage} for name, stage in films.items()}))


def news(number: int, film_id: str = "film") -> News:
    return News(f"key-{number}", film_id, "work", {"what": "shots.clip", "state": "begun"}, "shot_001")


def test_news_are_read_in_order_with_what_was_said_and_nothing_is_written_twice(database: Database) -> None:
    tell(database, news(1), news(2))
    tell(database, news(2), news(3))
    read = since(database, 0, 10)
    assert [event.id for event in read] == sorted(event.id for event in read)
    assert [(event.film_id, event.shot_id, event.kind) for event in read] == [
        ("film", "shot_001", "work")
    ] * 3
    assert json.loads(read[0].data) == {"what": "shots.clip", "state": "begun"}
    assert since(database, read[1].id, 10) == read[2:]
    assert since(database, 0, 2) == read[:2]


def test_whoever_follows_sees_none_before_one_that_was_read_however_many_write(database: Database) -> None:
    writers, each = 4, 25
    together, seen, ended = threading.Barrier(writers + 1), list[int](), threading.Event()

    def write(writer: int) -> None:
        together.wait()
        for number in range(each):
            tell(database, news(writer * each + number))

    def follow() -> None:
        together.wait()
        while True:
            last_look = ended.is_set()
            found = since(database, seen[-1] if seen else 0, 1000)
            seen.extend(event.id for event in found)
            if last_look:
                return

    with ThreadPoolExecutor(writers + 1) as threads:
        follower = threads.submit(follow)
        list(threads.map(write, range(writers)))
        ended.set()
        follower.result()
    assert len(seen) == writers * each, "one that was numbered earlier was seen later, and so missed"
    assert seen == sorted(set(seen))


def test_where_shots_stand_is_told_with_what_is_written_of_it(database: Database, tmp_path: Path) -> None:
    store, shots = LocalStore(tmp_path / "store"), film(3).shots
    write_states(database, store, "film", changes(*shots, change=2))
    write_states(database, store, "film", changes(*shots, change=1))  # an older one, which came late
    read = since(database, 0, 10)
    assert [(event.kind, event.shot_id, json.loads(event.data)["status"]) for event in read] == [
        ("shot", view.shot.shot_id, view.status) for view in shots
    ]


def test_a_film_is_told_where_it_stands_elsewhere_and_of_two_who_see_it_one_writes_it(
    database: Database,
) -> None:
    stands(database, one="keyframes", two="story")
    stands(database, one="keyframes", two="story")
    stands(database, one="approval", two="story")
    stands(database, one="keyframes", two="story")
    read = [(event.film_id, json.loads(event.data)["stage"]) for event in since(database, 0, 10)]
    assert read == [("one", "keyframes"), ("two", "story"), ("one", "approval"), ("one", "keyframes")]
    together = threading.Barrier(4)

    def see(_: int) -> None:
        together.wait()
        stands(database, one="shots", two="bible")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(see, range(4)))
    assert sorted(
        (event.film_id, json.loads(event.data)["stage"]) for event in since(database, 0, 10)[4:]
    ) == [
        ("one", "shots"),
        ("two", "bible"),
    ]


def test_what_is_old_goes_and_the_numbers_go_on(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "KEPT", 20)
    monkeypatch.setattr(log, "_TRIMMED_EVERY", 10)
    for start in range(0, 100, 5):
        tell(database, *(news(number) for number in range(start, start + 5)))
    kept = database.read(span)
    assert kept.last >= 100
    assert 20 <= kept.last - kept.first + 1 <= 30
    forget_film(database, "film")
    assert database.read(span).last == 0
    tell(database, news(1000))
    assert database.read(span).first > kept.last, "a number is not used again"


def test_what_happened_to_a_film_goes_with_it(database: Database) -> None:
    tell(database, news(1), news(2, "another"))
    forget_film(database, "film")
    assert [event.film_id for event in since(database, 0, 10)] == ["another"]
