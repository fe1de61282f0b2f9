"""The records of jobs: whatever workers do in whatever order, a vendor is asked at most once under a name."""

import threading
from collections.abc import Callable
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.jobs.records import JobRecord, JobRecords, State
from infra.database.database import Database
from infra.database.tables import film_states, jobs, restores

NAMES = count(1)
REACHED: dict[State, set[State]] = {
    "intent": {"sending", "void"},
    "sending": {"submitted", "refused", "unknown", "void"},
    "unknown": {"submitted", "void"},
    "submitted": {"done", "failed"},
    "done": set(),
    "failed": set(),
    "refused": set(),
    "void": set(),
}
"""What may become of a record in each state."""

MOVES: dict[str, tuple[tuple[State, ...], State]] = {
    "send": (("intent",), "sending"),
    "give up unsent": (("intent",), "void"),
    "accepted": (("sending", "unknown"), "submitted"),
    "refused": (("sending",), "refused"),
    "lost": (("sending",), "unknown"),
    "not in the list": (("sending", "unknown"), "void"),
    "made": (("submitted",), "done"),
    "failed": (("submitted",), "failed"),
}
"""Every move that the activities make."""


def record(reference: str = "", recipe: str = "", state: State = "intent", fresh: str = "") -> JobRecord:
    number = next(NAMES)
    return JobRecord(
        reference=reference or f"film/run/shot_001/clip/1.1-{number}",
        recipe_key=recipe or f"recipe-{number}",
        fresh=fresh,
        film_id="film",
        shot_id="shot_001",
        stage="video",
        provider="vendor",
        revision="1",
        usd=Decimal("0.05"),
        state=state,
    )


@given(moves=st.lists(st.sampled_from(sorted(MOVES)), max_size=12), voided=st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_record_never_goes_back_and_is_sent_at_most_once(
    database: Database, moves: list[str], voided: bool
) -> None:
    records, first = JobRecords(database), record(state="void" if voided else "intent")
    stands = records.open(first)
    sent = 0
    for number, move in enumerate(moves):
        before, after = MOVES[move]
        job_id = f"j{number}" if after == "submitted" else ""
        moved = records.move(stands.reference, before, after, job_id)
        found = records.find(stands.reference)
        assert found is not None
        assert moved == (after in REACHED[stands.state] and stands.state in before)
        assert found.state == (after if moved else stands.state)
        assert found.job_id == (job_id if moved and job_id else stands.job_id)
        sent += moved and after == "sending"
        stands = found
        assert records.open(first) == found, "a record that is there is never written over"
        under_way = records.under_way(first.recipe_key, "")
        assert (under_way == found) if found.state == "submitted" else under_way is None
        doubtful = records.in_doubt(first.recipe_key, "")
        assert doubtful == ([found] if found.state in ("sending", "unknown") else [])
    assert sent <= (0 if voided else 1)


def raced(*works: Callable[[], bool]) -> list[bool]:
    """What each said, all having begun in the same moment."""
    together, said = threading.Barrier(len(works)), [False] * len(works)

    def run(number: int, work: Callable[[], bool]) -> None:
        together.wait()
        said[number] = work()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.parametrize("workers", [2, 6])
def test_of_workers_that_race_for_one_reference_one_sends(database: Database, workers: int) -> None:
    records = JobRecords(database)
    for _ in range(4):
        first = record()

        def send(first: JobRecord = first) -> bool:
            return records.open(first).state == "intent" and records.move(
                first.reference, ("intent",), "sending"
            )

        assert raced(*[send] * workers).count(True) == 1


def test_a_job_is_either_sent_or_given_up_unsent(database: Database) -> None:
    records = JobRecords(database)
    for _ in range(4):
        first = record()

        def send(first: JobRecord = first) -> bool:
            records.open(first)
            return records.move(first.reference, ("intent",), "sending")

        def give_up(first: JobRecord = first) -> bool:
            stands = records.open(first.model_copy(update={"state": "void"}))
            return records.move(first.reference, ("intent",), "void") or stands.state == "void"

        assert raced(send, give_up).count(True) == 1


def test_a_run_that_wants_everything_afresh_joins_no_other_runs_job(database: Database) -> None:
    records = JobRecords(database)
    first = records.open(record(recipe="the same"))
    records.move(first.reference, ("intent",), "sending")
    assert records.in_doubt("the same", "run-2") == []
    records.move(first.reference, ("sending",), "submitted", "j1")
    assert records.under_way("the same", "run-2") is None
    found = records.under_way("the same", "")
    assert found is not None
    assert found.job_id == "j1"


EARLY, LATE = "019b7913-5700-7abc-8def-0123456789ab", "019b8000-0000-7abc-8def-0123456789ab"
"""Runs that began on the first and on the second of January 2026."""
RESTORED = {"at": "2026-01-02T12:00:00+00:00", "copied_at": "2026-01-01T08:00:00+00:00"}


def brought_back(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(restores.insert().values(RESTORED))


@pytest.mark.parametrize("state", ["intent", "void"])
@pytest.mark.parametrize("place", ["shot_9/clip/1.1-1", "shot_9/clip/2.2.seed-3", "film/sheet/1.1-2"])
def test_whatever_a_run_asks_for_that_began_before_a_copy_was_brought_back_may_have_been_asked_for(
    place: str, state: State, database: Database
) -> None:
    records = JobRecords(database)
    assert records.open(record(f"film/{EARLY}/shot_1/clip/1.1-1")).state == "intent", "nothing came back yet"
    brought_back(database)
    assert records.open(record(f"film/{EARLY}/{place}", state=state)).state == "unknown"
    assert records.open(record(f"film/{LATE}/{place}", state=state)).state == state, "it began later"


@pytest.mark.parametrize(("began", "state"), [("01", "unknown"), ("03", "intent")])
def test_where_a_runs_id_does_not_tell_when_it_began_the_films_state_does(
    began: str, state: State, database: Database
) -> None:
    moment = f"2026-01-{began}T10:00:00+00:00"
    head = {"film_id": "film", "run_id": "run", "began": moment, "at": moment}
    with database.writing() as connection:
        connection.execute(film_states.insert().values(head))
    brought_back(database)
    assert JobRecords(database).open(record("film/run/shot_1/clip/1.1-1")).state == state


def test_an_intent_that_a_copy_had_may_have_been_sent_since_but_for_whoever_says_that_nothing_was(
    database: Database,
) -> None:
    records, waits, sent = JobRecords(database), record(), record()
    for each in (waits, sent):
        records.open(each)
    with database.writing() as connection:
        connection.execute(jobs.update().values(at="2026-01-01T08:00:00+00:00"))
    assert records.open(sent).state == "intent"
    brought_back(database)
    assert records.open(waits).state == "unknown"
    assert not records.move(waits.reference, ("intent",), "sending")
    with database.writing() as connection:
        connection.execute(restores.delete())
    assert records.open(sent).state == "intent"


def test_what_an_earlier_try_or_a_person_has_settled_since_is_asked_for(database: Database) -> None:
    records, run = JobRecords(database), f"film/{EARLY}"
    brought_back(database)
    first, second = f"{run}/shot_1/clip/1.1-1", f"{run}/shot_1/clip/1.1-2"
    records.open(record(first))
    assert records.open(record(second)).state == "unknown", "nobody has looked for the first one yet"
    records.move(first, ("unknown",), "void")
    records.move(second, ("unknown",), "void")
    assert records.open(record(f"{run}/shot_1/clip/1.1-3")).state == "intent"
    assert records.open(record(f"{run}/shot_1/clip/1.2-1")).state == "unknown", "nobody was asked"
    assert records.open(record(f"{run}/shot_1/clip/1.3-1")).state == "intent", "somebody was asked"
    assert records.open(record(f"{run}/shot_11/clip/1.3-1")).state == "unknown"
