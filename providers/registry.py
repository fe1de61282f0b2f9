"""Which providers there are."""

import threading
from collections.abc import Callable, Iterable
from importlib.util import find_spec
from typing import Any, Literal, overload

from models.errors import InvalidRequest, MissingExtra, UnknownName
from models.kinds import Kind
from models.orders.cast import Choice
from models.orders.requests import (
    ImageRequest,
    LipsRequest,
    MusicRequest,
    Order,
    R,
    SpeechRequest,
    VideoRequest,
)
from models.queues import is_label
from providers.base import Lasting, Licensed, Maker, Provider, Referenced, Renderer, StoryWriter
from providers.installation import install_of
from providers.jobs import Hosted
from providers.offers import CastUnasked, ClientOf, InExtra, Offer, VendorProvider, said_of
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.vendors.clients import Clients
from providers.vendors.elevenlabs.effects import ElevenLabsEffects
from providers.vendors.elevenlabs.music import ElevenLabsMusic
from providers.vendors.endpoints.any_endpoint import AnyEndpoint
from providers.vendors.endpoints.endpoint import Endpoint
from providers.vendors.endpoints.table import Endpoints, checked_price
from providers.vendors.fal.adapter import FalImages, FalLips, FalVideos
from providers.vendors.openrouter.adapter import OpenRouterImages, OpenRouterVideos
from providers.vendors.replicate.adapter import ReplicateImages
from providers.vendors.runway.adapter import RunwayVideos
from providers.vendors.speech.adapters import SPEAKING, speech_adapter
from providers.vendors.speech.model import SpeechModel
from providers.vendors.speech.table import SpeechTable

BUILT_IN: tuple[type[Provider], ...] = (
    *(OutlineWriter, Animatic, CameraMove, PiperVoice, Bed),
    *(ElevenLabsMusic, ElevenLabsEffects),
)

ADAPTERS: tuple[type[AnyEndpoint[Any]], ...] = (
    *(FalImages, FalVideos, FalLips, ReplicateImages, RunwayVideos),
    *(OpenRouterImages, OpenRouterVideos),
)
"""How each vendor is asked for each kind of thing, whatever the endpoint."""


class Registry:
    """The providers of one process: ready ones, and classes of which each is made at the first `find`, once.

    `client_of` gives the clients of vendors to those that need one. A name is unique within its kind; a second
    provider of the same name is a `ValueError`, and so is a label that no queue can have. With `endpoints`, which are
    read when they are first needed, those are providers too, by their names and their short names; and so are the models of
    `speech`.
    """

    def __init__(
        self,
        offers: Iterable[Offer],
        client_of: ClientOf | None = None,
        endpoints: Callable[[], Endpoints] | None = None,
        more: Callable[[], Iterable[Offer]] | None = None,
        speech: Callable[[], SpeechTable] | None = None,
    ) -> None:
        self._offers: dict[tuple[Kind, str], Offer] = {}
        self._made: dict[tuple[Kind, str], Any] = {}
        self._making = threading.Lock()
        self._reading = threading.Lock()
        self._client_of = client_of or Clients({}, {}).of
        self._adapters = {(one.kind, one.vendor): one for one in ADAPTERS} if endpoints else {}
        self._endpoints = endpoints
        self._more = more
        self._speech = speech
        for offer in offers:
            self._add(offer)

    def _read_all(self) -> None:
        """Have `more` offers too, once: they are read from files, which not every command needs.

        Raises:
            BadInput: such a file cannot be read.

        """
        with self._reading:
            for offer in self._more() if self._more else ():
                self._add(offer)
            self._more = None

    def _offered(self, kind: Kind, name: str) -> bool:
        """Whether one of a kind is offered by that name; endpoints are not."""
        if (kind, name) not in self._offers:
            self._read_all()
        return (kind, name) in self._offers

    def _add(self, offer: Offer) -> None:
        said = said_of(offer)
        if (said.kind, said.name) in self._offers:
            raise ValueError(f"two {said.kind} providers are called {said.name!r}")
        if not is_label(said.label):
            raise ValueError(f"the {said.kind} provider {said.name!r} has no queue's label: {said.label!r}")
        self._offers[said.kind, said.name] = offer

    def names(self, kind: Kind) -> list[str]:
        """The providers of a kind but for endpoints; none of them is made for that. Raises BadInput as `find`."""
        self._read_all()
        return [name for of, name in self._offers if of == kind]

    def one_of_each_vendor(self, kind: Kind) -> list[str]:
        """An endpoint of each vendor that has some of a kind, by its name; none of them is made for that."""
        known = self._endpoints().of(kind) if self._endpoints else []
        priced = {
            one.vendor: one.name
            for one in reversed(known)
            if one.price and (kind, one.vendor) in self._adapters
        }
        return list(priced.values())

    def labels(self) -> list[str]:
        """The queues that the providers' work runs on, each once; no provider is made for that. Raises BadInput as `find`."""
        self._read_all()
        offered = (said_of(offer).label for offer in self._offers.values())
        speaking = (one.queue for one in SPEAKING if self._speech)
        return list(dict.fromkeys([*offered, *(vendor for _, vendor in self._adapters), *speaking]))

    @overload
    def find(self, kind: Literal["llm"], name: str) -> StoryWriter: ...  # type: ignore[overload-overlap]
    @overload
    def find(self, kind: Literal["image"], name: str) -> Maker[ImageRequest]: ...
    @overload
    def find(self, kind: Literal["video"], name: str) -> Maker[VideoRequest]: ...
    @overload
    def find(self, kind: Literal["speech"], name: str) -> Maker[SpeechRequest]: ...
    @overload
    def find(self, kind: Literal["music"], name: str) -> Maker[MusicRequest]: ...
    @overload
    def find(self, kind: Literal["lips"], name: str) -> Maker[LipsRequest]: ...
    @overload  # of a kind that is not known here: no order is made to a writer
    def find(self, kind: Kind, name: str) -> Maker[Any]: ...
    def find(self, kind: Kind, name: str) -> Any:
        """The provider of a kind by its name; made now if it was not yet, and the same one from then on.

        Raises:
            UnknownName: there is none; the message lists those there are.
            MissingKeys: its vendor needs a key, and there is none.
            MissingExtra: a package that it needs is not installed.
            BadInput: it is an endpoint whose price nobody knows, or the file of a person's own endpoints cannot be read.

        """
        if not self._offered(kind, name):
            return self._endpoint(kind, name)
        with self._making:
            if (kind, name) not in self._made:
                self._made[kind, name] = _made(self._offers[kind, name], self._client_of)
            return self._made[kind, name]

    def choice(self, kind: Kind, name: str) -> Choice:
        """The provider of that name as it is cast; raises as `find`, but a vendor's whose table says all of it needs no key yet."""
        if not self._offered(kind, name):
            row, adapter = self._known(kind, name)
            if isinstance(row, SpeechModel) and self._speech:
                self._speech().check_lasts(row)
            choice: Choice = adapter.cast_as(self._priced(row))
            return choice
        offer = self._offers[kind, name]
        if isinstance(offer, type) and issubclass(offer, CastUnasked):
            _check_extra(offer, kind, name)
            return offer.as_cast()
        provider: Provider = self.find(kind, name)
        return Choice(
            kind=kind,
            provider=provider.name,
            label=provider.label,
            revision=provider.revision,
            hosted=isinstance(provider, Hosted),
            references=provider.references if isinstance(provider, Referenced) else None,
            longest_s=provider.longest_s if isinstance(provider, Lasting) else None,
        )

    def family(self, kind: Kind, name: str) -> list[str]:
        """A provider and those of its vendor that make a draft of what it makes, itself first; raises as `find`."""
        if self._offered(kind, name) or self._endpoints is None:
            return [name]
        found, _ = self._known(kind, name)
        return (
            [one.name for one in self._endpoints().family(found)] if isinstance(found, Endpoint) else [name]
        )

    def check(self, kind: Kind, name: str) -> None:
        """See that a provider may be asked; raises as `find`, and BadInput where nobody accepted its licence."""
        provider: Provider = self.find(kind, name)
        if isinstance(provider, Licensed):
            provider.check_licence()

    def _endpoint(self, kind: Kind, name: str) -> Provider:
        """The adapter of an endpoint or of a speech model, by any of its names; raises as `find`."""
        row, adapter = self._known(kind, name)
        with self._making:
            if (kind, row.name) not in self._made:
                _check_extra(adapter, kind, row.name)
                client = self._client_of(row.vendor)
                self._made[kind, row.name] = adapter(client, self._priced(row))
            made: Provider = self._made[kind, row.name]
            return made

    def _known(self, kind: Kind, name: str) -> tuple[Endpoint | SpeechModel, "type[Any]"]:
        """What the tables have by that name, and who asks for it."""
        near: list[str] = []
        if kind == "speech" and self._speech:
            speech = self._speech()
            if model := speech.find(name):
                return model, speech_adapter(model.vendor)
            near = speech.near(name)
        elif self._endpoints:
            endpoints = self._endpoints()
            endpoint = endpoints.find(kind, name)
            adapter = self._adapters.get((kind, endpoint.vendor)) if endpoint else None
            if endpoint and adapter:
                return endpoint, adapter
            near = endpoints.near(kind, name)
        raise UnknownName(f"{kind} provider", name, [*self.names(kind), *near])

    def _priced(self, row: Endpoint | SpeechModel) -> Endpoint | SpeechModel:
        if isinstance(row, Endpoint):
            return checked_price(row)
        return self._speech().checked(row) if self._speech else row

    def maker(self, order: Order[R]) -> Maker[R]:
        """Who makes an order; raises as `find`."""
        maker: Maker[R] = self.find(order.choice.kind, order.choice.provider)
        return maker

    def renderer(self, order: Order[R]) -> Renderer[R]:
        """Who makes an order, and answers at once; raises as `find`, or InvalidRequest for one who takes jobs."""
        maker = self.maker(order)
        if isinstance(maker, Renderer):
            return maker
        raise InvalidRequest(
            f"{maker.name} takes jobs here, and was cast as one who answers at once: cast it anew."
        )

    def hosted(self, order: Order[R]) -> Hosted[R]:
        """Whose vendor takes an order as a job; raises as `find`, or InvalidRequest for one who answers at once."""
        maker = self.maker(order)
        if isinstance(maker, Hosted):
            return maker
        raise InvalidRequest(
            f"{maker.name} answers at once here, and was cast as one who takes jobs: cast it anew."
        )


def _made(offer: Offer, client_of: ClientOf) -> Provider:
    """The provider of an offer.

    Raises:
        MissingExtra: a package that it needs is not installed.
        MissingKeys: its vendor needs a key, and there is none.

    """
    if not isinstance(offer, type):
        return offer
    named = said_of(offer)
    _check_extra(offer, named.kind, named.name)
    if issubclass(offer, VendorProvider):
        return offer(client_of(offer.vendor))
    return offer()


def _check_extra(offered: type[Any], kind: Kind, name: str) -> None:
    """See that the packages that a provider needs are there; raises MissingExtra."""
    if isinstance(offered, InExtra) and not all(map(find_spec, offered.extra.packages)):
        raise MissingExtra(
            f"The {kind} provider {name!r} is not installed: run {install_of(offered.extra.name)}."
        )
