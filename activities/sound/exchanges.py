"""An exchange: bought at once, kept whole, and cut into its lines, each of which is a voice as any other."""

from decimal import Decimal
from pathlib import Path

from activities.asset_work import recipe_of, work_on
from activities.contracts.sound import Exchange
from activities.cut.captions.spoken_words import with_words
from activities.heartbeat import beating
from library.workshop import Workshop, priced
from models.errors import BadInput
from models.money.dollars import ZERO
from models.money.steps import Quote
from models.orders.assets import Asset
from models.orders.requests import Order, SpeechRequest
from providers.base import Bench, Rendered
from providers.exchanges import Conversing
from providers.registry import Registry


def spoken_exchange(exchange: Exchange, registry: Registry, workshop: Workshop) -> tuple[Asset, ...]:
    """The voices of its lines; the first has cost what all of it did, where it was not found.

    Raises:
        BadInput: it has no lines, or whoever is cast does not speak exchanges.
        LongtakeError: whatever the provider or the disk says.

    """
    if not exchange.lines:
        raise BadInput("An exchange has no lines.")
    first = exchange.lines[0]
    maker = registry.maker(first)
    if not isinstance(maker, Conversing):
        raise BadInput(f"{maker.name} speaks lines one by one: cast it anew.")
    usd = sum((maker.quote(order.request).usd for order in exchange.lines), ZERO)
    with beating() as beats:

        def converse(folder: Path) -> Rendered:
            if usd:
                beats.billed()
            return priced(maker.converse(first.request, _bench(folder)), Quote(usd=Decimal(usd)))

        def waiting() -> None:
            beats(0.0)

        whole = workshop.once(maker.exchange_recipe(first.request), work_on(first), converse, waiting)
        spoken = workshop.library.store.open_file(whole.blob)

        def voice(order: Order[SpeechRequest]) -> Asset:
            def cut(folder: Path) -> Rendered:
                return maker.cut_out(spoken, order.request, _bench(folder))

            asset = workshop.once(recipe_of(order, registry), work_on(order), cut, waiting)
            return with_words(asset, order.request, workshop.library, work_on(order))

        voices = [voice(order) for order in exchange.lines]
    paid = ZERO if whole.cached else whole.cost
    return (voices[0].model_copy(update={"cost": voices[0].cost + paid}), *voices[1:])


def _bench(folder: Path) -> Bench:
    return Bench(folder)
