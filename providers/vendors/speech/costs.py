"""What a speech model's price comes to for one line, at the very most."""

from decimal import Decimal

from models.money.dollars import ZERO, Usd, rounded_up
from models.orders.slowest_voice import longest_spoken
from providers.vendors.speech.model import SpeechPrice

_MEGA = 1_000_000


def most_of(price: SpeechPrice | None, text: str, beside: str = "") -> Usd:
    """The most dollars for a text, with the words `beside` it that are sent and not spoken; nothing at a free vendor.

    Every token holds a byte of the text at least, and no voice is slower than the slowest.
    """
    if price is None:
        return ZERO
    read = len(text.encode()) + len(beside.encode())
    units = {
        "character": Decimal(len(text)),
        "minute": Decimal(str(longest_spoken(text))) / 60,
        "token": Decimal(read),
    }[price.unit]
    return rounded_up(price.usd * units / price.per + price.text * read / _MEGA)
