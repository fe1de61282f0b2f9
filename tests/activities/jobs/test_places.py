"""Places: so many jobs are under way for one key, whoever asks, and what was abandoned takes none."""

import pytest
from sqlalchemy import update

from activities.jobs.records import ABANDONED_S, JobRecords
from activities.jobs.waits.rows import Waits
from infra.database.clock import moment
from infra.database.database import Database
from infra.database.tables import jobs
from providers.vendors.accounts import Account
from tests.activities.jobs.test_records import raced, record
from tests.kit.waits import ticket, waiting

TWO = Account(name="fal:0123", shown="fal", most=2)


def test_of_six_that_ask_at_once_two_are_sent_and_the_next_when_one_is_over(database: Database) -> None:
    records = JobRecords(database)
    intents = [records.open(record()) for _ in range(6)]
    sent = raced(*[lambda one=one: records.send(one.reference, TWO) == "sent" for one in intents])
    assert sent.count(True) == 2
    assert records.places(TWO) == 0
    first = next(one for one, was in zip(intents, sent, strict=True) if was)
    waiting = next(one for one, was in zip(intents, sent, strict=True) if not was)
    assert records.send(waiting.reference, TWO) == "full"
    assert records.send(waiting.reference, TWO.model_copy(update={"name": "fal:4567"})) == "sent", (
        "another key"
    )
    third = next(one for one, was in zip(reversed(intents), reversed(sent), strict=True) if not was)
    records.move(first.reference, ("sending",), "submitted", "j1")
    assert records.send(third.reference, TWO) == "full"
    records.move(first.reference, ("submitted",), "done")
    assert records.send(third.reference, TWO) == "sent"
    assert records.send(third.reference, TWO.model_copy(update={"most": 9})) == "gone", (
        "it is no intent any more"
    )


@pytest.mark.parametrize("looked_after", [False, True])
def test_what_nobody_looked_after_for_long_takes_no_place(database: Database, looked_after: bool) -> None:
    records, one = JobRecords(database), TWO.model_copy(update={"most": 1})
    old, new = records.open(record()), records.open(record())
    assert records.send(old.reference, one) == "sent"

    def age(connection):
        long_ago = moment(connection) - ABANDONED_S - 1
        connection.execute(update(jobs).where(jobs.c.reference == old.reference).values(seen=long_ago))

    database.write(age)
    if looked_after:
        waits = Waits(database)
        waits.write(waiting(old.reference, account=one.name), ticket(old.reference))
        waits.look_after(one.name)
    assert records.send(new.reference, one) == ("full" if looked_after else "sent")
