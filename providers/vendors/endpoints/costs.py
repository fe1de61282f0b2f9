"""What an endpoint's price comes to for one request."""

from decimal import ROUND_UP, Decimal

from models.money.dollars import Usd
from providers.vendors.endpoints.endpoint import UnitPrice

_SMALLEST = Decimal("1e-10")
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
    usd = rate * max(units, price.least) + price.reference * references
    return usd.quantize(_SMALLEST, ROUND_UP).normalize() + Decimal(0)


def megapixels(width: int, height: int) -> Decimal:
    """Megapixels, every begun one counted."""
    return Decimal(-(-width * height // _MEGA))
