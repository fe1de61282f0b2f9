"""Who makes music and effects at a vendor, as people choose among them: made of what its table says."""

from decimal import Decimal
from typing import TYPE_CHECKING

from models.errors import LongtakeError
from models.kinds import Kind
from models.money.dollars import ZERO
from studio.service.vendors.provider_rows import ProviderChoice, ShownPrice, exact

if TYPE_CHECKING:
    from providers.llm.catalogue import Catalogue
    from providers.registry import Registry
    from providers.vendors.clients import Clients

VENDORS: dict[Kind, tuple[str, ...]] = {"music": ("elevenlabs",), "effect": ("elevenlabs",)}
"""The providers of a kind that are a vendor's and no endpoints, by their names, which are the vendors'."""


def sound_choices(
    kind: Kind, known: "Catalogue", asked: "Clients", registry: "Registry"
) -> list[ProviderChoice]:
    """Those who make music, or effects, at a vendor."""
    return [_choice(kind, name, known, asked, registry) for name in VENDORS.get(kind, ())]


def sound_price(kind: Kind) -> ShownPrice:
    """What music, or an effect, costs at its vendor."""
    from providers.vendors.elevenlabs.sounds import known as row_of

    row = row_of(kind)
    return ShownPrice(
        unit=str(row["unit"]),
        usd=exact(Decimal(row["usd"])),
        by={},
        reference=ZERO,
        as_of=str(row["as_of"]),
        source=str(row["source"]),
        origin="built in",
    )


def _choice(
    kind: Kind, name: str, known: "Catalogue", asked: "Clients", registry: "Registry"
) -> ProviderChoice:
    from providers.vendors.elevenlabs.sounds import known as row_of

    row, vendor = row_of(kind), known.all_vendors.get(name)
    try:
        registry.choice(kind, name)
        unusable = ""
    except LongtakeError as error:
        unusable = str(error)
    return ProviderChoice(
        kind=kind,
        name=name,
        title=str(row["title"]),
        vendor=name,
        key=(vendor.key_env or None) if vendor else None,
        key_set=asked.has_key(name),
        seed=kind == "music",
        price=sound_price(kind),
        unusable=unusable,
    )
