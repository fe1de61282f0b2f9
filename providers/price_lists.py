"""The vendors whose lists of prices can be read, and by what."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from providers.llm import openrouter_prices
from providers.vendors.client import VendorClient


class Listed(NamedTuple):
    """What a list says: rows of `[prices."vendor/id"]` without their date and source, and of what it gives no usable price."""

    rows: Mapping[str, Mapping[str, Any]]
    unread: Sequence[str] = ()


Reader = Callable[[VendorClient, Sequence[str]], Listed]
"""Reads the prices of those of a vendor's ids that are known here; of no other.

Raises:
    ProviderError: the list cannot be had, or is none.

"""


def _openrouter_models(client: VendorClient, known: Sequence[str]) -> Listed:
    return Listed(*openrouter_prices.read(client, known))


LISTS: tuple[tuple[str, Reader], ...] = (("openrouter", _openrouter_models),)
"""Each vendor with a reader; a vendor may have several lists, of models and of clips."""
