"""ElevenLabs, doubled: `python -m tests.kit.vendors.elevenlabs FOLDER`.

Stricter than ElevenLabs: what a model does not take is refused, where the vendor passes some of it over; and of the plan that it
has only two lines are spoken at once.
"""

import base64
import json
import sys
import threading
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from tests.kit.vendors import elevenlabs_sounds as sounds
from tests.kit.vendors import manners
from tests.kit.vendors.manners import (
    KEY,
    Check,
    Desk,
    Double,
    Fault,
    later,
    misgiven,
    number,
    one_of,
    text,
    whole,
)
from tests.kit.vendors.spoken import RATE, Said, as_wav, said

AT_ONCE = 2
LASTS_S = 0.05
"""How long it takes to speak a line: so long others are at once with it."""
CREDIT = Decimal("0.00008")
GEORGE = "JBFqnCBsd6RMkjVDRZzb"
_STATUS = {
    "max_character_limit_exceeded": 400,
    "voice_not_found": 400,
    "unsupported_model": 400,
    "quota_exceeded": 401,
    "too_many_concurrent_requests": 429,
    "system_busy": 429,
}


class Speaks(NamedTuple):
    """A model: the most characters, what a character costs in credits, whether it takes a language, and what is around a line;
    the most characters of a dialogue.
    """

    most: int
    credits: Decimal
    language: bool
    context: bool
    dialogue: int = 0


MODELS = {
    "eleven_multilingual_v2": Speaks(10_000, Decimal(1), language=False, context=True),
    "eleven_flash_v2_5": Speaks(40_000, Decimal("0.5"), language=True, context=True),
    "eleven_v3": Speaks(3000, Decimal(1), language=True, context=False, dialogue=2000),
}


def voice(voice_id: str, name: str, gender: str, age: str, *languages: str) -> dict[str, Any]:
    """A voice as the vendor lists it."""
    labels = {
        "gender": gender,
        "age": age,
        "accent": "american",
        "use_case": "narrative_story",
        "language": languages[0],
    }
    verified = [
        {"language": one, "model_id": "eleven_multilingual_v2", "accent": None, "locale": None}
        for one in languages
    ]
    return {
        "voice_id": voice_id,
        "name": name,
        "category": "premade",
        "labels": labels,
        "description": f"A {age} {gender} voice",
        "verified_languages": verified,
    }


VOICES = (
    voice("21m00Tcm4TlvDq8ikWAM", "Rachel", "female", "young", "en", "de"),
    voice(GEORGE, "George", "male", "middle_aged", "en"),
    voice("pqHfZKP75CvOlQylNhV4", "Bill", "male", "old", "en", "fr"),
    voice("XrExE9yKIg1WjnnlVkGX", "Matilda", "female", "middle_aged", "en"),
)


def _settings(value: Any) -> str:
    known: dict[str, Check] = {
        **dict.fromkeys(("stability", "similarity_boost", "style"), number(0, 1)),
        "speed": number(0.7, 1.2),
        "use_speaker_boost": manners.flag,
    }
    return "; ".join(misgiven(known, set(), value).values())


def fields_of(model: Speaks) -> dict[str, Check]:
    """What a model takes."""
    fields: dict[str, Check] = {
        "text": text(),
        "model_id": one_of(*MODELS),
        "voice_settings": _settings,
        "seed": whole(0, 2**32 - 1),
        "apply_text_normalization": one_of("auto", "on", "off"),
    }
    fields |= {"language_code": text(3)} if model.language else {}
    return {**fields, **({"previous_text": text(), "next_text": text()} if model.context else {})}


def exchange_fields(model: Speaks) -> dict[str, Check]:
    """What a model takes of an exchange."""
    one: dict[str, Check] = {"text": text(), "voice_id": text()}

    def inputs(value: Any) -> str:
        if not isinstance(value, list) or not value or len({line.get("voice_id") for line in value}) > 10:
            return "is no list of lines of up to ten voices"
        return "; ".join(said for line in value for said in misgiven(one, {*one}, line).values())

    fields = {
        name: check for name, check in fields_of(model).items() if name not in ("text", "voice_settings")
    }
    return {**fields, "inputs": inputs}


def _misgiven(model: Speaks, asked: dict[str, Any], *, alone: bool) -> dict[str, str]:
    """What is wrong with a request for a line `alone`, or for an exchange."""
    if alone:
        return misgiven(fields_of(model), {"text", "model_id"}, asked)
    return misgiven(exchange_fields(model), {"inputs", "model_id"}, asked)


def conversation(inputs: list[dict[str, str]]) -> tuple[Said, list[dict[str, Any]]]:
    """The lines of an exchange, one after another, and where each of them is."""
    starts: list[float] = []
    ends: list[float] = []
    samples, segments, at = [], [], 0
    for place, line in enumerate(inputs):
        spoken, begun = said(line["text"], line["voice_id"]), len(starts)
        offset = at / RATE
        starts += [round(offset + start, 4) for start in spoken.starts]
        ends += [round(offset + end, 4) for end in spoken.ends]
        segments.append(
            {
                "voice_id": line["voice_id"],
                "start_time_seconds": starts[begun],
                "end_time_seconds": ends[-1],
                "character_start_index": begun,
                "character_end_index": len(starts),
                "dialogue_input_index": place,
            }
        )
        samples.append(spoken.samples)
        at += len(spoken.samples)
    return Said(np.concatenate(samples), tuple(starts), tuple(ends)), segments


class ElevenLabs(Double):
    """ElevenLabs; `voices` are those of the account."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ElevenLabsDesk)
        self.voices = list(VOICES)
        self.page = 100
        self.speaking = threading.BoundedSemaphore(AT_ONCE)


class ElevenLabsDesk(Desk):
    """One caller of ElevenLabs."""

    server: ElevenLabs

    def other(self, method: str, body: bytes) -> None:
        if self.headers.get("xi-api-key") != KEY:
            self.problem(401, "invalid_api_key", "Invalid API key")
            return
        match method, self.parts:
            case "GET", ["v2", "voices"]:
                self._list()
            case "POST", ["v1", "text-to-speech", voice_id, "with-timestamps"]:
                self._one_of(lambda: self._asked(voice_id, body))
            case "POST", ["v1", "text-to-dialogue", "with-timestamps"]:
                self._one_of(lambda: self._asked("", body))
            case "POST", ["v1", ("sound-generation" | "music") as what]:
                self._one_of(lambda: self._sounds(what, body))
            case _:
                self.problem(404, "not_found", "Not found")

    def _one_of(self, answer: Callable[[], None]) -> None:
        """Answer, unless as many are answered as the plan takes."""
        if not self.server.speaking.acquire(blocking=False):
            self.server.books.write("crowded")
            self.problem(429, "too_many_concurrent_requests", f"Your plan allows {AT_ONCE}")
            return
        try:
            answer()
        finally:
            self.server.speaking.release()

    def problem(self, status: int, code: str, message: str, fault: Fault | None = None) -> None:
        says = self.server.behaviour.says
        detail = {"type": "error", "code": code, "status": code, "message": f"{message} {says}".strip()}
        self.answer(status, {"detail": detail}, later(fault))

    def _list(self) -> None:
        fault = self.server.fault("poll")
        size = int(self.query.get("page_size", "10"))
        if fault and fault.how in ("503", "429"):
            self.problem(int(fault.how), "system_busy", "Not now", fault)
        elif not 1 <= size <= 100:
            self.problem(422, "invalid", "page_size must be 1 to 100")
        else:
            first = int(self.query.get("next_page_token") or 0)
            size = min(size, self.server.page)
            shown = self.server.voices[first : first + size]
            more = first + size < len(self.server.voices)
            with self.server.lock:
                self.server.books.write("list")
            token = str(first + size) if more else None
            self.answer(200, {"voices": shown, "has_more": more, "total_count": 0, "next_page_token": token})

    def _asked(self, voice_id: str, body: bytes) -> None:
        try:
            asked: dict[str, Any] = json.loads(body)
        except ValueError:
            asked = {}
        inputs = (
            (asked.get("inputs") or [])
            if not voice_id
            else [{"text": asked.get("text", ""), "voice_id": voice_id}]
        )
        words = " ".join(str(one.get("text")) for one in inputs)
        fault = self.server.fault("submit", words)
        how, code = (fault.how, fault.code) if fault else ("", "")
        model = MODELS.get(str(asked.get("model_id")))
        if how in ("401", "402", "422", "429") or (how in ("500", "503")):
            code = code or {"401": "invalid_api_key", "402": "quota_exceeded", "429": "system_busy"}.get(
                how, "invalid"
            )
            self.problem(_STATUS.get(code, int(how)), code, "It is not to be had", fault)
        elif how == "drop-before":
            self.drop()
        elif model is None:
            self.problem(400, "unsupported_model", f"A model {asked.get('model_id')!r} does not exist")
        elif not model.context and {"previous_text", "next_text"} & {*asked}:
            self.problem(
                400, "unsupported_model", "Providing previous_text or next_text is not yet supported"
            )
        elif not voice_id and not model.dialogue:
            self.problem(400, "unsupported_model", "This model does not speak dialogue")
        elif wrong := _misgiven(model, asked, alone=bool(voice_id)):
            self.problem(422, "invalid", "; ".join(f"{name} {why}" for name, why in wrong.items()))
        elif len(words) > (model.most if voice_id else model.dialogue):
            self.problem(
                400, "max_character_limit_exceeded", f"This request's text has {len(words)} characters"
            )
        elif {one["voice_id"] for one in inputs} - {one["voice_id"] for one in self.server.voices}:
            self.problem(400, "voice_not_found", "A voice with that voice_id was not found")
        elif self.query.get("output_format") not in ("mp3_44100_128", "wav_24000", "pcm_24000"):
            self.problem(403, "output_format_not_allowed", "This plan does not have that format")
        else:
            self._speak(voice_id, asked, model, how)

    def _sounds(self, what: str, body: bytes) -> None:
        """An effect, or music."""
        try:
            asked: dict[str, Any] = json.loads(body)
        except ValueError:
            asked = {}
        fault = self.server.fault("submit", sounds.words_of(asked))
        how, code = (fault.how, fault.code) if fault else ("", "")
        wrong = sounds.misgiven_of(what, asked)
        if how in ("401", "402", "422", "429", "500", "503"):
            code = code or {"401": "invalid_api_key", "402": "quota_exceeded", "429": "system_busy"}.get(
                how, "invalid"
            )
            self.problem(_STATUS.get(code, int(how)), code, "It is not to be had", fault)
        elif how == "drop-before":
            self.drop()
        elif wrong:
            self.problem(422, "invalid", "; ".join(f"{name} {why}" for name, why in wrong.items()))
        elif self.query.get("output_format") != "mp3_44100_128":
            self.problem(403, "output_format_not_allowed", "This plan does not have that format")
        else:
            self._play(what, asked, how)

    def _play(self, what: str, asked: dict[str, Any], how: str) -> None:
        time.sleep(LASTS_S)
        with self.server.lock:
            number_ = len(self.server.books.jobs) + 1
            usd = str(sounds.usd_of(what, asked))
            self.server.books.write("take", f"req-{number_}", asked={**asked, "what": what}, usd=usd)
        data = sounds.played(self.server.folder, what, asked)
        if how in ("invalid", "html", "black"):
            data = b"<html>We will be back soon.</html>"
        elif how == "none":
            data = b""
        if how == "drop-after":
            self.drop()
        else:
            self.answer(200, data, {"Content-Type": "audio/mpeg"}, cut=how == "drop-midway")

    def _speak(self, voice_id: str, asked: dict[str, Any], model: Speaks, how: str) -> None:
        time.sleep(LASTS_S)
        inputs = asked["inputs"] if not voice_id else [{"text": asked["text"], "voice_id": voice_id}]
        words = "".join(one["text"] for one in inputs)
        counted = (model.credits * len(words)).to_integral_value(rounding="ROUND_CEILING")
        with self.server.lock:
            number_ = len(self.server.books.jobs) + 1
            given = {**asked, "voice_id": voice_id}
            self.server.books.write("take", f"req-{number_}", asked=given, usd=str(counted * CREDIT))
        spoken, segments = conversation(inputs)
        times = {
            "characters": [*words],
            "character_start_times_seconds": spoken.starts,
            "character_end_times_seconds": spoken.ends,
        }
        heard = spoken.samples[: len(spoken.samples) // 2] if how == "short" else spoken.samples
        data = base64.b64encode(as_wav(heard)).decode()
        if how == "invalid":
            data = "%%%"
        elif how in ("html", "none"):
            data = base64.b64encode(b"<html>soon</html>" if how == "html" else b"").decode()
        told: dict[str, Any] = {"audio_base64": data, "alignment": times, "normalized_alignment": times}
        if not voice_id:
            told["voice_segments"] = segments[: -1 if how == "aborted" else None]
        if how == "gone":
            told |= {"alignment": None, "normalized_alignment": None}
        headers = {"request-id": f"req-{number_}", "character-cost": str(counted)}
        if how == "drop-after":
            self.drop()
        elif how == "black":
            self.answer(200, b"<html>We will be back soon.</html>", {"Content-Type": "text/html"})
        else:
            self.answer(200, told, headers if how != "aborted" else {}, cut=how == "drop-midway")


if __name__ == "__main__":
    manners.serve(Path(sys.argv[1]), ElevenLabs)
