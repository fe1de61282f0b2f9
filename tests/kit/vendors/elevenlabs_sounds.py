"""What ElevenLabs' double makes beside speech: effects, and music whose sections are tones that one can tell apart."""

import subprocess
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from infra.media.ffmpeg import executable
from tests.kit.vendors.manners import Check, flag, misgiven, number, one_of, text, whole

SECOND = Decimal("0.0032")
"""Dollars of an effect's second."""
MINUTE = Decimal("0.80")
"""Dollars of a minute of music."""
_STYLES = 50


def hertz_of(words: str) -> int:
    """The tone that stands for words."""
    return 300 + 50 * (sha256(words.encode()).digest()[0] % 16)


def _styles(value: Any) -> str:
    if not isinstance(value, list) or len(value) > _STYLES:
        return "is no list of styles"
    return "" if all(isinstance(one, str) and one for one in value) else "has a style that is no text"


def _sections(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return "is no list of sections"
    fields: dict[str, Check] = {
        "section_name": text(100),
        "positive_local_styles": _styles,
        "negative_local_styles": _styles,
        "duration_ms": whole(3000, 120_000),
        "lines": lambda lines: "" if lines == [] else "are sung, and nobody asked for that",
    }
    wrong = [misgiven(fields, {*fields}, one) for one in value]
    if told := next((one for one in wrong if one), None):
        return str(told)
    total = sum(one["duration_ms"] for one in value)
    return "" if total <= 600_000 else "lasts more than ten minutes"


def _plan(value: Any) -> str:
    fields: dict[str, Check] = {
        "positive_global_styles": _styles,
        "negative_global_styles": _styles,
        "sections": _sections,
    }
    return "; ".join(f"{name} {why}" for name, why in misgiven(fields, {*fields}, value).items())


EFFECT: dict[str, Check] = {
    "text": text(450),
    "model_id": one_of("eleven_text_to_sound_v2"),
    "duration_seconds": number(0.5, 30),
    "prompt_influence": number(0, 1),
    "loop": flag,
}
PROMPTED: dict[str, Check] = {
    "prompt": text(4100),
    "model_id": one_of("music_v1"),
    "music_length_ms": whole(3000, 600_000),
    "force_instrumental": flag,
}
PLANNED: dict[str, Check] = {
    "composition_plan": _plan,
    "model_id": one_of("music_v1"),
    "seed": whole(0, 2**31 - 1),
    "respect_sections_durations": flag,
}
"""A seed goes with a plan alone; a length and that nobody sings, with words alone."""


def misgiven_of(what: str, asked: dict[str, Any]) -> dict[str, str]:
    """What is wrong with a request."""
    if what == "sound-generation":
        return misgiven(EFFECT, {"text", "duration_seconds"}, asked)
    if "composition_plan" in asked:
        return misgiven(PLANNED, {"composition_plan"}, asked)
    return misgiven(PROMPTED, {"prompt", "music_length_ms"}, asked)


def words_of(asked: dict[str, Any]) -> str:
    """All that a request says in words."""
    return str(asked.get("text") or asked.get("prompt") or asked.get("composition_plan") or "")


def parts_of(what: str, asked: dict[str, Any]) -> list[tuple[str, float]]:
    """What is heard, one after another: words, and for how many seconds."""
    if what == "sound-generation":
        return [(asked["text"], float(asked["duration_seconds"]))]
    if plan := asked.get("composition_plan"):
        return [
            (", ".join(one["positive_local_styles"]), one["duration_ms"] / 1000) for one in plan["sections"]
        ]
    return [(asked["prompt"], asked["music_length_ms"] / 1000)]


def usd_of(what: str, asked: dict[str, Any]) -> Decimal:
    """Dollars that a request costs."""
    seconds = sum((Decimal(str(length)) for _, length in parts_of(what, asked)), Decimal(0))
    return SECOND * seconds if what == "sound-generation" else MINUTE * seconds / 60


def played(folder: Path, what: str, asked: dict[str, Any]) -> bytes:
    """The MP3 of a request: a tone for each of its parts."""
    parts = parts_of(what, asked)
    path = folder / f"heard-{sha256(repr(parts).encode()).hexdigest()[:16]}.mp3"
    if not path.exists():
        half = path.with_name(f"half-{path.name}")
        inputs = [
            word
            for words, seconds in parts
            for word in (
                "-f",
                "lavfi",
                "-i",
                f"sine=frequency={hertz_of(words)}:duration={seconds}:sample_rate=44100",
            )
        ]
        joined = f"concat=n={len(parts)}:v=0:a=1,volume=2"
        command = [executable(), "-v", "error", "-y", *inputs, "-filter_complex", joined]
        subprocess.run([*command, "-c:a", "libmp3lame", "-b:a", "128k", "-f", "mp3", str(half)], check=True)
        half.replace(path)
    return path.read_bytes()
