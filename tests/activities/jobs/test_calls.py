"""Calls: a vendor's own word ends the waiting for its job, once, and one look a second serves everybody who waits."""

import threading
import time

from activities.jobs.calls import Calls
from activities.jobs.records import JobRecords
from infra.database.database import Database
from tests.activities.jobs.test_records import record

PROVIDER = "fal/fal-ai/flux/schnell"


class Counted(JobRecords):
    """Records that count how often they were looked at."""

    looks = 0

    def called(self, references):
        self.looks += 1
        return super().called(references)


def submitted(records: JobRecords, job_id: str) -> str:
    told = records.open(
        record().model_copy(update={"provider": PROVIDER, "state": "submitted", "job_id": job_id})
    )
    return told.reference


def test_a_call_ends_the_waiting_for_its_job_alone_and_told_again_it_ends_no_other(
    database: Database,
) -> None:
    records = Counted(database)
    calls, names = Calls(records), [submitted(records, f"j{number}") for number in range(9)]
    ended: list[str] = []

    def wait(reference: str) -> None:
        with calls.waiting(reference, told=True) as waited:
            began = time.monotonic()
            waited(3.0, lambda: None)
            if time.monotonic() - began < 2.5:
                ended.append(reference)
                records.notified("fal", reference, "j4")
                began = time.monotonic()
                waited(0.3, lambda: None)
                assert time.monotonic() - began >= 0.3, "a call is heard once"

    threads = [threading.Thread(target=wait, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    assert records.notified("fal", names[4], "j4")
    assert records.notified("runway", names[5], "j5") is None, "another vendor's"
    assert records.notified("fal", names[6], "j5") is None, "another job's"
    for thread in threads:
        thread.join()
    assert ended == [names[4]]
    assert records.looks <= 8, "nine wait for three seconds"


def test_whoever_waits_is_stopped_within_a_second(database: Database) -> None:
    records = JobRecords(database)

    def stopped() -> None:
        raise InterruptedError

    began = time.monotonic()
    try:
        with Calls(records).waiting(submitted(records, "j1"), told=True) as waited:
            waited(60.0, stopped)
    except InterruptedError:
        assert time.monotonic() - began < 2
    else:
        raise AssertionError("it went on waiting")
