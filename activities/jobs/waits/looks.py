"""One look at a vendor's job, and what comes of it for everybody who waits for it."""

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from activities.contracts.jobs import AtVendor, JobTicket
from activities.failures import application_error
from activities.jobs.breakers import Admitted, Breakers
from activities.jobs.doors import Caller
from activities.jobs.records import JobRecords
from activities.jobs.waits.handles import Handles, Heard
from activities.jobs.waits.rows import Seen, Wait, Waits
from infra.telemetry.meters import meters
from library.assets import Library
from models.errors import InvalidRequest, LongtakeError, Moderated, RateLimited, Transient, UnknownOutcome
from models.metrics import FAILURES, VENDOR_WAIT
from models.money.dollars import plain
from providers.jobs import Hosted, JobState, Overseeing
from providers.registry import Registry
from providers.vendors.accounts import Account, vendor_of

LONGEST_PAUSE_S = 60.0
"""The longest time between two looks at a job of a vendor that asks to be left alone."""
AGAIN_S = 1.0
"""In how many seconds an end is told again that nobody heard."""
UNBEGUN_S = 600.0
"""How long one that will wait, and has not begun to, is kept in mind."""

DOING = {"queued": "in its queue", "running": "at work on it", "done": "made", "failed": "failed"}
"""Where a job is, in words."""

_log = logging.getLogger("longtake.jobs")


class Looks:
    """Looks at the jobs of one account."""

    def __init__(self, account: Account, registry: Registry, library: Library, handles: Handles) -> None:
        self._account = account
        self._registry = registry
        self.waits = Waits(library.database)
        self.breakers = Breakers(library.database)
        self.handles = handles
        self._records = JobRecords(library.database)

    def at(self, job: Wait, admitted: Admitted) -> None:
        """Look at one job, and end the waiting for it when it is over; the vendor's door was passed."""
        waiting = self.waits.of_job(job)
        try:
            vendor = self._vendor(job)
        except LongtakeError as error:
            self.breakers.unanswered(self._account, "look", admitted)
            self._failed(job, error)
            return
        try:
            state = self._caller(job).asked("look", admitted, lambda: vendor.poll(job.job_id))
        except (RateLimited, Transient) as error:
            least_s = self._least_s(vendor)
            pause = max(least_s, min(error.retry_after_s or 2 * least_s, LONGEST_PAUSE_S))
            said = f"cannot be asked for the moment: {str(error).rstrip('.')}"
            self.waits.note(_seen(waiting, pause, said))
        except InvalidRequest as error:
            gone = UnknownOutcome(f"{vendor.name} no longer knows job {job.job_id}: {error}")
            self._lost(job, lambda _: gone)
        except Exception as error:  # noqa: BLE001 - whatever an adapter raises ends the waiting, not the look-out
            self._failed(job, error)
        else:
            self._noted(job, waiting, vendor, state)

    def overseen(self, due: Sequence[Wait], admitted: Admitted) -> set[str]:
        """The ids of those jobs that their vendor says, of all at once, to be on their way.

        Raises:
            LongtakeError: it does not say.

        """
        vendor = self._vendor(due[0])
        if not isinstance(vendor, Overseeing):
            return set()
        ids = {wait.job_id for wait in due}
        on_their_way = self._caller(due[0]).asked("look", admitted, lambda: vendor.oversee(ids))
        least_s = self._least_s(vendor)
        self.waits.note(
            seen
            for wait in due
            if (state := on_their_way.get(wait.job_id))
            for seen in _seen([wait], least_s, DOING[state.status], state)
        )
        return ids & set(on_their_way)

    def overseen_every_s(self, job: Wait) -> float | None:
        """How often the vendor may be asked of all jobs where they are; None where it cannot say that."""
        try:
            vendor = self._vendor(job)
        except LongtakeError:
            return None
        return self._least_s(vendor) if isinstance(vendor, Overseeing) else None

    def drop_unless_expected(self, wait: Wait) -> bool:
        """Whether one that is not to be found is dropped; one that has not begun to wait may still."""
        if not wait.started and self.waits.now() - wait.at < UNBEGUN_S:
            return False
        self.waits.drop(wait)
        return True

    def _noted(self, job: Wait, waiting: list[Wait], vendor: Hosted[Any], state: JobState) -> None:
        if state.status == "done":
            over = [
                self._over(wait, self.handles.complete(wait, ticket)) for wait, ticket in self._tickets(job)
            ]
            if any(over):
                self._measure(job, "done")
        elif state.status == "failed":
            self._lost(job, lambda ticket: failure(vendor, ticket, state))
        else:
            self.waits.note(_seen(waiting, self._least_s(vendor), DOING[state.status], state))

    def _lost(self, job: Wait, why: Callable[[JobTicket], LongtakeError]) -> None:
        """A job that nothing can be had of: another film's is asked for anew, our own has failed."""
        for wait, ticket in self._tickets(job):
            self._records.move(wait.reference, ("submitted",), "failed")
            if ticket.shared:
                void = ticket.model_copy(update={"state": "void"})
                self._over(wait, self.handles.complete(wait, void))
            else:
                error = why(ticket)
                if self._over(wait, self.handles.fail(wait, application_error(error))):
                    self._measure(job, "failed", error)

    def _measure(self, job: Wait, end: str, error: LongtakeError | None = None) -> None:
        """A job is over: how long it was waited for, and why nothing came of it."""
        whose = {"kind": job.kind, "vendor": vendor_of(job.provider), "namespace": self.handles.namespace}
        waited = datetime.now(UTC) - job.standing.since
        meters().observe(VENDOR_WAIT, max(0.0, waited.total_seconds()), {**whose, "end": end})
        if error is not None:
            meters().count(FAILURES, {**whose, "activity": "jobs.wait", "error": type(error).__name__})

    def _failed(self, job: Wait, error: Exception) -> None:
        """The job cannot be looked at: those who wait hear it, and whether they wait anew is for their retries to say."""
        if not isinstance(error, LongtakeError):
            _log.error("%s could not be read (%s).", job.provider, type(error).__name__)
        told = application_error(error) if isinstance(error, LongtakeError) else error
        for wait in self.waits.of_job(job):
            self._over(wait, self.handles.fail(wait, told))

    def _over(self, wait: Wait, heard: Heard) -> bool:
        """Whether one that waited was told that it need not any more; else it is told again."""
        if heard == "over" or (heard == "gone" and self.drop_unless_expected(wait)):
            self.waits.drop(wait)
            return heard == "over"
        self.waits.note([Seen(wait, wait.standing, wait.progress, AGAIN_S)])
        return False

    def _tickets(self, job: Wait) -> list[tuple[Wait, JobTicket]]:
        """Everybody who waits for a job now, and what each is given back."""
        read = [(wait, self.waits.ticket(wait)) for wait in self.waits.of_job(job)]
        return [(wait, ticket) for wait, ticket in read if ticket is not None]

    def _vendor(self, job: Wait) -> Hosted[Any]:
        maker = self._registry.find(job.kind, job.provider)
        if not isinstance(maker, Hosted):
            raise InvalidRequest(f"{job.provider} answers at once here, and has no jobs.")
        return maker

    def _caller(self, job: Wait) -> Caller:
        return Caller(self.breakers, self._account, job.reference)

    def _least_s(self, vendor: Hosted[Any]) -> float:
        return max(vendor.poll_every_s, self._account.poll_every_s)


def failure(vendor: Hosted[Any], ticket: JobTicket, state: JobState) -> LongtakeError:
    """Why a job came to nothing, with what the vendor bills for it; where nobody says, that is its quote."""
    order = ticket.job.order
    billed = vendor.quote(order.request).usd if state.cost is None else state.cost
    said = f"{vendor.name} could not make job {ticket.job_id}: {state.error}."
    if billed:
        said += f" It is billed: ${plain(billed)}" + (", as quoted." if state.cost is None else ".")
    return (
        Moderated(said, billed=billed, of=state.of)
        if state.moderated
        else InvalidRequest(said, billed=billed)
    )


def shut_out(standing: AtVendor, why: str, until: datetime) -> AtVendor:
    """What people are told of a job while nobody may ask its vendor."""
    now = {"doing": f"out of order: {why.rstrip('.')}", "position": None, "until": until}
    return standing.model_copy(update=now)


def _seen(waiting: Iterable[Wait], pause_s: float, doing: str, state: JobState | None = None) -> list[Seen]:
    now = {"doing": doing, "position": state.position if state else None, "until": None}
    return [
        Seen(
            wait,
            wait.standing.model_copy(update=now),
            state.progress or 0.0 if state else wait.progress,
            pause_s,
        )
        for wait in waiting
    ]
