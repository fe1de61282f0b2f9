"""The base of all adapters of speech: what is asked, what it costs, what cannot be, from the model's table alone."""

from typing import Any, ClassVar

from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.cast import Choice
from models.orders.requests import SpeechRequest
from models.orders.slowest_voice import longest_spoken
from providers.base import Label, Voice
from providers.offers import VendorProvider
from providers.offline.voice.spoken_text import language_name
from providers.vendors.client import VendorClient
from providers.vendors.speech.costs import most_of
from providers.vendors.speech.model import SpeechModel
from providers.vendors.speech.table import today

Body = dict[str, Any]
"""What is sent, but for the model and the voice."""


class SpeechProvider(VendorProvider):
    """Speaks lines with one model of a vendor, answered at once. An adapter adds how its vendor is spoken to."""

    kind: ClassVar[Kind] = "speech"
    queue: ClassVar[Label] = "io"
    """The queue of its work; a vendor of its own where that has limits."""

    def __init__(self, client: VendorClient, model: SpeechModel) -> None:
        super().__init__(client)
        self.model = model

    @classmethod
    def cast_as(cls, model: SpeechModel) -> Choice:
        """A model as it is cast, which its table alone says."""
        return Choice(
            kind=cls.kind,
            provider=model.name,
            label=cls.queue,
            revision=model.revision,
            context=model.context,
            exchange=model.exchange,
        )

    @property
    def name(self) -> str:
        """`vendor/id`."""
        return self.model.name

    @property
    def label(self) -> Label:
        """As `queue`."""
        return self.queue

    @property
    def revision(self) -> str:
        """The model's."""
        return self.model.revision

    def voices(self) -> tuple[Voice, ...]:
        """As `Voiced.voices`: those that the table has."""
        return self.model.voices

    def quote(self, request: SpeechRequest) -> Quote:
        """The table's price of what is sent, at the very most."""
        beside = request.delivery if self.model.delivery else ""
        usd = most_of(self.model.price, self.text(request), beside)
        return Quote(usd=usd, seconds=2.0 + longest_spoken(request.text) / 4)

    def recipe(self, request: SpeechRequest) -> Recipe:
        """What is sent. A model that takes no seed says the same line otherwise each time, which a seed counts."""
        take = {"take": request.seed} if request.seed and not self.model.seed else {}
        asked = {"voice": self.voice_for(request), **self.asked(request), **take}
        return Recipe(kind=self.kind, provider=self.name, revision=self.revision, parameters=asked)

    def voice_for(self, request: SpeechRequest) -> str:
        """The voice that a request names, or the model's usual one."""
        return request.voice or self.model.usual_voice

    def text(self, request: SpeechRequest) -> str:
        """What is sent to be spoken: the line, after how it is said where the model takes that as a tag."""
        return self.tag(request) + request.text

    def tag(self, request: SpeechRequest) -> str:
        """How a line is said, in square brackets; empty where nothing is said of it, or the model takes none."""
        words = request.delivery.replace("[", "(").replace("]", ")")
        return f"[{words}] " if self.model.tags and words else ""

    def asked(self, request: SpeechRequest) -> Body:
        """The fields of a request, but for its model and voice, as the table names them."""
        model = self.model
        body: Body = {**model.always, "text": self.text(request)}
        if model.delivery and request.delivery:
            body[model.delivery] = request.delivery
        if model.seed:
            body[model.seed] = request.seed % 2**32
        if model.language and request.language not in ("", "und"):
            body[model.language] = request.language.lower().replace("_", "-").split("-")[0]
        return body

    def cannot(self, request: SpeechRequest) -> str:
        """As `Limited.cannot`."""
        model, text = self.model, self.text(request)
        if model.ends and today() >= model.ends:
            return f"{self.name} answers no more since {model.ends}: choose another speech provider."
        if not any(character.isalnum() for character in request.text):
            return f"The line {request.text.strip()[:40]!r} has no words to speak: give it at least one."
        if model.most and len(text) > model.most:
            return f"{self.name} takes lines of {model.most:,} characters, and this one has {len(text):,}: shorten it."
        if not model.speaks(request.language):
            return f"{self.name} does not speak {language_name(request.language)}: choose another speech provider."
        return self.cannot_voice(request)

    def cannot_voice(self, request: SpeechRequest) -> str:
        """Why a voice cannot speak a request; of those that the table has."""
        known = {voice.name: voice for voice in self.model.voices}
        voice = known.get(request.voice)
        if not request.voice or (voice and voice.speaks(request.language)):
            return ""
        if voice:
            return f"The voice {voice.name} of {self.name} does not speak {language_name(request.language)}: choose another."
        if known:
            return f"There is no voice {request.voice!r}: {self.name} has {', '.join(known)}."
        return (
            f'{self.name} has no list of voices: name {request.voice!r} in voices of [endpoints."{self.name}"], kind = '
            '"speech", in your models.toml.'
        )

    def cautions(self, request: SpeechRequest) -> tuple[str, ...]:
        """As `Cautious.cautions`."""
        model, said = self.model, []
        if model.ends:
            said.append(f"{self.name} answers no more from {model.ends} on.")
        if request.delivery and not model.delivery and not model.tags:
            said.append(f"{self.name} is not told how a line is said: it goes by the words alone.")
        return tuple(said)
