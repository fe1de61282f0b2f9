"""Calls of vendors: whoever waits for a job is told at once that its vendor called; one look a second serves a process."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from activities.jobs.records import JobRecords

LOOK_S = 1.0
"""How often the records of all jobs that are waited for are looked at."""
LOOKED_AFTER_S = 300.0
"""How often it is written down that somebody waits for a job still."""

Wait = Callable[[float, Callable[[], None]], None]
"""Waits for so many seconds at most; what it is given is called every second, and may raise."""


class Calls:
    """What the vendors of the jobs that are waited for here told by themselves."""

    def __init__(self, records: JobRecords) -> None:
        self._records = records
        self._waiting: dict[str, threading.Event] = {}
        self._looking = threading.Lock()
        self._looked_at = float("-inf")

    @contextmanager
    def waiting(self, reference: str, *, told: bool) -> Iterator[Wait]:
        """Gives what waits between two looks at a job: not longer than until its vendor calls, where it does (`told`).

        Meanwhile the job counts as looked after, so that it takes a place of its account's.
        """
        looked_after_at, heard = float("-inf"), not told

        def wait(seconds: float, check: Callable[[], None]) -> None:
            nonlocal looked_after_at, heard
            if time.monotonic() - looked_after_at >= LOOKED_AFTER_S:
                self._records.look_after(reference)
                looked_after_at = time.monotonic()
            if heard:
                pause_for(seconds, check)
            else:
                heard = self._called(reference, seconds, check)

        try:
            yield wait
        finally:
            self._waiting.pop(reference, None)

    def _called(self, reference: str, seconds: float, check: Callable[[], None]) -> bool:
        """Whether the vendor called about the job within so many seconds.

        A call ends one wait: what it told is read then, and what it did not tell is asked for as ever.
        """
        event = self._waiting.setdefault(reference, threading.Event())
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if event.wait(min(left, LOOK_S)):
                return True
            check()
            self._look()
        return False

    def _look(self) -> None:
        """Wake those whose vendor called; of all threads that come within a second, one looks."""
        with self._looking:
            if time.monotonic() - self._looked_at < LOOK_S / 2:
                return
            self._looked_at = time.monotonic()
            waiting = dict(self._waiting)
            for reference in self._records.called(waiting):
                waiting[reference].set()


def pause_for(seconds: float, check: Callable[[], None]) -> None:
    """Sleep, and call `check` at least every second."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 1.0))
        check()
