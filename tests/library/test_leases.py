"""Leases: one makes it, the others wait; who goes silent is replaced by exactly one."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from infra.database.database import Database, open_database
from library.leases import Holder, Leases, _mark
from models.errors import Transient
from tests.kit.databases import PostgresServer


def test_a_lease_has_one_holder_and_only_its_own_token_frees_it(database: Database) -> None:
    ours, theirs = Leases(database), Leases(database)
    token = ours.take("a film")
    assert token
    assert theirs.take("a film") is None
    assert theirs.take("another film")
    theirs.release("a film", "somebody else's token")
    assert theirs.take("a film") is None
    ours.release("a film", token)
    assert theirs.take("a film")


def test_of_many_who_see_a_silent_holder_exactly_one_takes_over(database: Database) -> None:
    owner = Leases(database).take("a film")
    assert owner
    together = threading.Barrier(8)

    def waiter(_: int) -> str | None:
        together.wait()
        return Leases(database).take_over("a film", Holder(owner, 0))

    with ThreadPoolExecutor(8) as pool:
        won = [token for token in pool.map(waiter, range(8)) if token]
    assert len(won) == 1
    assert Leases(database).holder("a film") == Holder(won[0], 0)


def test_a_holder_that_has_beaten_since_it_was_seen_keeps_its_lease(database: Database) -> None:
    leases, beaten = Leases(database), threading.Event()
    seen: list[Holder] = []

    def work(token: str) -> str:
        while (holder := leases.holder("a film")) == Holder(token, 0):
            beaten.wait(0.05)
        assert holder is not None
        seen.append(holder)
        assert leases.take_over("a film", Holder(token, 0)) is None
        return "made"

    assert leases.once("a film", lambda: None, work) == "made"
    assert seen[0].beat > 0
    assert leases.holder("a film") is None


def test_a_holder_that_cannot_beat_since_nobody_can_write_keeps_its_lease(tmp_path: Path) -> None:
    file = tmp_path / "longtake.db"
    database = open_database(f"sqlite:///{file}")
    token = Leases(database).take("a clip")
    assert token
    locked, made = threading.Event(), threading.Event()

    class Watched(Leases):
        def take_over(self, key: str, holder: Holder, mark: str = "") -> str | None:
            assert not locked.is_set(), "a lease was to be taken from one that could not beat"
            return super().take_over(key, holder, mark)

    def unlock() -> None:
        lock.rollback()
        locked.clear()
        made.set()
        Leases(database).release("a clip", token)

    def waiting() -> None:
        if not locked.is_set() and not made.is_set():
            lock.execute("BEGIN EXCLUSIVE")
            locked.set()
            threading.Timer(5, unlock).start()  # twice as long as silence is borne

    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as lock:
        leases = Watched(database, stale_s=2.5)
        found = leases.once("a clip", lambda: "made" if made.is_set() else None, lambda _: "twice", waiting)
    assert found == "made"
    database.close()


def test_a_later_attempt_of_the_same_work_takes_its_own_lease_over_at_once(database: Database) -> None:
    left_behind = Leases(database)
    dead = left_behind._turn("a film", lambda: None, _mark("run/7"))
    assert dead

    def never() -> None:
        raise AssertionError("it was waited for")

    again = Leases(database).once("a film", lambda: None, lambda token: token, never, who="run/7")
    assert again != dead
    with pytest.raises(AssertionError, match="it was waited for"):
        left_behind._turn("a film", lambda: None, _mark("run/7"))
        Leases(database).once("a film", lambda: None, lambda token: token, never, who="run/8")


def test_who_works_for_long_is_waited_for_and_its_work_is_found(database: Database) -> None:
    made: list[str] = []
    working, enough = threading.Event(), threading.Event()

    def work(_: str) -> str:
        working.set()
        assert enough.wait(30)
        made.append("by the first")
        return made[0]

    def find() -> str | None:
        return made[0] if made else None

    looks = count(1)

    def waiting() -> None:
        if next(looks) == 20:  # 5 seconds, longer than silence is borne
            enough.set()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(Leases(database).once, "a film", find, work)
        assert working.wait(30)
        patient = Leases(database, stale_s=4)
        assert patient.once("a film", find, lambda _: "by the second", waiting) == "by the first"
        assert first.result() == "by the first"


def test_the_work_of_a_silent_holder_is_taken_over(database: Database) -> None:
    gone = Leases(database).take("a film")
    assert gone
    looks: list[None] = []
    leases = Leases(database, stale_s=4)
    token = leases.once("a film", lambda: None, lambda token: token, lambda: looks.append(None))
    assert len(looks) >= 3, "it was taken over without being watched"
    assert token != gone
    assert leases.take("a film"), "it was not let go"


def test_a_waiter_that_is_cancelled_stops_waiting(database: Database) -> None:
    leases = Leases(database)
    token = leases.take("a film")

    def waiting() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        leases.once("a film", lambda: None, lambda _: "made", waiting)
    holder = leases.holder("a film")
    assert holder
    assert holder.owner == token


def test_what_another_finished_between_our_look_and_our_lease_is_found(database: Database) -> None:
    looks = iter([None, "by another"])
    assert Leases(database).once("a film", lambda: next(looks), lambda _: "made twice") == "by another"
    assert Leases(database).holder("a film") is None


def test_when_the_one_at_work_fails_the_next_one_tries(database: Database) -> None:
    working, waited = threading.Event(), threading.Event()

    def fail(_: str) -> str:
        working.set()
        assert waited.wait(30)
        raise Transient("The vendor stumbled.")

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(Leases(database).once, "a film", lambda: None, fail)
        assert working.wait(30)
        assert Leases(database).once("a film", lambda: None, lambda _: "made", waited.set) == "made"
        with pytest.raises(Transient):
            first.result()


def test_work_goes_on_while_the_database_is_away(postgres: PostgresServer, postgres_template: str) -> None:
    database = open_database(postgres.url(postgres.create(postgres_template)))
    leases = Leases(database)

    def work(token: str) -> str:
        postgres.execute("CHECKPOINT")  # the tests' server writes nothing at a commit
        postgres.kill()
        postgres.start()
        before = leases.holder("a film")
        assert before
        assert before.owner == token
        while leases.holder("a film") == before:
            threading.Event().wait(0.05)
        return "made"

    assert leases.once("a film", lambda: None, work) == "made"
    assert leases.holder("a film") is None
    database.close()
