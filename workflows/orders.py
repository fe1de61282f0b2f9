"""How one asset is had: rendered by an activity, or submitted to a vendor, waited for and fetched."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, TypeVar

from temporalio import exceptions, workflow
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.kinds import Kind
    from models.money.dollars import ZERO
    from models.names import spare_reference, try_reference, wait_id
    from models.orders.assets import Asset
    from models.orders.requests import AnyOrder, Order, SpeechRequest
    from models.queues import LARGE_CARDS, WAIT
    from workflows.errands import executed
    from workflows.failures import (
        JOB_FAILED,
        SpareFailed,
        failure_of,
        is_down,
        is_too_small,
        is_unavailable,
        let_cancelled,
        never_begun,
        reason_of,
        why,
    )

T = TypeVar("T")

MAKERS: dict[Kind, tuple[Callable[..., Asset], retries.Bounds]] = {
    "image": (contracts.Boards.keyframe, retries.DRAWING),
    "speech": (contracts.Sound.voice, retries.DRAWING),
    "video": (contracts.Shots.clip, retries.RENDERING),
    "music": (contracts.Sound.score, retries.RENDERING),
    "effect": (contracts.Sound.effect, retries.RENDERING),
}
"""The activity that renders each kind of thing, and what bounds it."""


class Lost(Exception):
    """Something was asked for that may be billed, and nobody knows whether the vendor took it.

    `job` says that it was a job, which only a person or a policy may ask for again; `taken` that the vendor did take it,
    and it cannot be had. `by` is the fallback that was asked, and `reference` the name that it knows, where one was.
    """

    def __init__(
        self, reason: str, *, job: bool, taken: bool = False, by: str = "", reference: str = ""
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.job = job
        self.taken = taken
        self.by = by
        self.reference = reference


async def obtain(
    order: AnyOrder,
    summary: str,
    *,
    reference: str = "",
    quote: Decimal = ZERO,
    patience: timedelta | None = None,
) -> Asset:
    """The asset of an order, from the queue its provider declares; `summary` is shown in Temporal's UI.

    `reference` is the name under which a vendor is asked, `quote` the most that it may cost; a vendor that is down is waited
    for, for `patience` or else `retries.VENDOR_PATIENCE`.

    Raises:
        ActivityError: it could not be made; `failures.billed_for` says what it costs, `failures.is_down` whether the
            vendor was asked for nothing since it is down, `failures.asked_instead` whether it was the fallback that failed.
        Lost: nobody knows whether it was made.

    """
    spare = order.choice.fallback
    if spare is None:
        return await _had(order, summary, reference, quote, patience)
    try:
        return await _had(order, summary, reference, quote, retries.SPARED_PATIENCE)
    except ActivityError as error:
        let_cancelled(error)
        if not is_unavailable(error):
            raise
        reason = reason_of(error)
    instead, spared = f"{summary}, by {spare.provider}", spare_reference(reference)
    try:
        asset = await _had(order.by(spare), instead, spared, quote, patience)
    except Lost as lost:
        asked = {"by": spare.provider, "reference": spared}
        raise Lost(lost.reason, job=lost.job, taken=lost.taken, **asked) from lost
    except ActivityError as error:
        let_cancelled(error)
        raise SpareFailed(error, spare.provider) from error.cause
    said = f"{spare.provider} made it in the place of {order.choice.provider}: {reason}"
    note = " ".join(filter(None, (asset.note, said)))
    return asset.model_copy(update={"made_by": spare.provider, "note": note})


async def _had(
    order: AnyOrder, summary: str, reference: str, quote: Decimal, patience: timedelta | None
) -> Asset:
    """The asset of an order by whoever it names."""
    if order.choice.hosted:
        return await _Job(order, summary, reference, quote, patience).done()
    if quote:
        return await _paid(lambda bounds: _rendered(order, summary, bounds))
    return await _rendered(order, summary, MAKERS[order.request.kind][1])


async def _rendered(order: AnyOrder, summary: str, bounds: retries.Bounds) -> Asset:
    """The asset by whoever serves the order's queue; what is too much for a card there goes on to a larger one."""
    make: Callable[[Any, Any], Asset] = MAKERS[order.request.kind][0]
    try:
        return await executed(make, order, task_queue=order.choice.label, summary=summary, **bounds)
    except ActivityError as error:
        if order.choice.label == LARGE_CARDS or not is_too_small(error):
            raise
        small = error
    larger: retries.Bounds = {**bounds, "schedule_to_start_timeout": retries.LARGER_CARD_WITHIN}
    try:
        return await executed(
            make, order, task_queue=LARGE_CARDS, summary=f"{summary}, on a larger card", **larger
        )
    except ActivityError as error:
        let_cancelled(error)
        if never_begun(error):
            raise small from small.cause  # its own reason, rather than that nobody came
        raise


async def converse(
    lines: tuple[Order[SpeechRequest], ...], summary: str, *, quote: Decimal
) -> tuple[Asset, ...]:
    """The voices of an exchange, line by line, of which the first has cost what all of it did; `quote` is the most that it may.

    Raises:
        ActivityError: it could not be spoken.
        Lost: nobody knows whether it was.

    """

    async def spoken(bounds: retries.Bounds) -> tuple[Asset, ...]:
        exchange = contracts.Exchange(lines=lines)
        label = lines[0].choice.label
        found = await executed(
            contracts.Sound.exchange, exchange, task_queue=label, summary=summary, **bounds
        )
        return found.voices

    return await (_paid(spoken) if quote else spoken(retries.DRAWING))


async def _paid(render: Callable[[retries.Bounds], Awaitable[T]]) -> T:
    """What is billed whenever it is asked for: tried again only when nothing was billed."""
    for attempt in range(1, retries.CALL_ATTEMPTS + 1):
        try:
            return await render(retries.PAYING)
        except ActivityError as error:
            let_cancelled(error)
            failure = failure_of(error, attempt)
            if failure.lost:
                raise Lost(failure.reason, job=False) from error
            if (
                failure.wait is None
                or failure.wait > retries.LONGEST_WAIT
                or attempt == retries.CALL_ATTEMPTS
            ):
                raise
            await workflow.sleep(failure.wait, summary="The vendor asked for time")
    raise AssertionError("the last attempt returns or raises")


class _Job:
    """One order at a vendor that takes jobs."""

    def __init__(
        self, order: AnyOrder, summary: str, reference: str, quote: Decimal, patience: timedelta | None
    ) -> None:
        self._order = order
        self._summary = summary
        self._reference = reference
        self._quote = quote
        self._queue = order.choice.label
        self._failure: ActivityError | None = None
        self._tries = 0
        self._deaths = 0
        self._waits = 0
        self._patient_until = workflow.now() + (retries.VENDOR_PATIENCE if patience is None else patience)

    async def done(self) -> Asset:
        """Submit, wait, fetch; what the vendor certainly did not take is submitted again."""
        while self._tries < retries.JOB_TRIES and self._deaths < retries.JOB_DEATHS:
            reference = try_reference(self._reference, self._tries + self._deaths + self._waits + 1)
            patience_s = max(0.0, (self._patient_until - workflow.now()).total_seconds())
            job = contracts.Job(
                order=self._order, reference=reference, quote=self._quote, patience_s=patience_s
            )
            try:
                ticket = await self._submit(job)
                self._tries += 1
            except ActivityError as error:
                let_cancelled(error)
                ticket = await self._after(error, job)
            if ticket.state == "unknown":
                raise Lost(f"Nobody knows whether {job.reference} was accepted.", job=True)
            if ticket.found is not None:
                return ticket.found
            if ticket.state == "submitted":
                ticket = await self._wait(ticket)
            if ticket.state == "submitted":
                return await self._fetch(ticket)
        if self._failure is not None:
            raise self._failure
        raise Lost(
            f"{self._order.choice.provider} did not take the job in {retries.JOB_TRIES} tries.", job=True
        )

    async def _submit(self, job: contracts.Job) -> contracts.JobTicket:
        return await executed(
            contracts.Jobs.submit,
            job,
            task_queue=self._queue,
            summary=f"{self._summary}: submit",
            **retries.SUBMITTING,
        )

    async def _wait(self, ticket: contracts.JobTicket) -> contracts.JobTicket:
        try:
            return await executed(
                contracts.Jobs.wait,
                ticket,
                task_queue=WAIT,
                summary=f"{self._summary}: wait",
                activity_id=wait_id(ticket.job.reference),
                **retries.WAITING,
            )
        except ActivityError as error:
            failed = isinstance(error.cause, ApplicationError) and error.cause.type in JOB_FAILED
            if is_cancelled_exception(error) or failed:
                raise
            raise Lost(reason_of(error), job=True, taken=True) from error

    async def _fetch(self, ticket: contracts.JobTicket) -> Asset:
        try:
            return await executed(
                contracts.Jobs.fetch,
                ticket,
                task_queue=self._queue,
                summary=f"{self._summary}: fetch",
                **retries.FETCHING,
            )
        except ActivityError as error:
            raise Lost(f"It was made and cannot be had: {why(error)}", job=True, taken=True) from error

    async def _after(self, error: ActivityError, job: contracts.Job) -> contracts.JobTicket:
        """What a submit that failed amounts to; a vendor that is busy is given time, one that is down as long as it takes.

        Raises:
            ActivityError: the vendor refused.

        """
        self._failure, died = error, isinstance(error.cause, exceptions.TimeoutError)
        if is_down(error) and workflow.now() < self._patient_until:
            self._waits += 1  # the next submit waits until somebody may ask
            return contracts.JobTicket(job=job, state="void")
        self._deaths, self._tries = self._deaths + died, self._tries + (not died)
        failure = failure_of(error, self._tries)
        if (
            failure.wait
            and failure.wait <= retries.LONGEST_WAIT
            and not failure.lost
            and self._tries < retries.JOB_TRIES
        ):
            await workflow.sleep(failure.wait, summary="The vendor asked for time")
            return contracts.JobTicket(job=job, state="void")
        if not failure.lost and not died:
            raise error
        try:
            return await executed(
                contracts.Jobs.reconcile,
                job,
                task_queue=self._queue,
                summary=f"{self._summary}: was it accepted?",
                **retries.RECONCILING,
            )
        except ActivityError as again:
            raise Lost(why(again), job=True) from again
