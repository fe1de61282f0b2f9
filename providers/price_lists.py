"""The vendors whose lists of prices can be read, and by what."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from providers.llm import openrouter_prices
from providers.vendors.client import VendorClient
from providers.vendors.fal import price_list as fal_prices


class Listed(NamedTuple):
    """What a list says: rows of `[prices."vendor/id"]` without their date and source, and of what it gives no usable price."""

    rows: Mapping[str, Mapping[str, Any]]
    unread: Sequence[str] = ()


Reader = Callable[[VendorClient, Sequence[str]], Listed]
"""Reads the prices of those of a vendor's ids that are known here; of no other.

Raises:
    ProviderError: the list cannot be had, or is none.

"""


class ListOf(NamedTuple):
    """A list of the prices of `vendor`'s things, read `at` a vendor of the table, which may be another address with the same key.

    One that is not `open` to everybody needs that key.
    """

    vendor: str
    at: str
    reader: Reader
    open: bool = False


LISTS: tuple[ListOf, ...] = (
    ListOf(
        "openrouter",
        "openrouter",
        lambda client, ids: Listed(*openrouter_prices.read(client, ids)),
        open=True,
    ),
    ListOf("fal", "fal-platform", lambda client, ids: Listed(*fal_prices.read(client, ids))),
)
"""Every list; a vendor may have several, of models and of clips."""
