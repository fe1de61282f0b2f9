"""A vendor's doors as one who asks passes them: whatever comes of it is what the next one goes by."""

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from activities.jobs.breakers import Admitted, Breakers, Door, is_the_vendors
from activities.retries import LONGEST_WAIT
from infra.patience import patient
from models.errors import LongtakeError, ProviderError, RateLimited, Transient, VendorDown
from providers.vendors.accounts import Account

T = TypeVar("T")

_log = logging.getLogger("longtake.jobs")


class Caller:
    """One who asks a vendor about a job, which is named by its reference."""

    def __init__(self, breakers: Breakers, account: Account, job: str) -> None:
        self._breakers = breakers
        self._account = account
        self._job = job

    def asked(self, door: Door, admitted: Admitted, call: Callable[[], T]) -> T:
        """What the vendor answers.

        Raises:
            VendorDown: it certainly did not take the job, and nobody asks it for now.
            LongtakeError: as `call`.

        """
        breakers, account = self._breakers, self._account
        try:
            answer = call()
        except ProviderError as error:
            if not is_the_vendors(error):
                self._noted(lambda: breakers.succeeded(account, door, admitted))
                raise
            shut = self._noted(partial(breakers.failed, account, door, self._job, error, admitted))
            if shut and door == "submit" and type(error) is Transient:
                raise VendorDown(str(error)) from error
            if shut and isinstance(error, RateLimited | Transient) and error.retry_after_s:
                # The door keeps everybody waiting for as long as was asked.
                error.retry_after_s = min(error.retry_after_s, LONGEST_WAIT.total_seconds())
            raise
        except BaseException:
            self._noted(lambda: breakers.unanswered(account, door, admitted))
            raise
        self._noted(lambda: breakers.succeeded(account, door, admitted))
        return answer

    def _noted(self, note: Callable[[], object]) -> bool:
        """Write down how the vendor does, if the database takes it now: what the vendor answered is worth more than that."""
        try:
            with patient(lambda: None, seconds=0):
                return bool(note())
        except LongtakeError as error:
            _log.warning("How %s does could not be written down: %s", self._account.shown, error)
            return False
