"""Speech models as people choose among them: made of what their table says."""

from typing import TYPE_CHECKING

from models.errors import LongtakeError
from models.money.dollars import ZERO
from studio.service.vendors.provider_rows import ProviderChoice, ShownPrice, exact

if TYPE_CHECKING:
    from providers.llm.catalogue import Catalogue
    from providers.registry import Registry
    from providers.vendors.clients import Clients
    from providers.vendors.speech.model import SpeechModel, SpeechPrice
    from providers.vendors.speech.table import SpeechTable


def speech_choices(
    table: "SpeechTable", known: "Catalogue", asked: "Clients", registry: "Registry"
) -> list[ProviderChoice]:
    """Every speech model that is listed, or of which a price is known."""
    return [_choice(model, table, known, asked, registry) for model in table.models()]


def speech_price(price: "SpeechPrice", origin: str) -> ShownPrice:
    """A price of speech."""
    return ShownPrice(
        unit=price.unit,
        per=price.per,
        usd=exact(price.usd),
        by={},
        reference=ZERO,
        as_of=str(price.as_of) if price.as_of else None,
        source=price.source,
        origin=origin,
    )


def _choice(
    model: "SpeechModel", table: "SpeechTable", known: "Catalogue", asked: "Clients", registry: "Registry"
) -> ProviderChoice:
    vendor = known.all_vendors.get(model.vendor)
    try:
        registry.choice("speech", model.name)
        unusable = ""
    except LongtakeError as error:
        unusable = str(error)
    return ProviderChoice(
        kind="speech",
        name=model.name,
        short=tuple(table.called(model)),
        title=model.title,
        vendor=model.vendor,
        key=(vendor.key_env or None) if vendor else None,
        key_set=asked.has_key(model.vendor),
        free=table.is_free(model) and model.price is None,
        languages=model.languages,
        words=model.words,
        seed=bool(model.seed),
        prompt_most=model.most,
        price=speech_price(model.price, table.origin(model.name)) if model.price else None,
        ends=str(model.ends) if model.ends else None,
        note=model.note,
        unusable=unusable,
    )
