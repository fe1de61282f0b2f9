"""Rows of those who wait: a vendor's call is never overlooked, and what was written anew is not dropped."""

import time
from decimal import Decimal

import pytest

from activities.jobs.records import JobRecords
from activities.jobs.waits.looks import failure
from activities.jobs.waits.rounds import Rate
from activities.jobs.waits.rows import Seen, Waits
from infra.database.database import Database
from models.errors import InvalidRequest, Moderated
from providers.jobs import JobState
from tests.activities.jobs.test_records import record
from tests.kit.waits import ACCOUNT, Patient, ticket, waiting

LATER_S = 60.0


def due(waits: Waits) -> list[str]:
    return [wait.reference for wait in waits.due(ACCOUNT, 10)]


def later(waits: Waits) -> None:
    """Everybody who is due was looked at, and is again in a minute."""
    waits.note([Seen(wait, wait.standing, 0.0, LATER_S) for wait in waits.due(ACCOUNT, 10)])


def test_who_waits_is_looked_at_at_once_and_who_only_will_a_little_later(database: Database) -> None:
    waits = Waits(database)
    for name, started in (("now", True), ("soon", False)):
        waits.write(waiting(name, started=started), ticket(name))
    assert due(waits) == ["now"]
    waits.write(waiting("soon"), ticket("soon"))
    assert sorted(due(waits)) == ["now", "soon"]
    later(waits)
    waits.write(waiting("now", started=False), ticket("now"))
    assert due(waits) == [], "one that is known to wait is not looked at anew for being expected"
    assert waits.count(ACCOUNT) == 2
    assert waits.ticket(waiting("now")) == ticket("now")


def test_a_call_makes_its_own_job_due_once_also_amid_a_look(database: Database) -> None:
    waits, records = Waits(database), JobRecords(database)
    names = []
    for number in range(3):
        row = {"provider": "fal/flux", "state": "submitted", "job_id": f"j{number}"}
        names.append(records.open(record().model_copy(update=row)).reference)
        waits.write(waiting(names[-1]), ticket(names[-1]))
    looked_at = waits.due(ACCOUNT, 10)
    assert records.notified("fal", names[1], "j1")
    assert records.notified("runway", names[0], "j0") is None, "another vendor's"
    assert records.notified("fal", names[0], "j2") is None, "another job's"
    assert records.notified("fal", names[2], "j2", over=False), "of its beginning"
    waits.note([Seen(wait, wait.standing, 0.0, LATER_S) for wait in looked_at])
    assert due(waits) == [names[1]]
    later(waits)
    assert records.notified("fal", names[1], "j1"), "told again"
    assert due(waits) == []


def test_who_was_written_down_anew_is_not_dropped_for_what_was_before(database: Database) -> None:
    waits = Waits(database)
    waits.write(waiting("again"), ticket("again"))
    (before,) = waits.due(ACCOUNT, 1)
    waits.write(waiting("again"), ticket("again"))
    waits.drop(before)
    assert waits.count(ACCOUNT) == 1
    waits.drop(waits.due(ACCOUNT, 1)[0])
    assert waits.count(ACCOUNT) == 0


def test_what_changed_is_told_soon_and_what_did_not_in_its_time(database: Database) -> None:
    waits = Waits(database)
    for name in ("moves", "stays"):
        waits.write(waiting(name), ticket(name))
    waits.told(waits.due(ACCOUNT, 10), LATER_S)
    assert waits.silent(ACCOUNT, 10) == []
    waits.note(
        Seen(
            wait,
            wait.standing.model_copy(update={"position": 2 if wait.reference == "moves" else None}),
            0.5,
            1.0,
        )
        for wait in waits.due(ACCOUNT, 10)
    )
    (told,) = waits.silent(ACCOUNT, 10)
    assert (told.reference, told.standing.position, told.progress) == ("moves", 2, 0.5)


def test_no_more_is_done_in_a_second_than_its_rate_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    rate = Rate(4.0)
    assert [rate.take(3), rate.take(3), rate.take(3)] == [3, 1, 0]
    clock[0] += 0.5
    assert rate.take(9) == 2
    clock[0] += 60
    assert rate.take(9) == 4, "what was not used is not saved up"
    assert Rate(None).take(9) == 9
    slow = Rate(0.25)
    assert [slow.take(1), slow.take(1)] == [1, 0]
    clock[0] += 4
    assert slow.take(1) == 1


@pytest.mark.parametrize(
    ("state", "billed", "said"),
    [
        (JobState(status="failed", error="it broke"), Decimal(0), "vendor could not make job j: it broke."),
        (
            JobState(status="failed", error="no", moderated=True, cost=Decimal("0.04")),
            Decimal("0.04"),
            "It is billed: $0.04.",
        ),
        (JobState(status="failed", error="no", cost=None), Decimal("0.05"), "$0.05, as quoted."),
    ],
)
def test_a_job_that_failed_says_what_it_costs(state: JobState, billed: Decimal, said: str) -> None:
    error = failure(Patient(), ticket("j"), state)
    assert type(error) is (Moderated if state.moderated else InvalidRequest)
    assert error.billed == billed
    assert said in str(error)
