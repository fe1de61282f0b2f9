"""ElevenLabs by its own library: one POST a line, whose answer says when each character is heard; never asked twice."""

import base64
import binascii
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from models.cut.words import Word
from models.errors import InvalidRequest, Transient, UnknownOutcome
from models.orders.assets import Recipe
from models.orders.requests import SpeechRequest
from providers.base import Bench, Label, Rendered, Voice
from providers.vendors.client import VendorClient
from providers.vendors.elevenlabs.desk import EXTRA, NO_RETRIES, ElevenLabsDesk
from providers.vendors.elevenlabs.exchanges import check_heard, cut_from, kept, written
from providers.vendors.elevenlabs.voices import voice_of
from providers.vendors.exchange import MOST_BYTES as MOST_OF_A_LIST
from providers.vendors.library import reading
from providers.vendors.speech.adapter import Body, SpeechProvider
from providers.vendors.speech.model import SpeechModel
from providers.vendors.speech.sound import MOST_BYTES, samples_of, voice_file, words_of_characters

if TYPE_CHECKING:
    from elevenlabs.client import ElevenLabs
    from elevenlabs.core.request_options import RequestOptions

_PAGE = 100
_MOST_PAGES = 50
_REMEMBERED_S = 300.0
"""How long the account's voices are taken for those that it had when they were read."""


class ElevenLabsSpeech(SpeechProvider):
    """Speech by ElevenLabs, billed each time it is asked for."""

    vendor: ClassVar[str] = "elevenlabs"
    queue: ClassVar[Label] = "elevenlabs"
    extra = EXTRA

    def __init__(self, client: VendorClient, model: SpeechModel) -> None:
        super().__init__(client, model)
        self._desk = ElevenLabsDesk(client, model.id)
        self._reading = threading.Lock()
        self._read: tuple[float, tuple[Voice, ...]] | None = None

    def voices(self) -> tuple[Voice, ...]:
        """As `Voiced.voices`: those of the account, the model's usual one first; read again after some minutes."""
        with self._reading:
            now = time.monotonic()
            if self._read is None or now - self._read[0] > _REMEMBERED_S:
                self._read = now, self._listed()
            return self._read[1]

    def asked(self, request: SpeechRequest) -> Body:
        """As of any model; and what is said around the line."""
        around = {"previous_text": request.before, "next_text": request.after} if self.model.context else {}
        return {**super().asked(request), **{name: text for name, text in around.items() if text}}

    def cannot_voice(self, request: SpeechRequest) -> str:  # noqa: ARG002 - the account knows, and is asked when voices are given
        """Nothing is known of a voice without asking."""
        return ""

    def render(self, request: SpeechRequest, bench: Bench) -> Rendered:
        """As `Renderer.render`; whatever may have been billed and is lost is an `UnknownOutcome`."""
        voice = self.voice_for(request) or self._first()
        # What a person adds goes as it is, whether the library knows the field or not.
        always, asked = self.model.always, self.asked(request)
        options: RequestOptions = {**NO_RETRIES, "additional_body_parameters": always}

        def ask(library: "ElevenLabs") -> Any:  # noqa: ANN401 - of the library
            return library.text_to_speech.with_raw_response.convert_with_timestamps(
                voice,
                model_id=self.model.id,
                output_format=self.model.format,
                request_options=options,
                **{name: value for name, value in asked.items() if name not in always},
            )

        came = self._desk.posted(ask, MOST_BYTES, voice)
        try:
            data = base64.b64decode(str(came.data.audio_base_64), validate=True)
        except (binascii.Error, ValueError, AttributeError):
            data = b""
        words = self._words(came.data, request)
        path = voice_file(data, bench.into, words, self.name, bare_rate=self.model.bare_rate)
        return Rendered(path=path, cost=self._desk.cost(came.headers, self.model.credit))

    def recipe(self, request: SpeechRequest) -> Recipe:
        """As of any model; of a line of an exchange, which exchange it is and where."""
        if not request.exchange or not self.model.exchange:
            return super().recipe(request)
        whole = self.exchange_recipe(request)
        parameters = {**whole.parameters, "place": request.place}
        return whole.model_copy(update={"kind": self.kind, "parameters": parameters})

    def exchange_recipe(self, request: SpeechRequest) -> Recipe:
        """As `Conversing.exchange_recipe`."""
        asked = {"inputs": self.inputs(request), **self._beside(request)}
        return Recipe(kind="exchange", provider=self.name, revision=self.revision, parameters=asked)

    def inputs(self, request: SpeechRequest) -> list[dict[str, str]]:
        """The lines of a request's exchange, as they are sent."""
        return [
            {
                "text": self.text(SpeechRequest(text=turn.text, delivery=turn.delivery)),
                "voice_id": turn.voice or self.model.usual_voice,
            }
            for turn in request.exchange
        ]

    def converse(self, request: SpeechRequest, bench: Bench) -> Rendered:
        """As `Conversing.converse`; whatever may have been billed and is lost is an `UnknownOutcome`."""
        beside = self._beside(request)
        always = {name: value for name, value in beside.items() if name in self.model.always}
        options: RequestOptions = {**NO_RETRIES, "additional_body_parameters": always}
        asked = {name: value for name, value in beside.items() if name not in always}

        def ask(library: "ElevenLabs") -> Any:  # noqa: ANN401 - of the library
            return library.text_to_dialogue.with_raw_response.convert_with_timestamps(
                inputs=self.inputs(request),
                model_id=self.model.id,
                output_format=self.model.format,
                request_options=options,
                **asked,
            )

        came = self._desk.posted(ask, MOST_BYTES, "")
        spoken = kept(came.data, request.exchange, self.name)
        # What cannot be read is not kept: every line would be looked for in it for ever.
        data = base64.b64decode(spoken.audio)
        samples = samples_of(data, bench.into, self.name, bare_rate=self.model.bare_rate)
        check_heard(spoken, len(samples), self.name)
        return Rendered(
            path=written(spoken, bench.into), cost=self._desk.cost(came.headers, self.model.credit)
        )

    def cut_out(self, spoken: Path, request: SpeechRequest, bench: Bench) -> Rendered:
        """As `Conversing.cut_out`."""
        rate = self.model.bare_rate
        return Rendered(path=cut_from(spoken, request.place, bench.into, self.name, bare_rate=rate))

    def _beside(self, request: SpeechRequest) -> Body:
        """The fields of an exchange beside its lines, each of which would have settings of its own."""
        return {
            name: value
            for name, value in super().asked(request).items()
            if name not in ("text", "voice_settings", self.model.delivery)
        }

    def _first(self) -> str:
        """Who speaks where neither the request nor the table names anybody."""
        found = self.voices()
        if not found:
            raise InvalidRequest("This account at ElevenLabs has no voice: add one there.")
        return found[0].name

    def _words(self, told: Any, request: SpeechRequest) -> tuple[Word, ...]:  # noqa: ANN401 - of the library
        """When each word is heard, as far as the vendor says it: of the text as it was sent, or as it was read."""
        if not self.model.words:
            return ()
        tag = self.tag(request)
        for alignment in (told.alignment, told.normalized_alignment):
            try:
                characters = [*alignment.characters]
                starts = [float(time) for time in alignment.character_start_times_seconds]
                ends = [float(time) for time in alignment.character_end_times_seconds]
            except (AttributeError, TypeError, ValueError):
                continue
            tagged = tag and "".join(map(str, characters)).startswith(tag)
            if words := words_of_characters(characters, starts, ends, len(tag) if tagged else 0):
                return words
        return ()

    def _listed(self) -> tuple[Voice, ...]:
        from elevenlabs.core.api_error import ApiError

        whom = self.client.whom("its voices")
        found: dict[str, Voice] = {}
        page: str | None = None
        try:
            for _ in range(_MOST_PAGES):
                with self._desk.library(MOST_OF_A_LIST) as library, reading(whom):
                    came = library.voices.search(
                        page_size=_PAGE,
                        next_page_token=page,
                        request_options=NO_RETRIES,
                    )
                for one in came.voices or ():
                    voice = voice_of(one, self.model.languages)
                    if voice is not None:
                        found.setdefault(voice.name, voice)
                page = came.next_page_token
                if not came.has_more or not page:
                    break
        except ApiError as error:
            refusal = self._desk.refusal(error)
            raise Transient(str(refusal)) if isinstance(refusal, UnknownOutcome) else refusal from None
        except (ValueError, AttributeError, TypeError):
            raise Transient(f"{whom.shown} could not be read: the answer is no list of voices.") from None
        usual = found.pop(self.model.usual_voice, None)
        return (*((usual,) if usual else ()), *found.values())
