"""The rounds of whoever looks after an account's jobs: those that are due are looked at, and Temporal is told of all now and then."""

import logging
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Lock

from activities.jobs.breakers import Admitted, Shut
from activities.jobs.waits.looks import Looks, shut_out
from activities.jobs.waits.rows import EXPECTED_S, Wait
from infra.patience import patient
from models.errors import LongtakeError, RateLimited, Transient
from providers.vendors.accounts import Account

ROUND_S = 0.5
"""The longest time between two rounds: so soon a job is looked at whose vendor called."""
LOOKERS = 8
"""How many jobs of an account are looked at at the same time."""
MOST_IN_HAND = 32
"""How many are at most being looked at, or are next."""
MOST_DUE = 1000
"""How many jobs that are due one round knows of."""
OVERSEEN_FROM = 3
"""So many jobs that are due are asked for together, where the vendor can say of many at once where they are."""
NOT_OVERSEEN_S = 600.0
"""How long each job is asked for by itself after a vendor could not say so."""
BEAT_S = 5.0
"""The shortest time between two beats of an activity that waits: so soon it is noticed that one was cancelled."""
BEATS_PER_S = 30.0
"""How many beats a second there are, however many wait."""
LOOKED_AFTER_S = 60.0
"""How often it is written down that jobs are looked after still."""

_log = logging.getLogger("longtake.jobs")


class Rate:
    """So many a second on average; any number where that is None."""

    def __init__(self, per_second: float | None) -> None:
        self._per_second = per_second
        self._left = max(1.0, per_second or 0.0)
        self._at = time.monotonic()

    def take(self, most: int) -> int:
        """How many of `most` may be done now."""
        if self._per_second is None:
            return most
        now = time.monotonic()
        self._left = min(max(1.0, self._per_second), self._left + (now - self._at) * self._per_second)
        self._at = now
        taken = min(most, int(self._left))
        self._left -= taken
        return taken


class Rounds:
    """The rounds over one account's jobs, by whoever is the one that makes them."""

    def __init__(self, account: Account, looks: Looks, check: Callable[[], None]) -> None:
        self._account = account
        self._looks = looks
        self._waits = looks.waits
        self._check = check
        self._woken = Event()
        self._in_hand: dict[str, Future[None]] = {}
        self._left = 0
        self._lock = Lock()
        self._rate = Rate(account.per_second)
        self._beats = Rate(BEATS_PER_S)
        self._shut: Shut | None = None
        self._overseen_from = float("-inf")

    def wake(self) -> None:
        """Somebody waits anew."""
        self._woken.set()

    def run(self, ours: Callable[[], bool]) -> None:
        """Go round until nobody waits any more, or it is not `ours` to do.

        Raises:
            BaseException: as `check`.

        """
        looked_after_at = float("-inf")
        with _lookers(self._account) as lookers:
            while (waiting := self._waits.count(self._account.name)) and ours():
                if time.monotonic() - looked_after_at >= LOOKED_AFTER_S:
                    self._waits.look_after(self._account.name)
                    looked_after_at = time.monotonic()
                self._look(lookers)
                self._tell(waiting)
                self._woken.wait(ROUND_S)
                self._woken.clear()
                self._check()

    def _look(self, lookers: ThreadPoolExecutor) -> None:
        self._in_hand = {job: look for job, look in self._in_hand.items() if not look.done()}
        due = [
            wait for wait in self._waits.due(self._account.name, MOST_DUE) if wait.job_id not in self._in_hand
        ]
        jobs = list({wait.job_id: wait for wait in due}.values())
        allowed = self._rate.take(min(MOST_IN_HAND - len(self._in_hand), len(jobs)))
        if not allowed:
            return
        admitted = self._looks.breakers.ask(self._account, "look")
        self._shut = admitted if isinstance(admitted, Shut) else None
        if isinstance(admitted, Shut):
            return
        if admitted.knocks:
            allowed = 1
        elif len(jobs) >= OVERSEEN_FROM and time.monotonic() >= self._overseen_from:
            on_their_way = self._overseen(due, admitted)
            jobs = [job for job in jobs if job.job_id not in on_their_way]
        for job in jobs[:allowed]:
            with self._lock:
                self._left += 1
            self._in_hand[job.job_id] = lookers.submit(self._looked, job, admitted)

    def _overseen(self, due: list[Wait], admitted: Admitted) -> set[str]:
        """The ids of those jobs of which their vendor said that they are on their way; of all when it wants to be left alone."""
        every_s = self._looks.overseen_every_s(due[0])
        if every_s is None:
            return set()
        self._overseen_from = time.monotonic() + every_s  # until then what it did not name is looked at
        try:
            return self._looks.overseen(due, admitted)
        except (RateLimited, Transient) as error:
            _log.info("%s does not say now where its jobs are: %s", self._account.shown, error)
            return {wait.job_id for wait in due}
        except LongtakeError as error:
            _log.warning("%s does not say of all jobs where they are: %s", self._account.shown, error)
            self._overseen_from = time.monotonic() + NOT_OVERSEEN_S
            return set()

    def _looked(self, job: Wait, admitted: Admitted) -> None:
        try:
            with patient(self._check):
                self._looks.at(job, admitted)
        except Exception:  # noqa: BLE001 - it is written down, and the job is looked at again
            _log.exception("A look at %s came to nothing.", job.reference)
        finally:
            with self._lock:
                self._left -= 1
                if not self._left:
                    self._woken.set()

    def _tell(self, waiting: int) -> None:
        """Beat for those that were silent for long, and let go of those that do not wait any more."""
        silent = self._waits.silent(self._account.name, self._beats.take(int(BEATS_PER_S)))
        shut = self._shut
        told = [
            wait.model_copy(update={"standing": shut_out(wait.standing, shut.why, shut.until)})
            if shut
            else wait
            for wait in silent
        ]
        again, later = [], []
        for wait, heard in zip(silent, self._looks.handles.beat(told) if told else (), strict=True):
            if heard == "over":
                self._waits.drop(wait)
            elif heard != "gone":
                again.append(wait)
            elif not self._looks.drop_unless_expected(wait):
                later.append(wait)
        self._waits.told(again, max(BEAT_S, waiting / BEATS_PER_S))
        self._waits.told(later, EXPECTED_S)


@contextmanager
def _lookers(account: Account) -> Iterator[ThreadPoolExecutor]:
    """Threads that look at jobs; whoever ends the block does not wait for them."""
    lookers = ThreadPoolExecutor(LOOKERS, f"look-{account.shown}")
    try:
        yield lookers
    finally:
        lookers.shutdown(wait=False, cancel_futures=True)
