"""Waiting for a database or a store that went away: briefly at a command line, as long as it takes in an activity."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple, TypeVar

from models.errors import Unavailable

T = TypeVar("T")

BRIEF_S = 5.0
"""How long a command waits for what does not answer."""
SLOWEST_S = 10.0
"""The longest pause between two tries."""


class _Patience(NamedTuple):
    seconds: float
    check: Callable[[], None]


_patience: ContextVar[_Patience | None] = ContextVar("patience", default=None)


@contextmanager
def patient(check: Callable[[], None], seconds: float = math.inf) -> Iterator[None]:
    """Inside the block `patiently` waits for up to `seconds`; `check` is called while it waits and may raise."""
    token = _patience.set(_Patience(seconds, check))
    try:
        yield
    finally:
        _patience.reset(token)


def patiently(attempt: Callable[[], T]) -> T:
    """The result of `attempt`, tried again for as long as it says that something does not answer.

    Raises:
        Unavailable: patience ran out.

    """
    patience = _patience.get() or _Patience(BRIEF_S, lambda: None)
    until = time.monotonic() + patience.seconds
    pause = 0.2
    while True:
        try:
            return attempt()
        except Unavailable:
            if time.monotonic() + pause > until:
                raise
        ends = time.monotonic() + pause
        while time.monotonic() < ends:
            patience.check()
            time.sleep(0.1)
        pause = min(2 * pause, SLOWEST_S)
