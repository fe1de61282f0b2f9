"""Dollars: Decimal throughout, never a float."""

from decimal import ROUND_UP, Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

Usd = Annotated[
    Decimal, Field(ge=0, max_digits=20), PlainSerializer(lambda d: format(d, "f"), when_used="json")
]
"""United States dollars, at most 20 digits; a string in JSON, so that no reader rounds it."""

ZERO = Decimal(0)

MOST_USD = 10**9
"""The largest amount that a person can set, in dollars."""

Amount = Annotated[Usd, Field(le=MOST_USD, decimal_places=6)]
"""Dollars that a person sets, a budget say, in millionths at the finest."""


_SMALLEST = Decimal("1e-10")
_CENT = Decimal("0.01")


def rounded_up(usd: Decimal) -> Usd:
    """Dollars rounded up to a tenth of a billionth, so that they have no more digits than `Usd` takes; without needless zeros."""
    return usd.quantize(_SMALLEST, ROUND_UP).normalize() + ZERO


def at_most(usd: Decimal) -> str:
    """An upper bound for people: in whole cents, rounded up; what is less than a cent to its last digit."""
    return shown(usd.quantize(_CENT, ROUND_UP) if usd >= _CENT else usd)


def shown(usd: Decimal) -> str:
    """Dollars for people, every digit of them, since sums are exact: `$0.00`, `$12.50`, `$0.00031`."""
    return f"${plain(usd)}" if usd else "$0.00"


def plain(usd: Decimal) -> str:
    """Dollars in digits, without an exponent and without zeros beyond the cents: `0`, `12.50`, `0.00031`."""
    whole, _, part = format(usd, "f").partition(".")
    part = part[:2].ljust(2, "0") + part[2:].rstrip("0")
    return f"{whole}.{part}" if part.strip("0") else whole
