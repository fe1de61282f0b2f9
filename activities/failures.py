"""The one place where our errors become Temporal's."""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, TypeVar

from temporalio.exceptions import ApplicationError

from infra.memory import out_of_memory
from models.errors import LongtakeError, RateLimited, WorkerStopping

P = ParamSpec("P")
R = TypeVar("R")


def application_error(error: LongtakeError) -> ApplicationError:
    """The same sentence, with the error's class as its type, retried only when the class says so.

    What a stopping worker cut short is not retried by the server, which would count it among the failures:
    the workflow asks again.
    """
    again = error.retryable and not isinstance(error, WorkerStopping)
    delay = error.retry_after_s if isinstance(error, RateLimited) else None
    return ApplicationError(
        str(error),
        type=type(error).__name__,
        non_retryable=not again,
        next_retry_delay=timedelta(seconds=delay) if delay else None,
    )


def translated(method: Callable[P, R]) -> Callable[P, R]:
    """Decorates an activity: an error of our tree leaves it as Temporal's."""

    @functools.wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except LongtakeError as error:
            raise application_error(error) from error
        except MemoryError as error:
            raise application_error(out_of_memory("The work")) from error

    return call
