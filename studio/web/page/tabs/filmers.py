"""Who can film a shot, with what each asks for: those of this machine, and those whose keys are set, first."""

from collections.abc import Iterable

from models.base import Frozen
from studio.service.vendors.price_words import cost_said
from studio.service.vendors.provider_rows import ProviderChoice


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
        price=cost_said(one),
        lengths=", ".join(f"{length}" for length in one.lengths),
        refused=refused,
    )
