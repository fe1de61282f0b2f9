"""Dollars, and the ledger that holds a film to its budget. Decimal throughout; never a float."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field, PlainSerializer

from models.base import Frozen

Usd = Annotated[
    Decimal, Field(ge=0, max_digits=20), PlainSerializer(lambda d: format(d, "f"), when_used="json")
]
"""United States dollars, at most 20 digits; a string in JSON, so that no reader rounds it."""

ZERO = Decimal(0)


def plain(usd: Decimal) -> str:
    """Dollars in digits, without an exponent and without zeros beyond the cents: `0`, `12.50`, `0.00031`."""
    whole, _, part = format(usd, "f").partition(".")
    part = part[:2] + part[2:].rstrip("0")
    return f"{whole}.{part}" if part.strip("0") else whole


class Quote(Frozen):
    """What a step may cost at most, before it is made.

    `usd` is an upper bound; `seconds` is the expected wall time and promises nothing.
    """

    usd: Usd = ZERO
    seconds: float = Field(default=0.0, ge=0)


class Ledger:
    """What a film has spent and what it has promised to spend.

    The rule: a reservation is granted only when spent + reserved + quote ≤ budget. A vendor's
    overrun is booked in full and stops further reservations by the same rule.
    """

    def __init__(self, budget: Decimal | None = None) -> None:
        self.budget = budget
        self.spent = ZERO
        self._reserved: dict[str, Decimal] = {}

    @property
    def reserved(self) -> Decimal:
        """Dollars promised to steps that have not come back."""
        return sum(self._reserved.values(), ZERO)

    def fits(self, quote: Decimal) -> bool:
        """Whether `quote` dollars more would keep the film within its budget."""
        return self.budget is None or self.spent + self.reserved + quote <= self.budget

    def shortfall(self, quote: Decimal) -> Decimal:
        """How many dollars the budget lacks for a step of `quote`; zero when it fits."""
        if self.budget is None:
            return ZERO
        return max(ZERO, self.spent + self.reserved + quote - self.budget)

    def reserve(self, step: str, quote: Decimal) -> bool:
        """Set `quote` aside for `step`; False, and nothing changes, when it does not fit."""
        if step in self._reserved:
            raise ValueError(f"{step} already holds a reservation")
        if not self.fits(quote):
            return False
        self._reserved[step] = quote
        return True

    def settle(self, step: str, actual: Decimal) -> None:
        """Book what `step` really cost and free the rest of its reservation."""
        if actual < ZERO:
            raise ValueError("a cost is never negative")
        self._reserved.pop(step, None)
        self.spent += actual

    def release(self, step: str) -> None:
        """Free the reservation of a step that cost nothing."""
        self._reserved.pop(step, None)
