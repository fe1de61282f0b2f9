"""A voice heard before a film has it."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from fastapi import Response
from pydantic import Field

from models.base import Frozen
from models.errors import BadInput
from models.money.dollars import plain
from models.shots.lines import MOST_OF_A_LINE
from studio.service.choices import speech_of
from studio.service.voice_trial import plan_trial, speak
from studio.web.resources import resource
from studio.web.routes.making.bodies import Decide

router = resource("voices")

# Bytes first: a client that is generated takes every file as what stands first.
_OF_BYTES = {"schema": {"type": "string", "format": "binary"}}
_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The line, spoken.",
        "content": dict.fromkeys(("application/octet-stream", "audio/wav", "audio/mpeg"), _OF_BYTES),
    }
}


class VoiceTry(Frozen):
    """A line that is to be spoken by itself."""

    name: str = Field(
        description="A voice; or a character, who then has the voice that a film would give them.",
        min_length=1,
        max_length=200,
        pattern=r"\S",
        examples=["Emma"],
    )
    words: str = Field(
        description="What is said.",
        min_length=1,
        max_length=MOST_OF_A_LINE,
        pattern=r"\S",
        examples=["Hello there."],
    )
    provider: str | None = Field(default=None, max_length=200, description="Whose voice.", examples=["piper"])
    profile: str | None = Field(default=None, max_length=80, description="That of a profile's provider.")
    language: str | None = Field(
        default=None,
        pattern="^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,4}$",
        description="The language of the words; told by them if left out.",
        examples=["de"],
    )


@router.post("/voices/tries", summary="Hear a voice", response_class=Response, responses=_ANSWER)
async def try_voice(body: VoiceTry, _: Decide) -> Response:
    """Have a voice that costs nothing speak a line.

    One that has a price is heard with `longtake voices try` on the machine, where somebody agrees to it.
    """
    if body.provider and body.profile:
        raise BadInput("provider and profile both say whose voices: give one of them.")
    sound = await asyncio.to_thread(_spoken, body)
    return Response(sound, media_type="audio/wav" if sound.startswith(b"RIFF") else "audio/mpeg")


def _spoken(body: VoiceTry) -> bytes:
    of = body.provider or speech_of(body.profile or "local")
    trial = plan_trial(body.name.strip(), body.words, of, body.language)
    if trial.most:
        raise BadInput(
            f"That may cost up to ${plain(trial.most)}, which only `longtake voices try` asks somebody for: here voices are "
            "heard that cost nothing."
        )
    with TemporaryDirectory(prefix="longtake-voice-") as folder:
        file = Path(folder) / "voice"
        speak(trial, file)
        return file.read_bytes()
