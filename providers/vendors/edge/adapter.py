"""Edge TTS by the library `edge-tts`: free, without a key, and without anybody's promise; it says when each word is heard."""

import asyncio
import threading
import time
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from models.cut.words import Word
from models.errors import InvalidRequest, ProviderError, RateLimited, Transient
from models.money.dollars import ZERO
from models.orders.requests import SpeechRequest
from providers.base import Bench, Rendered, Voice
from providers.offers import Extra
from providers.offline.voice.spoken_text import language_name
from providers.vendors.client import VendorClient
from providers.vendors.edge.voices import known_voices, listed_voices
from providers.vendors.speech.adapter import SpeechProvider
from providers.vendors.speech.model import SpeechModel
from providers.vendors.speech.sound import MOST_BYTES, voice_file

if TYPE_CHECKING:
    from edge_tts import Communicate

T = TypeVar("T")

_TICKS = 10_000_000
"""The library's times are in parts of a second: a hundred nanoseconds."""
_LIST_WITHIN_S = 10.0
_REMEMBERED_S = 3600.0
_SHORTER_S = 60.0
"""How long nobody asks again for a list that could not be read."""
_WHOLE = 0.6
"""The share of a text's letters that has to be heard of it at least: some of its words may be given otherwise."""
_UNLICENSED = (
    "Edge TTS is asked without an account, by the library edge-tts (LGPL-3.0): Microsoft promises nobody that it answers, and "
    "licenses its voices to nobody for commercial films."
)


class EdgeSpeech(SpeechProvider):
    """Speech by Edge's reading aloud."""

    vendor: ClassVar[str] = "edge"
    extra = Extra("edge", ("edge_tts",))

    def __init__(self, client: VendorClient, model: SpeechModel) -> None:
        super().__init__(client, model)
        self._reading = threading.Lock()
        self._read: tuple[float, tuple[Voice, ...]] | None = None

    def voices(self) -> tuple[Voice, ...]:
        """As `Voiced.voices`: those of the service's list, or where that cannot be read some that are known."""
        with self._reading:
            if self._read is None or time.monotonic() > self._read[0]:
                try:
                    self._read = time.monotonic() + _REMEMBERED_S, self._listed()
                except ProviderError:
                    self._read = time.monotonic() + _SHORTER_S, known_voices()
            return self._read[1]

    def voice_for(self, request: SpeechRequest) -> str:
        """The voice that a request names, or the first known one that speaks its language."""
        speaking = (voice.name for voice in known_voices() if voice.speaks(request.language))
        return request.voice or next(speaking, "")

    def cannot_voice(self, request: SpeechRequest) -> str:
        """Why nobody can speak a request."""
        if self.voice_for(request):
            return ""
        return (
            f"Nobody is known at {self.name} who speaks {language_name(request.language)}: name a voice of "
            f"`longtake voices --speech-provider {self.name}`."
        )

    def cautions(self, request: SpeechRequest) -> tuple[str, ...]:
        """As of any model; and whose service it is."""
        return (_UNLICENSED, *super().cautions(request))

    def render(self, request: SpeechRequest, bench: Bench) -> Rendered:
        """As `Renderer.render`; it costs nothing, whatever comes of it."""
        if why := self.cannot(request):
            raise InvalidRequest(why)
        asking = self._asking(request)
        data, words = self._run(self._spoken(asking, bench), self.client.vendor.read_timeout_s)
        if not _is_whole(request.text, words):
            raise Transient(f"{self.name} broke off in the middle of the line.")
        return Rendered(path=voice_file(data, bench.into, words, self.name), cost=ZERO)

    def _asking(self, request: SpeechRequest) -> "Communicate":
        """What the library is to ask; raises InvalidRequest for a voice, or words of the table, that it does not take."""
        import edge_tts

        always: dict[str, Any] = self.model.always
        try:
            return edge_tts.Communicate(
                request.text, self.voice_for(request), boundary="WordBoundary", **always
            )
        except (ValueError, TypeError) as error:
            raise InvalidRequest(f"{self.name} cannot be asked so: {str(error).rstrip('.')}.") from None

    async def _spoken(self, asking: "Communicate", bench: Bench) -> tuple[bytes, list[Word]]:
        sound, words = bytearray(), []
        async for chunk in asking.stream():
            if chunk["type"] == "audio":
                sound += chunk["data"]
                bench.progress(0.5)
            elif chunk["type"] == "WordBoundary":
                start = chunk["offset"] / _TICKS
                words.append(Word(chunk["text"], start, start + chunk["duration"] / _TICKS))
            if len(sound) > MOST_BYTES:
                raise InvalidRequest(f"{self.name} spoke longer than any line is: it is not read to its end.")
        return bytes(sound), words

    def _listed(self) -> tuple[Voice, ...]:
        import edge_tts

        return listed_voices(self._run(edge_tts.list_voices(), _LIST_WITHIN_S)) or known_voices()

    def _run(self, asking: Coroutine[Any, Any, T], within_s: float) -> T:
        """What comes of asking the service.

        Raises:
            ProviderError: nothing; whatever it is, it has cost nothing.

        """
        import aiohttp
        from edge_tts import exceptions

        self._point()
        try:
            return asyncio.run(asyncio.wait_for(asking, within_s))
        except exceptions.NoAudioReceived:
            raise InvalidRequest(
                f"{self.name} gave no sound: it does not know the voice, or cannot read the words."
            ) from None
        except (
            exceptions.UnexpectedResponse,
            exceptions.UnknownResponse,
            exceptions.SkewAdjustmentError,
        ) as error:
            raise InvalidRequest(
                f"{self.name} answers otherwise than edge-tts knows it ({type(error).__name__}): install a newer edge-tts, "
                "or choose another speech provider."
            ) from None
        except aiohttp.ClientResponseError as error:
            if error.status == 403:
                raise InvalidRequest(
                    f"{self.name} does not let edge-tts in any more (403): install a newer edge-tts, or choose another speech "
                    "provider."
                ) from None
            busy = RateLimited if error.status == 429 else Transient
            raise busy(f"{self.name} is out of order for the moment (HTTP {error.status}).") from None
        except (aiohttp.ClientError, exceptions.EdgeTTSException, OSError, TimeoutError) as error:
            raise Transient(f"{self.name} could not be asked ({type(error).__name__}).") from None
        except (ValueError, KeyError, TypeError) as error:
            raise InvalidRequest(
                f"{self.name} answers otherwise than edge-tts knows it ({type(error).__name__})."
            ) from None

    def _point(self) -> None:
        """Have the library ask another address, where one is set: it has no parameter for that."""
        if not self.client.base:
            return
        from edge_tts import communicate, voices
        from edge_tts.constants import TRUSTED_CLIENT_TOKEN

        base = self.client.address()
        socket = base.replace("http", "ws", 1)
        for page, name, asked in (
            (communicate, "WSS_URL", f"{socket}/edge/v1?TrustedClientToken={TRUSTED_CLIENT_TOKEN}"),
            (voices, "VOICE_LIST", f"{base}/voices/list?trustedclienttoken={TRUSTED_CLIENT_TOKEN}"),
        ):
            setattr(page, name, asked)


def _is_whole(text: str, words: Sequence[Word]) -> bool:
    """Whether a text was spoken to its end: the library takes a connection that broke for the end of what is said."""
    told, spoken = _letters(text), [letters for word in words if (letters := _letters(word.text))]
    heard = "".join(spoken)
    return bool(spoken) and told.endswith(spoken[-1]) and len(heard) >= _WHOLE * len(told)


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
