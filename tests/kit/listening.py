"""What is heard in a recording, without a library to keep it in; and which recordings are listened to."""

from pathlib import Path

import pytest

from activities.cut.captions.captions import captioned
from activities.cut.captions.speech_times import spoken
from infra.media import sound
from models.cut.words import SpokenLine, Word


def heard_in(voice: Path, text: str, language: str = "en") -> SpokenLine:
    """A text as the recording has it."""
    pieces = captioned(text)
    times = spoken(pieces, voice, language)
    return SpokenLine(words=tuple(Word(piece, *span) for piece, span in zip(pieces, times, strict=True)))


def recordings_decoded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The recordings that this process decodes whole from now on, which is how they are listened to.

    The sound's mix streams them.
    """
    decoded: list[Path] = []
    read = sound.read

    def counted(path: Path, channels: int = 1) -> sound.Samples:
        decoded.append(path)
        return read(path, channels)

    monkeypatch.setattr(sound, "read", counted)
    return decoded
