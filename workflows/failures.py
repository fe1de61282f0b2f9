"""Why something failed, in the one sentence its activity gave."""

from temporalio import exceptions
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    ChildWorkflowError,
    TimeoutType,
    is_cancelled_exception,
)


def let_cancelled(error: ActivityError | ChildWorkflowError) -> None:
    """Raise `error` again when the work was cancelled: a cancellation is never taken for a failure."""
    if is_cancelled_exception(error):
        raise error


def why(error: ActivityError | ChildWorkflowError) -> str:
    """Why work failed, in one sentence.

    Raises:
        ActivityError, ChildWorkflowError: it did not fail, it was cancelled.

    """
    let_cancelled(error)
    return reason_of(error)


def reason_of(error: BaseException) -> str:
    """The innermost sentence of a failed activity or child workflow."""
    cause: BaseException = error
    while isinstance(cause, ActivityError | ChildWorkflowError) and cause.__cause__ is not None:
        cause = cause.__cause__
    if isinstance(cause, exceptions.TimeoutError):
        if cause.type == TimeoutType.HEARTBEAT:
            return "the worker that was making it died, more often than it may be tried again"
        return "it took longer than it may"
    if isinstance(cause, ApplicationError):
        return cause.message
    return str(cause) or type(cause).__name__
