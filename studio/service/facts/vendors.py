"""Who makes what: providers, and the prices that count."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from pydantic import Field

from models.base import Frozen
from studio.service.facts.values import Dollars
from studio.service.vendors.price_list import EndpointPrice, ModelPrice, PriceList
from studio.service.vendors.provider_rows import ProviderChoice
from studio.service.vendors.refresh import Refreshed


class ProviderFacts(Frozen):
    """Who draws, films, speaks and plays."""

    providers: tuple[ProviderChoice, ...] = Field(description="The providers, by what they make.")


class PriceChange(Frozen):
    """A price that is another now."""

    name: str = Field(description="Whose price it is.", examples=["fal/kling-3-standard"])
    before: dict[str, Dollars] | None = Field(description="What it was; null where there was none.")
    after: dict[str, Dollars] = Field(description="What it is.")


class RefreshedPrices(Frozen):
    """What was read again of vendors' own lists."""

    read: dict[str, int] = Field(description="How many prices each list gave.", examples=[{"OpenRouter": 12}])
    changes: tuple[PriceChange, ...] = Field(description="What is another price now.")
    unread: tuple[str, ...] = Field(description="What could not be read, a sentence each.")


class PriceFacts(Frozen):
    """The prices that count."""

    models: tuple[ModelPrice, ...] = Field(description="Of models, in dollars per million tokens.")
    endpoints: tuple[EndpointPrice, ...] = Field(description="Of pictures, clips, voices.")
    without: tuple[str, ...] = Field(
        description="Those without a price: they are refused until one is given."
    )
    refreshed: RefreshedPrices | None = Field(
        default=None,
        exclude_if=lambda again: again is None,
        description="What was read again, where that was asked for.",
    )


def provider_facts(choices: Iterable[ProviderChoice]) -> ProviderFacts:
    """Providers."""
    return ProviderFacts(providers=tuple(choices))


def price_facts(listed: PriceList, again: Refreshed | None = None) -> PriceFacts:
    """The prices that count, and what was read again, if it was."""
    return PriceFacts(
        models=listed.models,
        endpoints=listed.endpoints,
        without=listed.without,
        refreshed=None if again is None else _refreshed(again),
    )


def _refreshed(again: Refreshed) -> RefreshedPrices:
    return RefreshedPrices(
        read=again.read,
        changes=tuple(
            PriceChange(name=one.name, before=_plain(one.before), after=_plain(one.after) or {})
            for one in again.changes
        ),
        unread=again.unread,
    )


def _plain(rates: Mapping[str, Decimal] | None) -> dict[str, str] | None:
    return None if rates is None else {field: f"{usd:f}" for field, usd in rates.items()}
