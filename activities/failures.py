"""The one place where our errors become Temporal's."""

import functools
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import ParamSpec, TypeVar

from temporalio.exceptions import ApplicationError

from infra.memory import out_of_memory
from models.errors import (
    BadInput,
    CorruptAsset,
    LongtakeError,
    Moderated,
    ProviderError,
    RateLimited,
    Transient,
    WorkerStopping,
)

P = ParamSpec("P")
R = TypeVar("R")


def application_error(error: LongtakeError) -> ApplicationError:
    """The same sentence, with the error's class as its type, retried only when the class says so.

    What a stopping worker cut short is not retried by the server, which would count it among the failures:
    the workflow asks again. Of stored bytes that are lost, their sha256 goes with it: the workflow knows whose they were;
    and of a failure that is billed, the dollars; of content that was refused, what of it, where that is known.
    """
    again = error.retryable and not isinstance(error, WorkerStopping)
    delay = error.retry_after_s if isinstance(error, RateLimited | Transient) else None
    told: tuple[str, ...] = (error.sha256,) if isinstance(error, CorruptAsset) and error.sha256 else ()
    if isinstance(error, ProviderError) and error.billed:
        told = (format(error.billed, "f"),)
    if isinstance(error, Moderated) and error.of != "input":
        told = (format(error.billed, "f"), error.of)
    return ApplicationError(
        str(error),
        *told,
        type=type(error).__name__,
        non_retryable=not again,
        next_retry_delay=timedelta(seconds=delay) if delay else None,
    )


def translated(method: Callable[P, R]) -> Callable[P, R]:
    """Decorates an activity: an error of our tree leaves it as Temporal's, and so does an input that is not there."""
    signature = inspect.signature(method)

    @functools.wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            _check_input(signature, args, kwargs)
            return method(*args, **kwargs)
        except LongtakeError as error:
            raise application_error(error) from error
        except MemoryError as error:
            raise application_error(out_of_memory("The work")) from error

    return call


def _check_input(signature: inspect.Signature, args: Sequence[object], kwargs: Mapping[str, object]) -> None:
    """See that an activity has its input: one that somebody started by hand may have none, or another.

    Raises:
        BadInput: it has not; it would never have it, however often it is tried.

    """
    try:
        given = signature.bind(*args, **kwargs).arguments.values()
    except TypeError as error:
        raise BadInput(f"The activity was not started with the input that it needs: {error}.") from error
    if any(value is None for value in given):
        raise BadInput("The activity was started with nothing for an input.")


@contextmanager
def named(owners: Mapping[str, str]) -> Iterator[None]:
    """Tell what was lost by whose it is: `owners` has that by sha256, such as "the voice of shot_003"."""
    try:
        yield
    except CorruptAsset as error:
        if owner := owners.get(error.sha256):
            raise CorruptAsset(f"{owner[0].upper()}{owner[1:]} is lost: {error}", error.sha256) from error
        raise
