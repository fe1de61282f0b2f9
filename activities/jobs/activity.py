"""Work at vendors that take jobs, as activities: submit once, then poll and fetch from any worker."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from temporalio import activity

from activities import contracts
from activities.asset_work import owners_of, work_on
from activities.cut.captions.spoken_words import with_words
from activities.failures import named, translated
from activities.heartbeat import Beats, beating
from activities.jobs.breakers import LONGEST_HOLD_S
from activities.jobs.records import JobRecord, State
from activities.jobs.submission import Asking, Words
from activities.jobs.visit import Ground, Visit, standing_of
from activities.jobs.waits.rows import Wait
from infra.patience import patient
from library.assets import lease_key
from library.workshop import Workshop, check_foreign, priced
from models.errors import (
    BrokenMedia,
    LongtakeError,
    MediaError,
    RateLimited,
    Transient,
)
from models.names import wait_id
from models.orders.assets import Asset, Recipe
from models.orders.requests import Order
from providers.base import Rendered
from providers.jobs import Hosted
from providers.registry import Registry
from providers.vendors.accounts import account_of

_log = logging.getLogger("longtake.jobs")


class Jobs:
    """Implements `contracts.Jobs`; `wake` is called when somebody waits anew."""

    def __init__(
        self, registry: Registry, workshop: Workshop, slots: int, wake: Callable[[], None] = lambda: None
    ) -> None:
        self._registry = registry
        self._workshop = workshop
        self._library = workshop.library
        self._ground = Ground(workshop.library, slots)
        self._records = self._ground.records
        self._wake = wake

    @activity.defn(name="jobs.submit", no_thread_cancel_exception=True)
    @translated
    def submit(self, job: contracts.Job) -> contracts.JobTicket:
        """Ask the vendor once; the job's id goes into history."""
        with beating() as beats:
            recipe, work = self._recipe(job), work_on(job.order)
            request = job.order.request
            with named(owners_of(request)):  # said before anybody is asked
                for blob in request.inputs:
                    self._library.store.open_file(blob)
            asking = self._asking(job, beats)
            ticket = self._library.leases.once(
                _lease_of(job, recipe),
                lambda: self._there(job, recipe),
                lambda _: self._ask(job, asking, recipe),
                beats.check,
                work.who,
            )
            if ticket.found is None:
                return self._expect(ticket)
            found = with_words(ticket.found, job.order.request, self._library, work)
            return ticket.model_copy(update={"found": found})

    @activity.defn(name="jobs.reconcile", no_thread_cancel_exception=True)
    @translated
    def reconcile(self, job: contracts.Job) -> contracts.JobTicket:
        """What became of a submit that never came back; one that lives on somewhere is waited for."""
        with beating() as beats:
            recipe = self._recipe(job)
            # A submit that is still about to begin somewhere finds its reference taken, and sends nothing.
            record = self._records.open(self._record(job, recipe, "void"))
            if self._records.move(record.reference, ("intent",), "void") or record.state == "void":
                return contracts.JobTicket(job=job, state="void")
            record = self._records.find(record.reference) or record
            if record.state in ("sending", "unknown"):
                record = self._cleared_up(job, recipe, record, beats)
            if record.state == "unknown":
                return contracts.JobTicket(job=job, state="unknown", reference=record.reference)
            if record.state in ("void", "refused"):
                return contracts.JobTicket(job=job, state="void")
            return self._expect(self._submitted(job, record))

    @activity.defn(name="jobs.wait", no_thread_cancel_exception=True)
    @translated
    def wait(self, ticket: contracts.JobTicket) -> contracts.JobTicket:
        """Write down that somebody waits; who looks after the vendor's jobs ends the waiting (`activities/jobs/waits/`)."""
        with patient(Beats().check):
            self._ground.waits.write(self._waiting(ticket, activity.info().activity_id, started=True), ticket)
        self._wake()
        activity.raise_complete_async()

    def _expect(self, ticket: contracts.JobTicket) -> contracts.JobTicket:
        """Write down who will wait for a job: should a worker die with the wait in its hands, the job is looked at all the same."""
        if ticket.state == "submitted":
            try:
                with patient(lambda: None, seconds=0):
                    waiting = self._waiting(ticket, wait_id(ticket.job.reference), started=False)
                    self._ground.waits.write(waiting, ticket)
            except LongtakeError as error:
                _log.warning("Who will wait for %s could not be written down: %s", ticket.reference, error)
        return ticket

    def _waiting(self, ticket: contracts.JobTicket, activity_id: str, *, started: bool) -> Wait:
        vendor, info = self._vendor(ticket.job), activity.info()
        account = account_of(vendor)
        assert info.workflow_id, "an activity always works for a film"
        assert info.workflow_run_id, "an activity always works for a film"
        return Wait(
            run_id=info.workflow_run_id,
            activity_id=activity_id,
            workflow_id=info.workflow_id,
            account=account.name,
            kind=ticket.job.order.request.kind,
            provider=vendor.name,
            reference=ticket.reference,
            job_id=ticket.job_id,
            standing=standing_of(ticket.job.order, account),
            started=started,
        )

    def _cleared_up(self, job: contracts.Job, recipe: Recipe, sent: JobRecord, beats: Beats) -> JobRecord:
        """The record of a job that was being asked for, once nobody asks any more and the vendor was looked at.

        A worker that only cannot reach Temporal goes on: while its lease beats, the vendor's list proves nothing.
        """
        asking = self._asking(job, beats)

        def settled() -> JobRecord | None:
            record = self._records.find(sent.reference)
            return None if record is None or record.state in ("sending", "unknown") else record

        record = self._library.leases.once(
            _lease_of(job, recipe), settled, lambda _: asking.clear_up(sent), beats.check
        )
        return asking.await_notice(record)

    @activity.defn(name="jobs.fetch", no_thread_cancel_exception=True)
    @translated
    def fetch(self, ticket: contracts.JobTicket) -> Asset:
        """Download, verify and keep what was made; whoever asked for it pays, whoever fetches it."""
        recipe, work = self._recipe(ticket.job), work_on(ticket.job.order)
        with beating() as beats:
            asset = self._library.find(recipe, work.fresh, work.use)
            if asset is None:
                visit = self._visit(ticket.job, beats, ticket.reference)
                with self._workshop.folder() as folder:
                    asset = self._workshop.keep(recipe, self._downloaded(ticket, visit, folder), work)
            self._records.move(ticket.reference, ("submitted",), "done")
            cost = 0 if ticket.shared else self._library.price(recipe)
            paid = asset.model_copy(update={"cost": cost, "cached": ticket.shared})
            return with_words(paid, ticket.job.order.request, self._library, work)

    def _downloaded(self, ticket: contracts.JobTicket, visit: Visit, folder: Path) -> Rendered:
        """The file of a finished job, which is what it should be; one that can never be had is nobody's any more."""
        vendor = self._vendor(ticket.job)
        visit.says("made; its file is fetched")
        try:
            rendered = visit.through("fetch", lambda: vendor.fetch(ticket.job_id, folder))
            try:
                check_foreign(self._recipe(ticket.job), rendered)
            except BrokenMedia as error:  # of a download: the next one may be whole
                raise MediaError(f"What the vendor sent cannot be used: {error}") from error
            rendered = priced(rendered, vendor.quote(ticket.job.order.request))
        except LongtakeError as error:
            if isinstance(error, RateLimited | Transient) and error.retry_after_s:
                error.retry_after_s = min(error.retry_after_s, LONGEST_HOLD_S)
            if not error.retryable:
                self._records.move(ticket.reference, ("submitted",), "failed")
            raise
        return rendered

    def _there(self, job: contracts.Job, recipe: Recipe) -> contracts.JobTicket | None:
        """The asset, or somebody's job for it, when there is one; None when it must be asked for."""
        work = work_on(job.order)
        found = self._library.find(recipe, work.fresh, work.use)
        if found is not None:
            return contracts.JobTicket(job=job, state="found", found=found)
        other = self._records.under_way(recipe.key(), work.fresh)
        if other is None or other.reference == job.reference:
            return None
        return self._submitted(job, other).model_copy(update={"shared": True})

    def _ask(self, job: contracts.Job, asking: Asking, recipe: Recipe) -> contracts.JobTicket:
        record = asking.ask(self._record(job, recipe, "intent"), job.patience_s)
        if record.state == "void":
            return contracts.JobTicket(job=job, state="void")
        shared = record.reference != job.reference
        return self._submitted(job, record).model_copy(update={"shared": shared})

    def _asking(self, job: contracts.Job, beats: Beats) -> Asking:
        words = Words(self._vendor(job), job.order.request, self._library.store.open_file)
        return Asking(self._records, words, self._visit(job, beats, job.reference), beats.billed)

    def _visit(self, job: contracts.Job, beats: Beats, reference: str) -> Visit:
        account = account_of(self._vendor(job))
        return Visit(self._ground, account, beats, standing_of(job.order, account), reference)

    def _vendor(self, job: contracts.Job) -> Hosted[Any]:
        order: Order[Any] = job.order
        return self._registry.hosted(order)

    def _recipe(self, job: contracts.Job) -> Recipe:
        return self._vendor(job).recipe(job.order.request)

    def _record(self, job: contracts.Job, recipe: Recipe, state: State) -> JobRecord:
        vendor, use = self._vendor(job), work_on(job.order).use
        assert use is not None, "an activity always works for a film"
        return JobRecord(
            reference=job.reference,
            recipe_key=recipe.key(),
            fresh=job.order.fresh,
            film_id=use.film_id,
            shot_id=use.shot_id,
            stage=job.order.choice.kind,
            provider=vendor.name,
            revision=vendor.revision,
            usd=job.quote,
            account=account_of(vendor).name,
            state=state,
        )

    def _submitted(self, job: contracts.Job, record: JobRecord) -> contracts.JobTicket:
        return contracts.JobTicket(job=job, job_id=record.job_id, reference=record.reference)


def _lease_of(job: contracts.Job, recipe: Recipe) -> str:
    """What whoever asks a vendor for the same thing holds meanwhile."""
    return f"job/{lease_key(recipe, job.order.fresh)}"
