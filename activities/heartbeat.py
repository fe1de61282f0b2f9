"""Heartbeats for work that runs in a thread: sent beside it, so that a long call cannot hold them up."""

import contextvars
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from temporalio import activity
from temporalio.exceptions import CancelledError

from infra.patience import patient
from models.base import Frozen
from models.errors import CorruptAsset, StorageError, UnknownOutcome, WorkerStopping

OFTEN_S = 1.0
"""Seconds between two beats of work whose worker is soon taken for dead."""
SELDOM_S = 5.0
"""The longest time between two beats; on a cluster a cancellation comes with the next one."""
BEATS = 5
"""How many beats may be lost before the worker is taken for dead."""


class Beats:
    """The heartbeats of a piece of work: called with the share that is done, they say whether it goes on."""

    def __init__(self) -> None:
        self.share = 0.0
        self.standing: Frozen | None = None
        """What people are told of work that waits for a vendor."""
        self._billed = False

    def __call__(self, done: float) -> None:
        """Note how far the work is.

        Raises:
            CancelledError: it was cancelled.
            WorkerStopping: its worker stops, and the grace is over.

        """
        self.share = done
        self.check()

    def check(self) -> None:
        """See that the work goes on; as a call."""
        if not activity.is_cancelled():
            return
        details = activity.cancellation_details()
        if details is None or not details.worker_shutdown:
            raise CancelledError("the work was cancelled")
        if not self._billed:
            raise WorkerStopping("The worker stopped before the work was done: it is done by another one.")

    def billed(self) -> None:
        """From here on a stop cuts nothing short: what is being asked for may be billed, and its answer is wanted."""
        self._billed = True

    @contextmanager
    def keeping(self, who: str) -> Iterator[None]:
        """Inside, what `who` was asked for and may bill is not called free because it cannot be kept.

        Raises:
            UnknownOutcome: the disk or the database says no, after somebody was asked.

        """
        try:
            yield
        except StorageError as error:
            # What is made from is looked at before anybody is asked: where it is gone since, whose it was matters more.
            if not self._billed or isinstance(error, CorruptAsset):
                raise
            raise UnknownOutcome(
                f"What {who} made cannot be kept, and may have been billed: {error}"
            ) from error


@contextmanager
def beating() -> Iterator[Beats]:
    """Heartbeat while the block runs; gives what is to be called from inside the work, so that it can be stopped.

    A store or a database that went away is waited for, until the work is cancelled or its worker stops.
    """
    stop, beats = threading.Event(), Beats()

    def beat() -> None:
        while not stop.wait(_every_s()):
            activity.heartbeat(round(beats.share, 3), *([beats.standing] if beats.standing else ()))

    activity.heartbeat(0.0)
    thread = threading.Thread(
        target=contextvars.copy_context().run, args=(beat,), daemon=True, name="heartbeat"
    )
    thread.start()
    try:
        with patient(beats.check):
            yield beats
    finally:
        stop.set()
        thread.join()


def _every_s() -> float:
    timeout = activity.info().heartbeat_timeout
    return min(SELDOM_S, max(OFTEN_S, timeout.total_seconds() / BEATS)) if timeout else OFTEN_S
