"""What fal's own list says its endpoints cost: `GET /models/pricing?endpoint_id=…` of its platform's API.

That it takes fifty ids at most, and has units in free text, is third parties' word.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from models.errors import InvalidRequest
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get

AT_ONCE = 50
"""How many endpoints one question may name."""

_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("image", "images"), "image"),
    **dict.fromkeys(("megapixel", "megapixels"), "megapixel"),
    **dict.fromkeys(("second", "seconds", "video second", "video seconds"), "second"),
    **dict.fromkeys(("video", "videos", "clip", "clips"), "clip"),
}
"""The units that are known here, of the free text that the list has."""


def read(client: VendorClient, known: Sequence[str]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Rows of prices of the ids that are known, by `fal/id`, and which of them have none that can be used.

    Raises:
        ProviderError: the list cannot be had, or is none.

    """
    rows: dict[str, dict[str, Any]] = {}
    unread = []
    for first in range(0, len(known), AT_ONCE):
        asked = known[first : first + AT_ONCE]
        for one in _listed(client, asked):
            name = one.get("endpoint_id") if isinstance(one, dict) else None
            if name not in asked:
                continue
            row = _row(one)
            if row:
                rows[f"fal/{name}"] = row
            else:
                unread.append(f"fal/{name}")
    return rows, unread


def _listed(client: VendorClient, ids: Sequence[str]) -> list[Any]:
    query = urlencode([("endpoint_id", each) for each in ids])
    answer = client.get(Get(f"/models/pricing?{query}", "prices")).read()
    prices = answer.get("prices") if answer else None
    if not isinstance(prices, list):
        raise InvalidRequest(f"{client.vendor.shown} gives no list of prices.")
    return prices


def _row(one: Mapping[str, Any]) -> dict[str, Any] | None:
    unit = _UNITS.get(str(one.get("unit", "")).strip().lower())
    try:
        usd = Decimal(str(one.get("unit_price")))
    except InvalidOperation:
        return None
    if not unit or one.get("currency", "USD") != "USD" or not (usd.is_finite() and 0 <= usd <= 100_000):
        return None
    return {"unit": unit, "usd": usd}
