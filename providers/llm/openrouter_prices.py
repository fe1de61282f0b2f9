"""What OpenRouter's own list says its models cost: `GET /models`, which needs no key (the `openrouter` SDK's types, 1.3.84)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from models.errors import InvalidRequest
from providers.vendors.client import VendorClient
from providers.vendors.exchange import Get

_MOST_BYTES = 32 * 2**20
_MILLION = 1_000_000
_ABOVE = "min_prompt_tokens"
_WINDOWS = ("utc_start", "utc_end", "utc_days")

Row = dict[str, Decimal | int]


def read(client: VendorClient, known: Sequence[str]) -> tuple[dict[str, Row], list[str]]:
    """Rows of prices of the ids that are known, by `vendor/id`, and which of them have none that can be used.

    Of prices that change with the hour the dearest counts; of those that change with the length of what is sent, the
    lowest threshold, with the dearest prices above it.

    Raises:
        ProviderError: the list cannot be had, or is none.

    """
    answer = client.get(Get("/models", "prices", most_bytes=_MOST_BYTES, keyed=False)).read()
    listed = answer.get("data") if answer else None
    if not isinstance(listed, list):
        raise InvalidRequest(f"{client.vendor.shown} gives no list of models.")
    found: dict[str, Any] = {
        one["id"]: one.get("pricing")
        for one in listed
        if isinstance(one, dict) and isinstance(one.get("id"), str)
    }
    rows: dict[str, Row] = {}
    unread = []
    for name in known:
        if name not in found:
            continue
        try:
            rows[f"{client.vendor.name}/{name}"] = _row(found[name])
        except (ValueError, TypeError, AttributeError, InvalidOperation):
            unread.append(f"{client.vendor.name}/{name}")
    return rows, unread


def _row(pricing: Mapping[str, Any]) -> Row:
    """Dollars per million tokens; raises ValueError for what is no fixed price by tokens."""
    usual = _dearest(pricing, [one for one in _overrides(pricing) if _ABOVE not in one])
    if Decimal(str(pricing.get("request") or 0)) > 0:
        raise ValueError("each request costs something beside its tokens")
    long = [one for one in _overrides(pricing) if _ABOVE in one]
    if not long:
        return {"input": usual[0], "output": usual[1]}
    above = _dearest({"prompt": usual[0] / _MILLION, "completion": usual[1] / _MILLION}, long)
    return {
        "input": usual[0],
        "output": usual[1],
        "above_tokens": min(int(one[_ABOVE]) for one in long),
        "above_input": above[0],
        "above_output": above[1],
    }


def _dearest(base: Mapping[str, Any], overrides: Sequence[Mapping[str, Any]]) -> tuple[Decimal, Decimal]:
    dear = [
        max(_rate(one[field]) for one in (base, *overrides) if one.get(field) is not None)
        for field in ("prompt", "completion")
    ]
    return dear[0], dear[1]


def _overrides(pricing: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    overrides = pricing.get("overrides") or []
    if any(_ABOVE not in one and not any(field in one for field in _WINDOWS) for one in overrides):
        raise ValueError("a price depends on something that is not known here")
    return list(overrides)


def _rate(text: object) -> Decimal:
    rate = Decimal(str(text)) * _MILLION
    if not (rate.is_finite() and 0 <= rate <= 100_000):
        raise ValueError("no price")
    return rate.normalize()
