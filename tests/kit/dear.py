"""A provider that takes money for what the offline ones make."""

from decimal import Decimal
from typing import Any

from models.errors import UnknownOutcome
from models.money.steps import Quote
from providers.base import Bench, Rendered
from tests.kit.providers import Wrapped


class Dear(Wrapped):
    """A provider that takes money: up to `quote` dollars by its word, `bills` in truth; the first `lost` replies never come."""

    name = "dear"

    def __init__(self, inner: Any, quote: str, bills: str | None = None, lost: int = 0) -> None:
        super().__init__(inner)
        self._quote = Decimal(quote)
        self._bills = Decimal(bills or quote)
        self._lost = lost
        self.asked = 0

    def quote(self, request: Any) -> Quote:
        return Quote(usd=self._quote)

    def recipe(self, request: Any) -> Any:
        return self._inner.recipe(request).model_copy(update={"provider": self.name})

    def render(self, request: Any, bench: Bench) -> Rendered:
        self.asked += 1
        if self.asked <= self._lost:
            raise UnknownOutcome("The answer was lost on its way.")
        rendered: Rendered = self._inner.render(request, bench)
        return rendered.model_copy(update={"cost": self._bills})
