"""Heartbeats for work that runs in a thread: sent beside it, so that a long call cannot hold them up."""

import contextvars
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from temporalio import activity
from temporalio.exceptions import ApplicationError, CancelledError

from infra.patience import patient

EVERY_S = 1.0


@contextmanager
def beating() -> Iterator[Callable[[float], None]]:
    """Heartbeat every second while the block runs; gives a `progress(share)` to call from inside the work.

    `progress` raises when the activity was cancelled or the worker is stopping, so that the work stops there.
    A store or a database that went away is waited for, until then.
    """
    stop = threading.Event()
    share = [0.0]

    def beat() -> None:
        while not stop.wait(EVERY_S):
            activity.heartbeat(round(share[0], 3))

    def check() -> None:
        if activity.is_worker_shutdown():
            raise ApplicationError(
                "The worker is stopping; the work goes on elsewhere.", type="WorkerStopping"
            )
        if activity.is_cancelled():
            raise CancelledError("the work was cancelled")

    def progress(done: float) -> None:
        share[0] = done
        check()

    activity.heartbeat(0.0)
    thread = threading.Thread(
        target=contextvars.copy_context().run, args=(beat,), daemon=True, name="heartbeat"
    )
    thread.start()
    try:
        with patient(check):
            yield progress
    finally:
        stop.set()
        thread.join()
