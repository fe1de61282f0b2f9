"""How long a clip is asked for: the next longer length that an endpoint has."""

from pydantic import JsonValue

from providers.vendors.endpoints.endpoint import Lengths

_ROUNDING_S = 1e-6


def next_longer(lengths: Lengths, seconds: float) -> int:
    """The shortest length that is long enough, in whole seconds; the longest where none is."""
    return next(
        (choice for choice in lengths.choices if choice >= seconds - _ROUNDING_S), lengths.choices[-1]
    )


def written(lengths: Lengths, seconds: int) -> dict[str, JsonValue]:
    """A length as the endpoint is told it; nothing where it cannot be chosen."""
    forms: dict[str, JsonValue] = {"number": seconds, "text": str(seconds), "suffixed": f"{seconds}s"}
    return {lengths.field: forms[lengths.form]} if lengths.field else {}
