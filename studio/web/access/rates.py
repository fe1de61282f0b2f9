"""How often: what one caller may ask, and how many wrong tokens may come from one address."""

import math
import time
from typing import NamedTuple

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.exceptions import HTTPException


class Rates(NamedTuple):
    """How much a minute: requests of one caller, those that change something, and wrong tokens from one address."""

    requests: int = 6000
    changes: int = 600
    wrong_tokens: int = 10


class Counts:
    """What was asked lately, by whom and from where."""

    def __init__(self, rates: Rates) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._requests = RateLimitItemPerMinute(rates.requests, namespace="requests")
        self._changes = RateLimitItemPerMinute(rates.changes, namespace="changes")
        self._wrong = RateLimitItemPerMinute(rates.wrong_tokens, namespace="wrong")

    def ask(self, who: str, *, changes: bool) -> None:
        """Count a request.

        Raises:
            HTTPException: 429, there were too many.

        """
        if not self._limiter.hit(self._requests, who):
            raise self._too_many(self._requests, who, "Too many requests")
        if changes and not self._limiter.hit(self._changes, who):
            raise self._too_many(self._changes, who, "Too many changes")

    def check_tries(self, address: str) -> None:
        """See that not too many wrong tokens came from an address.

        Raises:
            HTTPException: 429, there did.

        """
        if not self._limiter.test(self._wrong, address):
            raise self._too_many(self._wrong, address, "Too many wrong tokens from there")

    def count_wrong(self, address: str) -> None:
        """Count a wrong token."""
        self._limiter.hit(self._wrong, address)

    def _too_many(self, item: RateLimitItem, who: str, what: str) -> HTTPException:
        ends = self._limiter.get_window_stats(item, who).reset_time
        wait = max(1, math.ceil(ends - time.time()))
        seconds = "a second" if wait == 1 else f"{wait} seconds"
        return HTTPException(429, f"{what}: try again in {seconds}.", {"Retry-After": str(wait)})
