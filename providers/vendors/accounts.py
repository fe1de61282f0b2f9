"""With whose account a vendor is asked: its name and the mark of the key, and how many jobs that may have under way."""

import hashlib

from models.base import Frozen
from providers.base import Provider
from providers.offers import VendorProvider
from providers.vendors.vendor import MOST_JOBS

_MARK = 12
"""Digits of a key's mark: enough to tell two keys apart, too few to find one by."""


class Account(Frozen):
    """Who asks: `name` is the same wherever the same key is used, `shown` the vendor for people, `most` jobs go at once.

    Each is looked at every `poll_every_s` seconds at most, and all of them together `per_second` times a second.
    """

    name: str
    shown: str
    most: int = MOST_JOBS
    poll_every_s: float = 0.0
    per_second: float | None = None


def account_of(provider: Provider) -> Account:
    """The account that a provider asks its vendor with; one that has no vendor's client is asked in its own name."""
    if not isinstance(provider, VendorProvider):
        name = vendor_of(provider.name)
        return Account(name=name, shown=name)
    vendor, key = provider.client.vendor, provider.client.key.get_secret_value()
    mark = hashlib.sha256(f"longtake: account\n{key}".encode()).hexdigest()[:_MARK] if key else ""
    return Account(
        name=f"{vendor.name}:{mark}" if mark else vendor.name,
        shown=vendor.shown,
        most=vendor.jobs_at_once,
        poll_every_s=vendor.poll_every_s,
        per_second=vendor.per_second,
    )


def vendor_of(name: str) -> str:
    """The vendor in a provider's name: `fal` of `fal/fal-ai/flux/schnell`."""
    return name.partition("/")[0]


def vendor_of_account(name: str) -> str:
    """The vendor in an account's name."""
    return name.partition(":")[0]
