"""The budget of a running film: nothing is begun that might not be paid for."""

from collections.abc import Callable
from decimal import Decimal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.money import Ledger


class Budget:
    """A ledger whose reservations wait: when the next step does not fit, the film pauses until it does."""

    def __init__(self, usd: Decimal | None, changed: Callable[[], None]) -> None:
        self.ledger = Ledger(usd)
        self._changed = changed
        self._short: dict[str, Decimal] = {}
        self._closed = False

    @property
    def waiting(self) -> str:
        """What the film waits for, in words; empty when every step fits."""
        if not self._short:
            return ""
        step, quote = next(iter(self._short.items()))
        lacks = self.ledger.shortfall(quote)
        return (
            f"The budget is used up: {step} needs ${quote}, ${lacks} more than is left. Set a higher budget."
        )

    def close(self) -> None:
        """Nothing more will be made: whoever waits for money is told so."""
        self._closed = True

    async def reserve(self, step: str, quote: Decimal) -> bool:
        """Set `quote` aside for `step`, waiting until the budget allows it; False when the film ended meanwhile."""
        while not self._closed:
            if self.ledger.reserve(step, quote):
                return True
            self._short[step] = quote
            self._changed()
            try:
                await workflow.wait_condition(lambda: self._closed or self.ledger.fits(quote))
            finally:
                self._short.pop(step, None)
                self._changed()
        return False

    def settle(self, step: str, actual: Decimal) -> None:
        """Book what a step cost."""
        self.ledger.settle(step, actual)

    def release(self, step: str) -> None:
        """Free what a step that cost nothing had set aside."""
        self.ledger.release(step)
