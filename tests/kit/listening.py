"""What is heard in a recording, without a library to keep it in."""

from pathlib import Path

from activities.cut.captions.captions import captioned
from activities.cut.captions.speech_times import spoken
from models.cut.words import SpokenLine, Word


def heard_in(voice: Path, text: str, language: str = "en") -> SpokenLine:
    """A text as the recording has it."""
    pieces = captioned(text)
    times = spoken(pieces, voice, language)
    return SpokenLine(words=tuple(Word(piece, *span) for piece, span in zip(pieces, times, strict=True)))
