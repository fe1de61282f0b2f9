"""Who can draw a shot or film it, with what each asks for: those who can be asked first."""

from collections.abc import Iterable

from models.base import Frozen
from models.kinds import Kind
from studio.service.vendors.price_words import cost_said
from studio.service.vendors.provider_rows import ProviderChoice


class Offer(Frozen):
    """Somebody who makes something; `name` is what they are asked by, as they are by all `names`, `refused` why they cannot be."""

    name: str
    names: tuple[str, ...]
    called: str
    vendor: str
    price: str
    lengths: str
    refused: str


def offers_of(choices: Iterable[ProviderChoice], kind: Kind) -> tuple[Offer, ...]:
    """Those of them who make that."""
    found = [_offer(one) for one in choices if one.kind == kind]
    return tuple(sorted(found, key=lambda one: bool(one.refused)))


def _offer(one: ProviderChoice) -> Offer:
    refused = one.unusable
    if not one.key_set and one.key:
        refused = f"{one.key} is not set where this runs."
    names = (*one.short, one.name)
    return Offer(
        name=names[0],
        names=names,
        called=one.title or one.name,
        vendor=one.vendor or "this machine",
        price=cost_said(one),
        lengths=_spans(one.lengths),
        refused=refused,
    )


def _spans(lengths: Iterable[float]) -> str:
    """Lengths in a few words: 3, 4, 5, 10 are `3–5, 10`."""
    spans: list[list[float]] = []
    for length in lengths:
        if spans and length == spans[-1][-1] + 1:
            spans[-1] = [spans[-1][0], length]
        else:
            spans.append([length])
    return ", ".join("–".join(f"{length:g}" for length in span) for span in spans)
