"""Keeps encoders from taking the machine for themselves."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_TASKS = Path("/proc/self/task")


@contextmanager
def ordinary_priority() -> Iterator[None]:
    """Threads that take real-time priority inside the block give it back at its end; for Linux alone.

    SVT-AV1, run as root, puts the thread that opens it and all of its own under SCHED_FIFO at the highest
    priority: whatever is started from there inherits it, and nothing else on the machine gets a turn.
    """
    before = _in_real_time()
    try:
        yield
    finally:
        for thread in _in_real_time() - before:
            with suppress(OSError):  # it has ended
                os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))


def _in_real_time() -> set[int]:
    found = set()
    if hasattr(os, "sched_getscheduler") and _TASKS.is_dir():
        for task in _TASKS.iterdir():
            with suppress(OSError):
                if os.sched_getscheduler(int(task.name)) in (os.SCHED_FIFO, os.SCHED_RR):
                    found.add(int(task.name))
    return found
