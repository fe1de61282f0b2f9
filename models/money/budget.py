"""What a budget allows: its modes, and the rule by which money may be set aside."""

import re
from decimal import Decimal
from typing import Literal

from models.money.dollars import ZERO, plain

BudgetMode = Literal["observe", "warn", "cap"]
"""What a budget does: nothing but count; say when it is passed; or hold the film back."""

_TOLD = re.compile(r"\d{1,14}(\.\d{1,10})?", re.ASCII)


def told_budget(usd: Decimal | None) -> str:
    """A budget as the film's memo has it: dollars in digits, empty for no limit."""
    return "" if usd is None else plain(usd)


def heard_budget(told: object) -> Decimal | None:
    """What a film's memo says of its budget; None for no limit, and for whatever else somebody wrote there."""
    return Decimal(told) if isinstance(told, str) and _TOLD.fullmatch(told) else None


class BudgetRule:
    """How far a film may spend: `usd` dollars, None for no limit, and what `mode` makes of it.

    The rule, while `mode` is `cap`: money is set aside only when spent + reserved + quote ≤ budget.
    `held` says why nothing more is granted, until somebody sets the budget.
    """

    def __init__(self, usd: Decimal | None, mode: BudgetMode) -> None:
        self.usd = usd
        self.mode: BudgetMode = mode
        self.held = ""

    @property
    def holds_back(self) -> bool:
        """Whether a step may be refused at all."""
        return self.mode == "cap" and self.usd is not None

    def grants(self, committed: Decimal, quote: Decimal) -> bool:
        """Whether `quote` dollars more may be set aside where `committed` are spent or reserved."""
        if not self.holds_back or self.usd is None:
            return True
        return not self.held and committed + quote <= self.usd

    def shortfall(self, committed: Decimal, quote: Decimal) -> Decimal:
        """How many dollars the budget lacks for `quote` dollars more; zero when they fit."""
        return ZERO if self.usd is None else max(ZERO, committed + quote - self.usd)
