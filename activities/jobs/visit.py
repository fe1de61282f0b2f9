"""One job's way to its vendor: it waits for a place and at doors that are shut, says so in its heartbeats, and can be stopped."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from activities.asset_work import scheduled_here, work_on
from activities.contracts.jobs import AtVendor
from activities.heartbeat import Beats
from activities.jobs.breakers import Admitted, Breakers, Door, Shut
from activities.jobs.doors import Caller
from activities.jobs.records import JobRecords
from activities.jobs.waits.rows import Waits
from library.assets import Library
from models.errors import GaveWay, VendorDown
from models.kinds import Kind
from models.money.steps import Spending
from models.orders.requests import ImageRequest, Order
from providers.vendors.accounts import Account

T = TypeVar("T")

LOOK_S = 1.0
"""How often one that waits looks whether it may go on."""
GIVES_WAY_S = 20.0
"""How long one may wait while others fill half of its worker's slots so; then it leaves its slot to work that can go on."""

WHAT: dict[Kind, Spending] = {
    "image": "keyframe",
    "video": "clip",
    "speech": "voice",
    "music": "score",
    "lips": "lips",
    "effect": "effect",
}
"""What an order's request makes, in the ledger's words."""


def standing_of(order: Order[Any], account: Account) -> AtVendor:
    """What people are told of the running activity's work on an order; since when it was asked for, however often begun."""
    request, use = order.request, work_on(order).use
    sheet = isinstance(request, ImageRequest) and request.sheet
    return AtVendor(
        vendor=account.shown,
        shot_id=use.shot_id if use else "",
        what="sheet" if sheet else WHAT[request.kind],
        since=scheduled_here(),
    )


class Ground:
    """What all jobs of a process share; `slots` is how many of a queue's activities run here at once."""

    def __init__(self, library: Library, slots: int) -> None:
        self.records = JobRecords(library.database)
        self.breakers = Breakers(library.database)
        self.waits = Waits(library.database)
        self._places: dict[str, tuple[float, int]] = {}
        self._most_waiting = max(1, slots // 2)
        self._waiting: Counter[str] = Counter()
        self._lock = threading.Lock()

    def places(self, account: Account) -> int:
        """How many more jobs an account may have under way, as it was read within the last second."""
        with self._lock:
            read_at, free = self._places.get(account.name, (float("-inf"), 0))
            if time.monotonic() - read_at >= LOOK_S:
                free = self.records.places(account)
                self._places[account.name] = time.monotonic(), free
            return free

    @contextmanager
    def waiting(self, account: Account) -> Iterator[None]:
        """The block holds a slot for work that only waits."""
        with self._lock:
            self._waiting[account.name] += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting[account.name] -= 1

    def crowded(self, account: Account) -> bool:
        """Whether so many wait here that those whose jobs are under way may find no slot."""
        return self._waiting[account.name] > self._most_waiting


class Visit:
    """One job's dealings with its vendor: `job` is its reference, `standing` what people are told of it."""

    def __init__(self, ground: Ground, account: Account, beats: Beats, standing: AtVendor, job: str) -> None:
        self._ground = ground
        self._account = account
        self._beats = beats
        self._standing = standing
        self._job = job
        self._caller = Caller(ground.breakers, account, job)

    @property
    def check(self) -> Callable[[], None]:
        """See that the work goes on."""
        return self._beats.check

    def says(self, doing: str, position: int | None = None, until: datetime | None = None) -> None:
        """What people are told from now on."""
        now = {"doing": doing, "position": position, "until": until}
        self._beats.standing = self._standing.model_copy(update=now)

    def begun(self, patience_s: float) -> Admitted | None:
        """The job is about to be asked for: it has a place and may ask; None where it is no intent any more.

        Raises:
            VendorDown: nobody may ask for `patience_s` seconds; nothing was sent.
            GaveWay: it waits, and its slot is needed.

        """
        ground, account, began = self._ground, self._account, time.monotonic()
        with ground.waiting(account):
            while True:
                waited = time.monotonic() - began
                if ground.places(account) <= 0:
                    self.says(f"waits for a place, with {account.most} under way")
                elif isinstance(found := ground.breakers.ask(account, "submit"), Shut):
                    self._told_shut(found)
                    if waited >= patience_s:
                        raise VendorDown(f"{account.shown} is out of order{_for(patience_s)}: {found.why}")
                else:
                    outcome = ground.records.send(self._job, account)
                    if outcome == "sent":
                        self.says("asked for it")
                        return found
                    ground.breakers.unanswered(account, "submit", found)
                    if outcome == "gone":
                        return None
                if waited >= GIVES_WAY_S and ground.crowded(account):
                    raise GaveWay(
                        "Others' jobs are under way and need the slot: this one is asked for after them."
                    )
                pause_for(LOOK_S, self.check)

    def through(self, door: Door, call: Callable[[], T]) -> T:
        """What the vendor answers, once somebody may ask it.

        Raises:
            LongtakeError: as `call`.

        """
        while isinstance(found := self._ground.breakers.ask(self._account, door), Shut):
            self._told_shut(found)
            pause_for(min(LOOK_S, found.for_s), self.check)
        return self.asked(door, found, call)

    def asked(self, door: Door, admitted: Admitted, call: Callable[[], T]) -> T:
        """What the vendor answers; whoever asks it next goes by what came of this.

        Raises:
            VendorDown: it certainly did not take the job, and nobody asks it for now.
            LongtakeError: as `call`.

        """
        return self._caller.asked(door, admitted, call)

    def _told_shut(self, found: Shut) -> None:
        self.says(f"out of order: {found.why.rstrip('.')}", until=found.until)


def pause_for(seconds: float, check: Callable[[], None]) -> None:
    """Sleep, and call `check` at least every second."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 1.0))
        check()


def _for(waited_s: float) -> str:
    """How long it was waited for, as far as that is worth saying."""
    minutes, seconds = round(waited_s / 60), round(waited_s)
    return f", after {minutes} min" if minutes else f", after {seconds} s" if seconds else ""
