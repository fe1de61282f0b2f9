"""Who can film a shot, with what each asks for: those of this machine, and those whose keys are set, first."""

from collections.abc import Iterable
from decimal import Decimal

from models.base import Frozen
from studio.service.vendors.provider_rows import ProviderChoice, ShownPrice

_UNITS = {"image": "picture", "second": "second", "clip": "clip", "megapixel": "megapixel"}


class Filmer(Frozen):
    """Somebody who films; `name` is what they are asked by, `refused` why they cannot be."""

    name: str
    called: str
    vendor: str
    price: str
    lengths: str
    refused: str


def filmers_of(choices: Iterable[ProviderChoice]) -> tuple[Filmer, ...]:
    """Those of them who film."""
    found = [_filmer(one) for one in choices if one.kind == "video"]
    return tuple(sorted(found, key=lambda one: bool(one.refused)))


def _filmer(one: ProviderChoice) -> Filmer:
    refused = one.unusable
    if not one.key_set and one.key:
        refused = f"{one.key} is not set where this runs."
    return Filmer(
        name=one.short[0] if one.short else one.name,
        called=one.title or one.name,
        vendor=one.vendor or "this machine",
        price=_price(one.price) if one.price else "costs nothing" if not one.vendor else "",
        lengths=", ".join(f"{length}" for length in one.lengths),
        refused=refused,
    )


def _price(price: ShownPrice) -> str:
    rates = {price.usd, *price.by.values()}
    per = f"{price.per} {price.unit}s" if price.per > 1 else f"a {_UNITS.get(price.unit, price.unit)}"
    least, most = min(rates), max(rates)
    shown = _exact(most) if least == most else f"{_exact(least)} to {_exact(most)}"
    return f"{shown} {per}"


def _exact(rate: Decimal) -> str:
    """A rate to the last digit: it is multiplied."""
    return f"${rate.normalize():f}"
