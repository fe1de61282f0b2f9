"""The one place where our errors become Temporal's."""

import functools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import ParamSpec, TypeVar

from temporalio.exceptions import ApplicationError

from models.errors import CorruptAsset, LongtakeError, RateLimited

P = ParamSpec("P")
R = TypeVar("R")


def application_error(error: LongtakeError) -> ApplicationError:
    """The same sentence, with the error's class as its type, retried only when the class says so.

    Of stored bytes that are lost, their sha256 goes with it: the workflow knows whose they were.
    """
    delay = error.retry_after_s if isinstance(error, RateLimited) else None
    lost = (error.sha256,) if isinstance(error, CorruptAsset) and error.sha256 else ()
    return ApplicationError(
        str(error),
        *lost,
        type=type(error).__name__,
        non_retryable=not error.retryable,
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

    return call


@contextmanager
def named(owners: Mapping[str, str]) -> Iterator[None]:
    """Tell what was lost by whose it is: `owners` has that by sha256, such as "the voice of shot_003"."""
    try:
        yield
    except CorruptAsset as error:
        if owner := owners.get(error.sha256):
            raise CorruptAsset(f"{owner[0].upper()}{owner[1:]} is lost: {error}", error.sha256) from error
        raise
