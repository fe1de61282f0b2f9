"""Asking a vendor for a job, and finding out what became of it: the record is moved before and after each word to it."""

import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from activities.jobs.breakers import Admitted
from activities.jobs.records import JobRecord, JobRecords, State
from activities.jobs.visit import Visit, pause_for
from infra.telemetry.genai import made, words_of
from models.errors import LongtakeError, RateLimited, Transient, UnknownOutcome
from models.orders.requests import Request
from providers.base import Files
from providers.jobs import Hosted, Listing, Notifying
from providers.vendors.accounts import vendor_of

_log = logging.getLogger("longtake.jobs")

LISTING_WITHIN_S = 30.0
"""How long a vendor's list of jobs is asked for before nobody is said to know what became of one."""


NOTICE_WITHIN_S = 120.0
"""How long a vendor that tells of its jobs by itself is given before a person is asked."""
NOTICE_EVERY_S = 0.5
"""How often its notice is looked for meanwhile."""


class Words(NamedTuple):
    """What a vendor is asked, and where the inputs of that lie."""

    vendor: Hosted[Any]
    request: Request
    files: Files


class Asking:
    """One order's words with its vendor; `asking` is called before the vendor is asked."""

    def __init__(
        self, records: JobRecords, words: Words, visit: Visit, asking: Callable[[], None] = lambda: None
    ) -> None:
        self._records = records
        self._asking = asking
        self._words = words
        self._vendor = words.vendor
        self._visit = visit
        self._check = visit.check

    def ask(self, intent: JobRecord, patience_s: float) -> JobRecord:
        """Write the intent, ask the vendor, write the job's id; gives the record of the job that is made.

        One that is down is waited for, for `patience_s` seconds.

        It is another film's record when that film's job turns out to be the same, and `void` when the
        vendor was not asked and never will be under this reference.

        Raises:
            UnknownOutcome: the vendor may have taken it.
            VendorDown: nobody asks the vendor for now, and nothing was sent.
            LongtakeError: the vendor refused.

        """
        record = self._records.open(intent)
        if record.state == "submitted":
            return record
        taken = self._taken_after_all(record)
        if taken is not None:
            self._records.move(record.reference, ("intent",), "void")
            return taken
        if record.state == "void":
            return record
        admitted = self._visit.begun(patience_s)
        if admitted is None:
            raise UnknownOutcome(f"{record.reference} is being asked for, or was given up, elsewhere.")
        return self._send(record, admitted)

    def clear_up(self, record: JobRecord) -> JobRecord:
        """The record of a job after its vendor was asked whether it took it; `unknown` where it cannot say."""
        state, job_id = self._listed(record.reference)
        before: tuple[State, ...] = ("sending",) if state == "unknown" else ("sending", "unknown")
        self._records.move(record.reference, before, state, job_id)
        return self._records.find(record.reference) or record

    def await_notice(self, record: JobRecord) -> JobRecord:
        """The record as it is once the vendor has told of the job by itself, or has not in time."""
        until = time.monotonic() + NOTICE_WITHIN_S
        hears = isinstance(self._vendor, Notifying) and self._vendor.hears
        while record.state == "unknown" and hears and time.monotonic() < until:
            pause_for(NOTICE_EVERY_S, self._check)
            record = self._records.find(record.reference) or record
        return record

    def _send(self, record: JobRecord, admitted: Admitted) -> JobRecord:
        name, words = self._vendor.name, self._words
        self._asking()
        try:
            with made(vendor_of(name), name, self._vendor.kind, words_of(words.request)) as mark:
                job_id = self._visit.asked(
                    "submit",
                    admitted,
                    lambda: self._vendor.submit(words.request, words.files, record.reference),
                )
                mark.tell({"longtake.job.state": "submitted"})
        except LongtakeError as error:
            lost: State = "unknown" if isinstance(error, UnknownOutcome) else "refused"
            if not self._records.move(record.reference, ("sending",), lost):
                # The vendor's own notice was here first.
                told = self._records.find(record.reference)
                if told is not None and told.state == "submitted":
                    return told
            raise
        try:
            moved = self._records.move(record.reference, ("sending", "unknown"), "submitted", job_id)
        except LongtakeError as error:
            raise UnknownOutcome(
                f"{name} took {record.reference} as {job_id}, which could not be written down: {error}"
            ) from error
        told = None if moved else self._records.find(record.reference)
        if told is not None and told.job_id == job_id:
            return told
        if not moved:
            _log.error("%s took %s after it was given up.", name, record.reference)
        return record.model_copy(update={"state": "submitted", "job_id": job_id})

    def _taken_after_all(self, wanted: JobRecord) -> JobRecord | None:
        """A job for the same, of which nobody knew whether the vendor took it: whoever asked is dead, or gave up."""
        if not isinstance(self._vendor, Listing):
            return None
        for doubtful in self._records.in_doubt(wanted.recipe_key, wanted.fresh):
            record = self.clear_up(doubtful)
            if record.state == "submitted":
                return record
            # Of this film's own, somebody has decided that it is asked for again all the same.
            if record.state == "unknown" and record.film_id != wanted.film_id:
                raise UnknownOutcome(
                    f"{self._vendor.name} cannot say whether it makes the same for {record.film_id} already."
                )
        return None

    def _listed(self, reference: str) -> tuple[State, str]:
        """What the vendor's list says of a job: its new state, and the vendor's name for it."""
        pause, until = 0.5, time.monotonic() + LISTING_WITHIN_S
        while isinstance(self._vendor, Listing) and time.monotonic() < until:
            try:
                job_id = self._vendor.find_job(reference)
            except (RateLimited, Transient) as error:
                pause_for(min(max(pause, error.retry_after_s or 0.0), LISTING_WITHIN_S), self._check)
                pause *= 2
            except LongtakeError as error:
                _log.warning("%s does not list its jobs: %s", self._vendor.name, error)
                break
            else:
                return ("void", "") if job_id is None else ("submitted", job_id)
        return "unknown", ""
