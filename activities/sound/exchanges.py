"""An exchange: bought at once, kept whole, and cut into its lines, each of which is a voice as any other."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from activities.asset_work import recipe_of, work_on
from activities.contracts.sound import Exchange
from activities.cut.captions.spoken_words import with_words
from activities.heartbeat import beating
from library.workshop import Workshop, priced
from models.errors import BadInput, CorruptAsset, InvalidRequest, MediaError, ProviderError, UnknownOutcome
from models.money.dollars import ZERO
from models.money.steps import Quote
from models.orders.assets import Asset
from models.orders.requests import Order, SpeechRequest
from providers.base import Bench, Rendered
from providers.exchanges import Conversing
from providers.registry import Registry

_USELESS = (MediaError, ProviderError, CorruptAsset)
"""What is raised where a line cannot be had of the exchange that is there, however often it is tried."""


def spoken_exchange(exchange: Exchange, registry: Registry, workshop: Workshop) -> tuple[Asset, ...]:
    """The voices of its lines; the first has cost what all of it did, where it was not found.

    Raises:
        BadInput: it has no lines, or whoever is cast does not speak exchanges.
        InvalidRequest: it was spoken before, and a line cannot be cut out of it; nobody was asked.
        LongtakeError: whatever the provider or the disk says.

    """
    if not exchange.lines:
        raise BadInput("An exchange has no lines.")
    first = exchange.lines[0]
    maker = registry.maker(first)
    if not isinstance(maker, Conversing):
        raise BadInput(f"{maker.name} speaks lines one by one: cast it anew.")
    usd = sum((maker.quote(order.request).usd for order in exchange.lines), ZERO)
    with beating() as beats, beats.keeping(maker.name):

        def converse(folder: Path) -> Rendered:
            if usd:
                beats.billed()
            return priced(maker.converse(first.request, _bench(folder)), Quote(usd=Decimal(usd)))

        def waiting() -> None:
            beats(0.0)

        whole = workshop.once(maker.exchange_recipe(first.request), work_on(first), converse, waiting)
        try:
            voices = [_cut(whole, order, registry, workshop, waiting) for order in exchange.lines]
        except _USELESS as error:
            if not usd:
                raise
            if whole.cached:  # asked again it would be found again, and be as useless
                raise InvalidRequest(str(error)) from error
            raise UnknownOutcome(f"{maker.name} spoke what may have been billed: {error}") from error
    paid = ZERO if whole.cached else whole.cost
    return (voices[0].model_copy(update={"cost": voices[0].cost + paid}), *voices[1:])


def line_of_exchange(order: Order[SpeechRequest], registry: Registry, workshop: Workshop) -> Asset | None:
    """The voice of a line out of the exchange that it belongs to; None where that is not in the library, or does not have it.

    Raises:
        UnknownName: its provider is not here.
        StorageError: the disk or the database says no.

    """
    maker = registry.maker(order)
    if not order.request.exchange or not isinstance(maker, Conversing):
        return None
    work = work_on(order)
    with beating() as beats:
        whole = workshop.library.find(maker.exchange_recipe(order.request), work.fresh, work.use)
        if whole is None:
            return None
        try:
            return _cut(whole, order, registry, workshop, lambda: beats(0.0))
        except _USELESS:
            return None


def _cut(
    whole: Asset,
    order: Order[SpeechRequest],
    registry: Registry,
    workshop: Workshop,
    waiting: Callable[[], None],
) -> Asset:
    """The voice of a line out of its exchange, with its words."""
    maker = registry.maker(order)
    assert isinstance(maker, Conversing), "only who spoke an exchange cuts it"
    spoken = workshop.library.store.open_file(whole.blob)

    def cut(folder: Path) -> Rendered:
        return maker.cut_out(spoken, order.request, _bench(folder))

    asset = workshop.once(recipe_of(order, registry), work_on(order), cut, waiting)
    return with_words(asset, order.request, workshop.library, work_on(order))


def _bench(folder: Path) -> Bench:
    return Bench(folder)
