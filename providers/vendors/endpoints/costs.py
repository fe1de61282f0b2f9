"""What an endpoint's price comes to for one request."""

from decimal import Decimal

from models.money.dollars import Usd, rounded_up
from providers.vendors.endpoints.endpoint import UnitPrice

_MEGA = 1_000_000


def cost_of(
    price: UnitPrice, units: Decimal, said: tuple[str, ...] = (), references: int = 0, *, sound: bool = False
) -> Usd:
    """Dollars for so many units, where these values of resolution and duration are sent; rounded up to a tenth of a billionth.

    With a `sound` it is never less than without.
    """
    rate = next((price.by[value] for value in said if value in price.by), price.usd)
    if sound and isinstance(price.sound, Decimal):
        rate = max(rate, price.sound)
    return rounded_up(rate * max(units, price.least) + price.reference * references)


def megapixels(width: int, height: int) -> Decimal:
    """Megapixels, every begun one counted."""
    return Decimal(-(-width * height // _MEGA))
