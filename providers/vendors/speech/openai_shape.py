"""Speech that is asked for as OpenAI's is, `POST /audio/speech`: OpenAI's own, OpenRouter's, and any server's that a person names."""

from typing import Any, ClassVar

from models.errors import UnknownOutcome
from models.orders.requests import SpeechRequest
from providers.base import Bench, Label, Rendered
from providers.vendors.exchange import Post
from providers.vendors.speech.adapter import SpeechProvider
from providers.vendors.speech.sound import MOST_BYTES, voice_file


class SharedShape(SpeechProvider):
    """Speech of any vendor that answers as OpenAI does: a server of one's own, say, whose voices its table lists."""

    vendor: ClassVar[str] = ""

    def render(self, request: SpeechRequest, bench: Bench) -> Rendered:
        """As `Renderer.render`; whatever may have been billed and is lost is an `UnknownOutcome`."""
        post = Post(
            "/audio/speech",
            self.body(request),
            self.model.id,
            accept="audio/*, application/json",
            most_bytes=MOST_BYTES,
        )
        came = self.client.ask(post)
        if not came.body:
            raise UnknownOutcome(f"{self.name} answered with nothing; it may have been billed.")
        path = voice_file(came.body, bench.into, (), self.name, bare_rate=self.model.bare_rate)
        return Rendered(path=path, cost=None)

    def voice_for(self, request: SpeechRequest) -> str:
        """As of any model; a voice has to be named, and most servers know this one."""
        return super().voice_for(request) or "alloy"

    def body(self, request: SpeechRequest) -> dict[str, Any]:
        """What is sent."""
        asked = self.asked(request)
        return {
            "model": self.model.id,
            "input": asked.pop("text"),
            "voice": self.voice_for(request),
            "response_format": self.model.format,
            **asked,
        }


class OpenAISpeech(SharedShape):
    """OpenAI's own."""

    vendor: ClassVar[str] = "openai"


class OpenRouterSpeech(SharedShape):
    """Speech of many makers, by OpenRouter."""

    vendor: ClassVar[str] = "openrouter"
    queue: ClassVar[Label] = "openrouter"
