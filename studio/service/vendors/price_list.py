"""The prices that count here: of models by tokens, of endpoints, voices and sounds by what they make, each with its date, its source, and whose it is."""

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from models.base import Frozen
from studio.service.vendors.provider_choices import shown_price
from studio.service.vendors.provider_rows import ShownPrice, exact

if TYPE_CHECKING:
    from pathlib import Path

    from infra.settings import Settings
    from providers.llm.catalogue_models import Price


class ModelPrice(Frozen):
    """Dollars per million tokens in and out, `above` a number of tokens of input others."""

    name: str
    input: Decimal
    output: Decimal
    above_tokens: int
    above_input: Decimal
    above_output: Decimal
    as_of: str | None
    source: str
    origin: str


class EndpointPrice(Frozen):
    """What an endpoint costs, or a vendor's voice, music or effect."""

    name: str
    price: ShownPrice


class PriceList(NamedTuple):
    """Every price that counts; those `without` one are refused. The files are where refreshed and one's own prices are kept."""

    models: tuple[ModelPrice, ...]
    endpoints: tuple[EndpointPrice, ...]
    without: tuple[str, ...]
    refreshed: "Path"
    own: "Path"


def price_list(settings: "Settings") -> PriceList:
    """The prices in force.

    Raises:
        BadInput: a file of prices cannot be read.

    """
    from providers.vendors.endpoints.table import Endpoints
    from providers.vendors.speech.table import SpeechTable
    from studio.service.vendors.sound_choices import VENDORS, sound_price
    from studio.service.vendors.speech_choices import speech_price
    from workers.language_models import catalogue

    known = catalogue(settings)
    endpoints = Endpoints.load(settings.models_file, settings.prices_file)
    models = {name: price for name, price in known.priced().items() if price.input or price.output}
    speech = SpeechTable.load(settings.models_file)
    listed = [*endpoints.of("image"), *endpoints.of("video"), *endpoints.of("lips")]
    spoken = [one for one in speech.models() if one.price is None and not speech.is_free(one)]
    without = [card.name for card in known.cards() if known.price(card.vendor, card.id) is None]
    return PriceList(
        models=tuple(
            _model(name, price, known.origins.get(name, "built in")) for name, price in models.items()
        ),
        endpoints=tuple(
            EndpointPrice(name=name, price=shown_price(price, endpoints.origin(name)))
            for name, price in endpoints.priced().items()
        )
        + tuple(
            EndpointPrice(name=one.name, price=speech_price(one.price, speech.origin(one.name)))
            for one in speech.models()
            if one.price
        )
        + tuple(
            EndpointPrice(name=f"{name} {kind}", price=sound_price(kind))
            for kind, names in VENDORS.items()
            for name in names
        ),
        without=(*without, *(one.name for one in listed if one.price is None), *(one.name for one in spoken)),
        refreshed=settings.home / "prices.toml",
        own=settings.models or settings.home / "models.toml",
    )


def _model(name: str, price: "Price", origin: str) -> ModelPrice:
    return ModelPrice(
        name=name,
        input=exact(price.input),
        output=exact(price.output),
        above_tokens=price.above_tokens,
        above_input=exact(price.above_input),
        above_output=exact(price.above_output),
        as_of=str(price.as_of) if price.as_of else None,
        source=price.source,
        origin=origin,
    )
