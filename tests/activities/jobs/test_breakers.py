"""Breakers: what one worker learns of a vendor that is out of order holds for all, and one request at a time tries it."""

import time
from collections.abc import Iterator

import pytest

from activities.jobs import breakers as module
from activities.jobs.breakers import Admitted, Breakers, Door, Pause, Shut
from infra.database.database import Database
from models.errors import (
    InvalidRequest,
    Moderated,
    PaymentRequired,
    ProviderError,
    RateLimited,
    Transient,
    Unauthorised,
    UnknownOutcome,
)
from providers.vendors.accounts import Account

FAL = Account(name="fal:0123", shown="fal")
OTHER = Account(name="fal:4567", shown="fal")
AT_ONCE = Pause(0, 0)


@pytest.fixture
def pair(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Breakers, Breakers]]:
    """The breakers of two workers, each of which looks whenever it is asked."""
    monkeypatch.setattr(module, "LOOK_S", 0.0)
    yield Breakers(database), Breakers(database)


def asked(breakers: Breakers, account: Account = FAL, door: Door = "submit") -> Admitted:
    found = breakers.ask(account, door)
    assert isinstance(found, Admitted), found
    return found


def fail(breakers: Breakers, *errors: ProviderError, door: Door = "submit", first: int = 1) -> list[bool]:
    """Failures over one job after the other; whether the door was shut after each."""
    return [
        breakers.failed(FAL, door, f"film/shot/{number}", error, asked(breakers, door=door))
        for number, error in enumerate(errors, start=first)
    ]


@pytest.mark.parametrize(
    "error",
    [Transient("It is down."), UnknownOutcome("HTTP 500."), PaymentRequired("Pay."), Unauthorised("No.")],
)
def test_after_four_failures_in_a_row_no_worker_asks_any_more(
    pair: tuple[Breakers, Breakers], error: ProviderError
) -> None:
    one, two = pair
    began = time.monotonic()
    assert fail(one, error) + fail(two, error, error, first=2) + fail(one, error, first=4) == [
        False, False, False, True,
    ]  # fmt: skip
    for breakers in pair:
        found = breakers.ask(FAL, "submit")
        assert isinstance(found, Shut)
        assert found.why == str(error)
        pause = module.PAUSES[type(error)].first_s
        assert pause - 1 - (time.monotonic() - began) < found.for_s <= pause
        assert list(breakers.shut()) == ["fal (for jobs)"]
        asked(breakers, OTHER), asked(breakers, door="look")


def test_an_answer_in_between_counts_from_the_beginning_also_one_that_refuses(
    pair: tuple[Breakers, Breakers],
) -> None:
    one, two = pair
    down = Transient("It is down.")
    for _ in range(3):
        assert not any(fail(one, down, down, down))
        two.succeeded(FAL, "submit", asked(two))
    for error in (InvalidRequest("No such field."), Moderated("It is refused.")):
        assert not module.is_the_vendors(error)


def test_a_job_that_always_fails_shuts_no_door_for_others(pair: tuple[Breakers, Breakers]) -> None:
    one, _ = pair
    for _ in range(20):
        assert not one.failed(FAL, "look", "film/shot/1", Transient("HTTP 500."), asked(one, door="look"))


def test_when_the_pause_is_over_one_knocks_and_the_others_wait_for_what_it_hears(
    pair: tuple[Breakers, Breakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    monkeypatch.setitem(module.PAUSES, Transient, AT_ONCE)
    fail(one, *[Transient("It is down.")] * 4)
    assert asked(two).knocks
    assert isinstance(one.ask(FAL, "submit"), Shut)
    assert isinstance(two.ask(FAL, "submit"), Shut)
    two.succeeded(FAL, "submit", Admitted(knocks=True))
    assert not asked(one).knocks
    assert one.shut() == {}


def test_one_that_knocks_and_hears_nothing_lets_the_next_one_knock(
    pair: tuple[Breakers, Breakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = pair
    monkeypatch.setitem(module.PAUSES, Transient, AT_ONCE)
    fail(one, *[Transient("It is down.")] * 4)
    one.unanswered(FAL, "submit", asked(one))
    assert asked(two).knocks
    monkeypatch.setattr(module, "KNOCK_S", 0.0)
    two.unanswered(FAL, "submit", Admitted(knocks=True))
    assert asked(one).knocks
    assert asked(two).knocks, "the one before may have died"


def test_the_pauses_grow_to_a_bound_and_what_was_asked_before_adds_nothing(
    pair: tuple[Breakers, Breakers], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pair
    assert [Pause(5, 300).after(times) for times in (1, 2, 3, 7, 60)] == [5, 10, 20, 300, 300]
    monkeypatch.setitem(module.PAUSES, Transient, AT_ONCE)
    fail(one, *[Transient("It is down.")] * 4)
    monkeypatch.setitem(module.PAUSES, Transient, Pause(100, 300))
    assert one.failed(FAL, "submit", "film/shot/9", Transient("Late."), Admitted())
    knocking = asked(one)
    assert knocking.knocks
    assert one.failed(FAL, "submit", "film/shot/10", Transient("It is down."), knocking)
    found = one.ask(FAL, "submit")
    assert isinstance(found, Shut)
    assert 190 < found.for_s <= 200, "the second time in a row, whatever came late"


@pytest.mark.parametrize("error", [RateLimited("Slow down.", 30.0), Transient("Busy.", 30.0)])
def test_a_vendor_that_asks_to_be_left_alone_is_heard_at_once_by_all(
    pair: tuple[Breakers, Breakers], error: ProviderError
) -> None:
    one, two = pair
    began = time.monotonic()
    assert fail(one, error) == [True]
    found = two.ask(FAL, "submit")
    assert isinstance(found, Shut)
    assert 29 - (time.monotonic() - began) < found.for_s <= 30


def test_one_that_is_only_asked_too_often_or_for_an_hour_is_not_left_alone_by_all(
    pair: tuple[Breakers, Breakers],
) -> None:
    one, _ = pair
    assert not any(fail(one, *[RateLimited("Slow down.")] * 9, RateLimited("Slow down.", 3600.0)))


def test_an_answer_to_whoever_asked_before_the_door_shut_does_not_open_it_again(
    pair: tuple[Breakers, Breakers],
) -> None:
    one, two = pair
    slow = asked(one)
    assert fail(two, RateLimited("Wait.", retry_after_s=60.0)) == [True]
    one.succeeded(FAL, "submit", slow)
    for breakers in pair:
        assert isinstance(breakers.ask(FAL, "submit"), Shut)
