"""Work at vendors that take jobs, as activities: submit once, then poll and fetch from any worker."""

from pathlib import Path

from temporalio import activity

from activities import contracts
from activities.failures import translated
from activities.heartbeat import beating
from activities.jobs.asking import Asking, pause_for
from activities.jobs.media import check_media
from activities.jobs.records import JobRecord, JobRecords
from activities.rendering import about, film_here, use_here, work_here
from activities.requests import AnyOrder, Meaning, meaning_of, ordered
from library.assets import lease_key
from library.workshop import Workshop
from models.assets import Asset
from models.errors import InvalidRequest, LongtakeError, RateLimited, Transient, UnknownOutcome
from providers.base import Rendered
from providers.registry import Registry

POLL_EVERY_S = 2.0
LONGEST_PAUSE_S = 60.0
"""The longest time between two polls of a vendor that asks to be left alone."""


class Jobs:
    """Implements `contracts.Jobs`."""

    def __init__(self, registry: Registry, workshop: Workshop, poll_every_s: float = POLL_EVERY_S) -> None:
        self._registry = registry
        self._workshop = workshop
        self._library = workshop.library
        self._records = JobRecords(workshop.library.database)
        self._poll_every_s = poll_every_s

    @activity.defn(name="jobs.submit", no_thread_cancel_exception=True)
    @translated
    def submit(self, order: contracts.HostedOrder) -> contracts.JobTicket:
        """Ask the vendor once; the job's id goes into history."""
        with beating() as progress:
            wanted = ordered(order)
            meaning = meaning_of(wanted, self._registry, self._library.store)
            asking = Asking(self._records, meaning, lambda: progress(0.0))
            return self._library.leases.once(
                f"job/{lease_key(meaning.recipe, wanted.fresh)}",
                lambda: self._there(order, wanted, meaning),
                lambda _: self._ask(order, wanted, asking, meaning),
                lambda: progress(0.0),
                work_here(),
            )

    @activity.defn(name="jobs.reconcile", no_thread_cancel_exception=True)
    @translated
    def reconcile(self, order: contracts.HostedOrder) -> contracts.JobTicket:
        """What became of a submit that never came back."""
        with beating() as progress:
            wanted = ordered(order)
            meaning = meaning_of(wanted, self._registry)
            # A submit that is still about to begin somewhere finds its reference taken, and sends nothing.
            record = self._records.open(self._record(order, wanted, meaning, "void"))
            if self._records.move(record.reference, ("intent",), "void") or record.state == "void":
                return contracts.JobTicket(order=order, state="void")
            record = self._records.find(record.reference) or record
            if record.state in ("sending", "unknown"):
                asking = Asking(self._records, meaning, lambda: progress(0.0))
                record = asking.await_notice(asking.clear_up(record))
            if record.state == "unknown":
                return contracts.JobTicket(order=order, state="unknown", reference=record.reference)
            if record.state in ("void", "refused"):
                return contracts.JobTicket(order=order, state="void")
            return self._submitted(order, record)

    @activity.defn(name="jobs.wait", no_thread_cancel_exception=True)
    @translated
    def wait(self, ticket: contracts.JobTicket) -> contracts.JobTicket:
        """Poll until the job is done; void when it was another film's and failed.

        Raises:
            InvalidRequest: the vendor could not make it, and bills nothing.
            UnknownOutcome: the vendor no longer knows the job it took.

        """
        provider = meaning_of(ordered(ticket.order), self._registry).provider
        with beating() as progress:
            while True:
                pause = self._poll_every_s
                try:
                    state = provider.poll(ticket.job_id)
                except (RateLimited, Transient) as error:
                    asked = error.retry_after_s if isinstance(error, RateLimited) else None
                    pause = min(asked or 2 * pause, LONGEST_PAUSE_S)
                except InvalidRequest as error:
                    gone = UnknownOutcome(f"{provider.name} no longer knows job {ticket.job_id}: {error}")
                    return self._over(ticket, gone)
                else:
                    progress(state.progress or 0.0)
                    if state.status == "done":
                        return ticket
                    if state.status == "failed":
                        failed = f"{provider.name} could not make job {ticket.job_id}: {state.error}."
                        return self._over(ticket, InvalidRequest(failed))
                pause_for(pause, lambda: progress(0.0))

    def _over(self, ticket: contracts.JobTicket, why: LongtakeError) -> contracts.JobTicket:
        """The end of a job that nothing can be had of: another film's is asked for anew, our own has failed."""
        self._records.move(ticket.reference, ("submitted",), "failed")
        if ticket.shared:
            return ticket.model_copy(update={"state": "void"})
        raise why

    @activity.defn(name="jobs.fetch", no_thread_cancel_exception=True)
    @translated
    def fetch(self, ticket: contracts.JobTicket) -> Asset:
        """Download, verify and keep what was made; whoever asked for it pays, whoever fetches it."""
        wanted = ordered(ticket.order)
        meaning = meaning_of(wanted, self._registry)
        with beating():
            use = use_here(wanted)
            asset = self._library.find(meaning.recipe, wanted.fresh, use)
            if asset is None:
                with self._workshop.folder() as folder:
                    asset = self._workshop.keep(
                        meaning.recipe,
                        self._downloaded(ticket, meaning, folder),
                        fresh=wanted.fresh,
                        attempt=activity.info().attempt,
                        about=about(wanted),
                        use=use,
                        label=meaning.provider.label,
                    )
            self._records.move(ticket.reference, ("submitted",), "done")
            cost = 0 if ticket.shared else self._library.price(meaning.recipe)
            return asset.model_copy(update={"cost": cost, "cached": ticket.shared})

    def _downloaded(self, ticket: contracts.JobTicket, meaning: Meaning, folder: Path) -> Rendered:
        """The file of a finished job, which is what it should be; one that can never be had is nobody's any more."""
        try:
            rendered: Rendered = meaning.provider.fetch(ticket.job_id, folder)
            check_media(rendered.path)
        except LongtakeError as error:
            if not error.retryable:
                self._records.move(ticket.reference, ("submitted",), "failed")
            raise
        return rendered

    def _there(
        self, order: contracts.HostedOrder, wanted: AnyOrder, meaning: Meaning
    ) -> contracts.JobTicket | None:
        """The asset, or somebody's job for it, when there is one; None when it must be asked for."""
        found = self._library.find(meaning.recipe, wanted.fresh, use_here(wanted))
        if found is not None:
            return contracts.JobTicket(order=order, state="found", found=found)
        job = self._records.under_way(meaning.recipe.key(), wanted.fresh)
        if job is None or job.reference == order.reference:
            return None
        return self._submitted(order, job).model_copy(update={"shared": True})

    def _ask(
        self, order: contracts.HostedOrder, wanted: AnyOrder, asking: Asking, meaning: Meaning
    ) -> contracts.JobTicket:
        record = asking.ask(self._record(order, wanted, meaning, "intent"))
        if record.state == "void":
            return contracts.JobTicket(order=order, state="void")
        shared = record.reference != order.reference
        return self._submitted(order, record).model_copy(update={"shared": shared})

    def _record(
        self, order: contracts.HostedOrder, wanted: AnyOrder, meaning: Meaning, state: str
    ) -> JobRecord:
        return JobRecord.model_validate(
            {
                "reference": order.reference,
                "recipe_key": meaning.recipe.key(),
                "fresh": wanted.fresh,
                "film_id": film_here(),
                "shot_id": use_here(wanted).shot_id,
                "stage": wanted.choice.kind,
                "provider": meaning.provider.name,
                "revision": meaning.provider.revision,
                "usd": order.quote,
                "state": state,
            }
        )

    def _submitted(self, order: contracts.HostedOrder, job: JobRecord) -> contracts.JobTicket:
        return contracts.JobTicket(order=order, job_id=job.job_id, reference=job.reference)
