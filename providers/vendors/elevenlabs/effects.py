"""Effects by ElevenLabs: the sound of a scene from its words, half a second to half a minute long."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.cast import Choice
from models.orders.requests import EffectRequest
from providers.base import Bench, Label, Rendered
from providers.offers import CastUnasked
from providers.vendors.client import VendorClient
from providers.vendors.elevenlabs.desk import EXTRA, NO_RETRIES, ElevenLabsDesk
from providers.vendors.elevenlabs.sounds import known, price, sounded

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

SHORTEST_S, LONGEST_S = 0.5, 30.0
_MOST_WORDS = 450
_USUAL_S = 8.0


class ElevenLabsEffects(CastUnasked):
    """Effects by ElevenLabs, billed each time that they are asked for."""

    vendor: ClassVar[str] = "elevenlabs"
    name = "elevenlabs"
    kind: Kind = "effect"
    label: Label = "elevenlabs"
    revision = "1"
    extra = EXTRA

    def __init__(self, client: VendorClient) -> None:
        super().__init__(client)
        self._desk = ElevenLabsDesk(client, str(known("effect")["model"]))

    @classmethod
    def as_cast(cls) -> Choice:
        """As `CastUnasked.as_cast`."""
        return Choice(kind=cls.kind, provider=cls.name, label=cls.label, revision=cls.revision)

    def quote(self, request: EffectRequest) -> Quote:
        """The table's price of the seconds that are asked for."""
        return Quote(usd=price("effect", Decimal(str(request.seconds))), seconds=_USUAL_S)

    def recipe(self, request: EffectRequest) -> Recipe:
        """What is sent; there is no seed, so that another one only counts another take."""
        take = {"take": request.seed} if request.seed else {}
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters={**self.asked(request), **take},
        )

    def asked(self, request: EffectRequest) -> dict[str, Any]:
        """What is sent."""
        return {
            "model_id": known("effect")["model"],
            "text": request.words[:_MOST_WORDS],
            "duration_seconds": request.seconds,
            **({"loop": True} if request.loop else {}),
        }

    def cannot(self, request: EffectRequest) -> str:
        """As `Limited.cannot`."""
        if SHORTEST_S <= request.seconds <= LONGEST_S:
            return ""
        return f"ElevenLabs makes effects of {SHORTEST_S:g} to {LONGEST_S:g} s, and this one lasts {request.seconds:g} s."

    def render(self, request: EffectRequest, bench: Bench) -> Rendered:
        """As `Renderer.render`; whatever may have been billed and is lost is an `UnknownOutcome`."""

        def ask(library: "ElevenLabs") -> Any:  # noqa: ANN401 - of the library
            return library.text_to_sound_effects.with_raw_response.convert(
                output_format=known("effect")["format"], request_options=NO_RETRIES, **self.asked(request)
            )

        return Rendered(path=sounded(self._desk, ask, bench, "effect.mp3"), cost=None)
