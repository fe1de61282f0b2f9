"""The look-out of a worker process: of all processes one looks after an account's jobs, and another when that one dies."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from threading import Event, Thread

from activities.jobs.waits.handles import Handles
from activities.jobs.waits.looks import Looks
from activities.jobs.waits.rounds import Rounds
from activities.jobs.waits.rows import Waits
from infra.patience import patient
from library.assets import Library
from models.errors import LongtakeError
from providers.registry import Registry
from providers.vendors.accounts import Account, account_of

WATCH_S = 2.0
"""How often it is looked whether anybody waits whom no thread of this process knows of."""
AT_MOST_EVERY_S = 0.02
ENDS_WITHIN_S = 5.0
OURS_S = 2.0
"""How often whoever makes the rounds sees that nobody took them over."""

_log = logging.getLogger("longtake.jobs")


class _Ending(Exception):
    """The worker stops."""


class Lookout:
    """Looks after the jobs that anybody waits for, of those accounts whose keys are here: a thread an account, and a few that look."""

    def __init__(self, registry: Registry, library: Library, handles: Handles) -> None:
        self._registry = registry
        self._library = library
        self._handles = handles
        self._waits = Waits(library.database)
        self._ends = Event()
        self._woken = Event()
        self._threads: dict[str, Thread] = {}
        self._rounds: dict[str, Rounds] = {}

    def wake(self) -> None:
        """Somebody waits anew."""
        self._woken.set()

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Look out while the block runs."""
        thread = Thread(target=self._watch, daemon=True, name="look-out")
        thread.start()
        try:
            yield
        finally:
            self._ends.set()
            self._woken.set()
            await asyncio.to_thread(self._end, thread)

    def _end(self, watch: Thread) -> None:
        """Wait a little until the rounds are left to others; a look that takes its time is not waited for."""
        until = time.monotonic() + ENDS_WITHIN_S
        for thread in (watch, *self._threads.values()):
            thread.join(max(0.0, until - time.monotonic()))

    def _watch(self) -> None:
        while not self._ends.is_set():
            try:
                for account in self._accounts():
                    self._look_after(account)
            except LongtakeError as error:
                _log.warning("It cannot be seen who waits for jobs: %s", error)
            self._woken.wait(WATCH_S)
            self._woken.clear()
            for rounds in list(self._rounds.values()):
                rounds.wake()
            self._ends.wait(AT_MOST_EVERY_S)

    def _accounts(self) -> list[Account]:
        """The accounts whose jobs are waited for, where their key is the one that is here."""
        ours = {}
        for maker in self._waits.makers():
            if maker.account in ours:
                continue
            try:
                account = account_of(self._registry.find(maker.kind, maker.provider))
            except LongtakeError:
                continue
            if account.name == maker.account:
                ours[account.name] = account
        return list(ours.values())

    def _look_after(self, account: Account) -> None:
        there = self._threads.get(account.name)
        if there and there.is_alive():
            return
        thread = Thread(
            target=self._take_turns, args=(account,), daemon=True, name=f"look-out {account.shown}"
        )
        self._threads[account.name] = thread
        thread.start()

    def _take_turns(self, account: Account) -> None:
        """Make the rounds as soon as nobody else does, until nobody waits any more."""
        key = f"waits/{account.name}"

        def nobody_waits() -> bool | None:
            return None if self._waits.count(account.name) else True

        def make_rounds(token: str) -> bool:
            looks = Looks(account, self._registry, self._library, self._handles)
            rounds = self._rounds[account.name] = Rounds(account, looks, self._check)
            try:
                rounds.run(_seldom(lambda: self._holds(key, token)))
            finally:
                del self._rounds[account.name]
            return True

        try:
            with patient(self._check):
                self._library.leases.once(key, nobody_waits, make_rounds, self._check)
        except _Ending:
            pass
        except Exception:  # noqa: BLE001 - it is written down, and begun anew
            _log.exception("The look-out for jobs at %s broke off; it begins anew.", account.shown)

    def _holds(self, key: str, token: str) -> bool:
        holder = self._library.leases.holder(key)
        return holder is not None and holder.owner == token

    def _check(self) -> None:
        if self._ends.is_set():
            raise _Ending


def _seldom(ask: Callable[[], bool]) -> Callable[[], bool]:
    """What `ask` says, asked every `OURS_S` seconds."""
    said, at = True, time.monotonic()

    def answer() -> bool:
        nonlocal said, at
        if time.monotonic() - at >= OURS_S:
            said, at = ask(), time.monotonic()
        return said

    return answer
