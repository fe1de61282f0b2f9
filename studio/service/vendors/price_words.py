"""Prices in a few words, the same ones wherever somebody reads them: on the page, and at the command line."""

from models.money.dollars import plain
from studio.service.vendors.provider_rows import ProviderChoice, ShownPrice

FREE = "free"
UNKNOWN = "no price known"
OF_WRITING = "priced by how much is written"
"""What models that write cost: nobody knows before how long it gets."""
_UNITS = {"image": "picture"}
"""Units that people call otherwise than vendors do."""


def price_said(price: ShownPrice) -> str:
    """A price: `$0.04 a picture`, `$0.10 to $0.20 a second`, `$0.03 for 1,000 characters`."""
    rates = sorted({price.usd, *price.by.values()})
    several = " to ".join(f"${plain(rate)}" for rate in dict.fromkeys((rates[0], rates[-1])))
    unit = _UNITS.get(price.unit, price.unit)
    return f"{several} for {price.per:,} {unit}s" if price.per > 1 else f"{several} a {unit}"


def cost_said(choice: ProviderChoice) -> str:
    """What somebody costs: a price, `free`, or that nobody knows, and then they are refused."""
    if choice.price:
        return price_said(choice.price)
    return UNKNOWN if choice.vendor and not choice.free else FREE
