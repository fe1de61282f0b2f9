"""Speech as OpenAI has it, doubled: `python -m tests.kit.vendors.openai_speech FOLDER`. OpenRouter's is of the same shape.

Stricter than OpenAI: a field that a model does not take is refused. WAV files come as they are streamed: without a length.
"""

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.kit.vendors import manners
from tests.kit.vendors.manners import KEY, Check, Desk, Double, later, misgiven, number, one_of, text
from tests.kit.vendors.spoken import Said, as_mp3, as_wav, said

VOICES = ("alloy", "ash", "ballad", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer", "verse", "marin", "cedar")  # fmt: skip
OLD = ("tts-1", "tts-1-hd")
MODELS = ("gpt-4o-mini-tts", *OLD, "openai/gpt-4o-mini-tts-2025-12-15", "kokoro")
_PER_CHARACTER = {"tts-1": Decimal("0.000015"), "tts-1-hd": Decimal("0.00003")}
_PER_MINUTE = Decimal("0.015")
_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg", "pcm": "audio/pcm"}


def fields_of(model: str, formats: tuple[str, ...]) -> dict[str, Check]:
    """What a model takes."""
    voices = (*VOICES[:6], *VOICES[6:10]) if model in OLD else VOICES
    fields: dict[str, Check] = {
        "model": one_of(model),
        "input": text(4096),
        "voice": text() if model == "kokoro" else one_of(*voices),
        "response_format": one_of(*formats),
        "speed": number(0.25, 4),
    }
    return fields if model in OLD else {**fields, "instructions": text(4096)}


class OpenAI(Double):
    """OpenAI; `open` to everybody where it is a server of one's own."""

    formats: tuple[str, ...] = ("mp3", "opus", "aac", "flac", "wav", "pcm")
    path: tuple[str, ...] = ("v1", "audio", "speech")
    key = KEY

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, OpenAIDesk)

    @property
    def api(self) -> str:
        """The address to ask."""
        return f"{self.address}/{'/'.join(self.path[:-2])}"


class OpenRouterVoices(OpenAI):
    """OpenRouter, as far as it speaks."""

    formats = ("mp3", "pcm")
    path = ("api", "v1", "audio", "speech")


class OwnServer(OpenAI):
    """A server of one's own, which wants no key."""

    key = ""


class OpenAIDesk(Desk):
    """One caller."""

    server: OpenAI

    def other(self, method: str, body: bytes) -> None:
        if self.server.key and self.headers.get("Authorization") != f"Bearer {self.server.key}":
            self.problem(401, f"Incorrect API key provided {self.server.behaviour.says}", "invalid_api_key")
        elif (method, tuple(self.parts)) == ("POST", self.server.path):
            self._asked(body)
        else:
            self.problem(404, "Not found", "not_found")

    def problem(self, status: int, message: str, code: str, **headers: str) -> None:
        self.answer(
            status, {"error": {"message": message, "type": "invalid_request_error", "code": code}}, headers
        )

    def _asked(self, body: bytes) -> None:
        try:
            asked: dict[str, Any] = json.loads(body)
        except ValueError:
            asked = {}
        words = str(asked.get("input", ""))
        fault = self.server.fault("submit", words)
        how, says = fault.how if fault else "", self.server.behaviour.says
        model = str(asked.get("model"))
        if how in ("401", "500", "503"):
            self.problem(
                int(how), f"It is not to be had {says}", "invalid_api_key" if how == "401" else "server_error"
            )
        elif how == "402":
            self.problem(429, f"You exceeded your current quota {says}", "insufficient_quota")
        elif how == "429":
            self.answer(429, {"error": {"message": "slow down", "code": "rate_limit_exceeded"}}, later(fault))
        elif how == "drop-before":
            self.drop()
        elif model not in MODELS:
            self.problem(404, f"The model {model!r} does not exist", "model_not_found")
        elif wrong := misgiven(fields_of(model, self.server.formats), {"model", "input", "voice"}, asked):
            self.problem(400, "; ".join(f"{name} {why}" for name, why in wrong.items()), "invalid_value")
        elif how == "422":
            self.problem(400, f"It cannot be spoken {says}", "invalid_value")
        elif how == "moderated":
            self.problem(400, f"The input was refused {says}", "content_policy_violation")
        else:
            self._speak(asked, how)

    def _speak(self, asked: dict[str, Any], how: str) -> None:
        spoken = said(asked["input"], asked["voice"])
        with self.server.lock:
            number = len(self.server.books.jobs) + 1
            self.server.books.write("take", f"line-{number}", asked=asked, usd=str(usd_of(asked, spoken)))
        form = asked.get("response_format", self.server.formats[0])
        data = {
            "wav": lambda: as_wav(spoken.samples, streamed=True),
            "mp3": lambda: as_mp3(spoken.samples),
            "pcm": spoken.samples.tobytes,
        }[form]()
        if how == "drop-after":
            self.drop()
        elif how == "html":
            self.answer(200, b"<html>We will be back soon.</html>", {"Content-Type": "text/html"})
        elif how == "none":
            self.answer(200, b"", {"Content-Type": _TYPES[form]})
        elif how == "error-inside":
            self.answer(
                200, {"error": {"code": 502, "message": f"The host failed {self.server.behaviour.says}"}}
            )
        else:
            self.answer(200, data, {"Content-Type": _TYPES[form]}, cut=how == "drop-midway")


def usd_of(asked: dict[str, Any], spoken: Said) -> Decimal:
    """What a line costs: by its characters, or by the minutes that are heard and the words that are read."""
    per = _PER_CHARACTER.get(asked["model"])
    if per is not None:
        return per * len(asked["input"])
    if asked["model"] == "kokoro":
        return Decimal(0)
    read = len(asked["input"]) + len(asked.get("instructions", ""))
    return _PER_MINUTE * Decimal(str(spoken.seconds)) / 60 + Decimal("0.0000006") * (read // 4 + 1)


if __name__ == "__main__":
    manners.serve(Path(sys.argv[1]), OpenAI)
