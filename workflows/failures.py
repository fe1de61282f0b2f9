"""Why something failed, in the one sentence its activity gave, and what a failed call amounts to."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple, TypeVar

from temporalio import exceptions, workflow
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    ChildWorkflowError,
    TimeoutType,
    WorkflowAlreadyStartedError,
    is_cancelled_exception,
)

with workflow.unsafe.imports_passed_through():
    from pydantic import BaseModel

    from activities import retries
    from models.errors import BadInput, CardTooSmall, Moderated
    from models.inputs import read_input
    from models.money.dollars import ZERO
    from models.shots.refusals import WHATS, Refusal

M = TypeVar("M", bound=BaseModel)

VENDOR_DOWN = "VendorDown"
"""The type of a failure that says that nobody asks a vendor for now, and that nothing was sent."""

FREE = frozenset(
    {
        *("RateLimited", "Transient", "Unauthorised", "MissingKeys", "PaymentRequired"),
        *("InvalidRequest", "Moderated"),
        *("BadInput", "UnknownName", "MissingExtra", "StorageError", "DiskFull", "CorruptAsset"),
        *("WorkerStopping", "GaveWay", "OtherPair", VENDOR_DOWN),
    }
)
"""Failures that prove nothing was billed: what fails once somebody was asked is none of a disk's (`Beats.keeping`). After any other, the reply counts as lost and is booked at its quote."""


UNAVAILABLE = frozenset({"Transient", "RateLimited", "Unauthorised", "MissingKeys", "PaymentRequired"})
"""Failures that are a vendor's or its account's, and not of what was asked."""

JOB_FAILED = frozenset({"InvalidRequest", "Moderated"})
"""How a vendor says that it could not make what it took; what it bills for that goes with it."""


class SpareFailed(ActivityError):
    """What a fallback could not make, or refused, in the place of a vendor that is down; `by` is the fallback's provider."""

    def __init__(self, error: ActivityError, by: str) -> None:
        super().__init__(
            error.message,
            scheduled_event_id=error.scheduled_event_id,
            started_event_id=error.started_event_id,
            identity=error.identity,
            activity_type=error.activity_type,
            activity_id=error.activity_id,
            retry_state=error.retry_state,
        )
        self.by = by


class CallFailure(NamedTuple):
    """What a call that failed was: the error's type, why, whether its reply counts as lost, when to ask again."""

    kind: str
    reason: str
    lost: bool
    wait: timedelta | None


def started_with(given: Sequence[object], model: type[M], what: str) -> M:
    """The one input of a workflow, as `read_input`.

    Raises:
        ApplicationError: it cannot be used; it ends the workflow, which could never do anything else.

    """
    try:
        return read_input(given, model, what)
    except BadInput as error:
        raise ApplicationError(str(error), type="BadInput", non_retryable=True) from error


def let_cancelled(error: ActivityError | ChildWorkflowError) -> None:
    """Raise `error` again when the work was cancelled: a cancellation is never taken for a failure."""
    if is_cancelled_exception(error):
        raise error


def was_cancelled(error: BaseException) -> bool:
    """Whether work ended because the whole workflow was cancelled, rather than it alone by hand."""
    cancelled = isinstance(error, asyncio.CancelledError) or is_cancelled_exception(error)
    return cancelled and workflow.cancellation_reason() is not None


def why(error: ActivityError | ChildWorkflowError) -> str:
    """Why work failed, in one sentence.

    Raises:
        ActivityError, ChildWorkflowError: it did not fail, it was cancelled.

    """
    let_cancelled(error)
    return reason_of(error)


def is_too_small(error: ActivityError) -> bool:
    """Whether work was too much for the card that it was on."""
    cause = error.cause
    return isinstance(cause, ApplicationError) and cause.type == CardTooSmall.__name__


def never_begun(error: ActivityError) -> bool:
    """Whether nobody began work in the time that it may wait."""
    cause = error.cause
    return isinstance(cause, exceptions.TimeoutError) and cause.type == TimeoutType.SCHEDULE_TO_START


def is_down(error: BaseException) -> bool:
    """Whether it says that a vendor is down: it was asked for nothing, and another may be asked instead."""
    cause = error.cause if isinstance(error, ActivityError) else None
    return isinstance(cause, ApplicationError) and cause.type == VENDOR_DOWN


def is_unavailable(error: ActivityError) -> bool:
    """Whether nothing is to be had of a vendor, whatever it is asked for, and nothing was billed: another may be asked instead."""
    cause = error.cause
    kind = cause.type if isinstance(cause, ApplicationError) else None
    return is_down(error) or kind in UNAVAILABLE


def lost_file(error: ActivityError | ChildWorkflowError) -> str:
    """The sha256 of the stored file over whose loss work failed; empty when it failed over something else."""
    cause = error.cause
    if isinstance(cause, ApplicationError) and cause.type == "CorruptAsset" and cause.details:
        return str(cause.details[0])
    return ""


def billed_for(error: ActivityError) -> Decimal:
    """The dollars that a vendor bills for work that failed, where it bills any."""
    cause = error.cause
    if not isinstance(cause, ApplicationError) or cause.type not in JOB_FAILED or not cause.details:
        return ZERO
    return Decimal(str(cause.details[0]))


def asked_instead(error: BaseException) -> str:
    """The fallback that failed in the place of whoever was to make it; empty where that one failed itself."""
    return error.by if isinstance(error, SpareFailed) else ""


def refusal_of(error: ActivityError) -> Refusal | None:
    """What was refused, where content was; None where it failed otherwise."""
    cause = error.cause
    if not isinstance(cause, ApplicationError) or cause.type != Moderated.__name__:
        return None
    of = str(cause.details[1]) if len(cause.details) > 1 else "input"
    found = {"of": of if of in WHATS else "input", "said": reason_of(error), "by": asked_instead(error)}
    return Refusal.model_validate(found)


def reason_of(error: BaseException) -> str:
    """The innermost sentence of a failed activity or child workflow."""
    cause: BaseException = error
    while isinstance(cause, ActivityError | ChildWorkflowError) and cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, exceptions.TimeoutError):
        if cause.type == TimeoutType.HEARTBEAT:
            return "the worker that was making it died, more often than it may be tried again"
        return "it took longer than it may"
    if isinstance(cause, WorkflowAlreadyStartedError):
        return (
            f"The workflow id {cause.workflow_id!r} is taken by another workflow: terminate that one, then make "
            "the film again."
        )
    if isinstance(cause, asyncio.CancelledError | exceptions.CancelledError):
        return "A part of the work was cancelled by hand."
    if isinstance(cause, exceptions.TerminatedError):
        return "A part of the work was terminated by hand."
    if isinstance(cause, ApplicationError):
        return cause.message
    return str(cause) or type(cause).__name__


def failure_of(error: ActivityError, attempt: int) -> CallFailure:
    """What a failed call was; `wait` is None when the same model is not asked again."""
    cause, reason = error.cause, reason_of(error)
    if isinstance(cause, exceptions.TimeoutError):
        return CallFailure("Lost", reason, lost=True, wait=timedelta())
    kind = (cause.type if isinstance(cause, ApplicationError) else None) or "Lost"
    if kind in ("RateLimited", "Transient"):
        asked = cause.next_retry_delay if isinstance(cause, ApplicationError) else None
        return CallFailure(kind, reason, lost=False, wait=asked or retries.BUSY_WAIT * 2 ** (attempt - 1))
    if kind in FREE:
        return CallFailure(kind, reason, lost=False, wait=None)
    return CallFailure(kind, reason, lost=True, wait=timedelta() if kind == "UnknownOutcome" else None)
