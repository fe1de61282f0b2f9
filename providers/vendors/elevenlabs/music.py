"""Music by ElevenLabs: a score that follows the moods of a film section by section, up to ten minutes at once."""

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.cast import Choice
from models.orders.requests import MusicRequest, MusicSection
from providers.base import Bench, Label, Rendered
from providers.offers import CastUnasked
from providers.vendors.client import VendorClient
from providers.vendors.elevenlabs.desk import EXTRA, NO_RETRIES, ElevenLabsDesk
from providers.vendors.elevenlabs.sounds import known, price, sounded

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs

_SHORTEST_MS, _LONGEST_MS = 3000, 600_000
_LONGEST_SECTION_MS = 120_000
_FILM = ("instrumental film score", "underscore")
_NO_VOICES = ("vocals", "singing", "lyrics", "speech")
_USUAL = "calm, restrained"
_MOST_WORDS = 200


class ElevenLabsMusic(CastUnasked):
    """Scores by ElevenLabs, billed each time that they are asked for."""

    vendor: ClassVar[str] = "elevenlabs"
    name = "elevenlabs"
    kind: Kind = "music"
    label: Label = "elevenlabs"
    revision = "1"
    extra = EXTRA
    longest_s = _LONGEST_MS / 1000

    def __init__(self, client: VendorClient) -> None:
        super().__init__(client)
        self._desk = ElevenLabsDesk(client, str(known("music")["model"]))

    @classmethod
    def as_cast(cls) -> Choice:
        """As `CastUnasked.as_cast`."""
        return Choice(
            kind=cls.kind,
            provider=cls.name,
            label=cls.label,
            revision=cls.revision,
            longest_s=cls.longest_s,
            sections=True,
        )

    def quote(self, request: MusicRequest) -> Quote:
        """The table's price of the minutes that are asked for."""
        minutes = Decimal(_length_ms(request)) / 60_000
        return Quote(usd=price("music", minutes), seconds=10.0 + float(minutes) * 15)

    def recipe(self, request: MusicRequest) -> Recipe:
        """What is sent. A score without sections takes no seed, so that another one only counts another take."""
        take = {"take": request.seed} if request.seed and not request.sections else {}
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters={**self.asked(request), **take},
        )

    def asked(self, request: MusicRequest) -> dict[str, Any]:
        """What is sent: a plan of its sections with a seed, or words and a length."""
        model = {"model_id": known("music")["model"]}
        if request.sections:
            plan = {
                "positive_global_styles": [*_FILM, *_words(request.mood)],
                "negative_global_styles": [*_NO_VOICES],
                "sections": [*_planned(request)],
            }
            return {
                **model,
                "composition_plan": plan,
                "seed": request.seed,
                "respect_sections_durations": True,
            }
        prompt = f"{', '.join(_FILM)}: {', '.join(_words(request.mood)) or _USUAL}"
        return {**model, "prompt": prompt, "music_length_ms": _length_ms(request), "force_instrumental": True}

    def cannot(self, request: MusicRequest) -> str:
        """As `Limited.cannot`."""
        if _length_ms(request) <= _LONGEST_MS:
            return ""
        return f"ElevenLabs makes {self.longest_s:g} s of music at once, and this score lasts {request.seconds:g} s."

    def render(self, request: MusicRequest, bench: Bench) -> Rendered:
        """As `Renderer.render`; whatever may have been billed and is lost is an `UnknownOutcome`."""

        def ask(library: "ElevenLabs") -> Any:  # noqa: ANN401 - of the library
            return library.music.with_raw_response.compose(
                output_format=known("music")["format"], request_options=NO_RETRIES, **self.asked(request)
            )

        return Rendered(path=sounded(self._desk, ask, bench, "score.mp3"), cost=None)


def _length_ms(request: MusicRequest) -> int:
    """How long it is asked for; there is none shorter than three seconds."""
    if request.sections:
        return sum(int(one["duration_ms"]) for one in _planned(request))
    return max(_SHORTEST_MS, round(request.seconds * 1000))


def _planned(request: MusicRequest) -> Iterator[dict[str, Any]]:
    """The sections as the vendor takes them, none longer than it may be."""
    for number, section in enumerate(request.sections, start=1):
        for length in _lengths_ms(section):
            yield {
                "section_name": f"Part {number}",
                "positive_local_styles": _words(section.mood) or [_USUAL],
                "negative_local_styles": [],
                "duration_ms": length,
                "lines": [],
            }


def _lengths_ms(section: MusicSection) -> list[int]:
    whole = max(_SHORTEST_MS, round(section.seconds * 1000))
    count = -(-whole // _LONGEST_SECTION_MS)
    return [whole // count + (number < whole % count) for number in range(count)]


def _words(mood: str) -> list[str]:
    """A mood as styles: what is between its commas."""
    return [part for text in mood[:_MOST_WORDS].split(",") if (part := " ".join(text.split()))]
