"""An exchange as ElevenLabs speaks it at once: what is asked, what is kept of the answer, and one line out of that."""

import base64
import json
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError

from models.base import Frozen
from models.cut.words import Word
from models.errors import CorruptAsset, MediaError, UnknownOutcome
from models.orders.requests import Turn
from providers.vendors.speech.sound import samples_of, words_of_characters

_AROUND_S = 0.1
"""Silence that stays before and after a line, where there is so much of it."""
_BEYOND_S = 0.25
"""So far behind the end of the sound a line may end: what a format leaves out at the end of a file."""
_HEARD_S = 0.02
"""A line of which less is in the sound is not heard."""


Moment = Annotated[float, Field(ge=0, le=3600)]
"""Seconds of the whole."""


class Segment(Frozen):
    """A line of an exchange: from when to when it is heard, and its words, in seconds of the whole."""

    start: Moment
    end: Moment
    words: tuple[tuple[str, float, float], ...] = ()


class Spoken(Frozen):
    """What is kept of an answer: the sound of the whole, in base64, and its lines in order."""

    audio: str
    lines: tuple[Segment, ...]


def kept(told: Any, turns: tuple[Turn, ...], who: str) -> Spoken:  # noqa: ANN401 - of the library
    """What an answer is kept as.

    Raises:
        UnknownOutcome: it does not say where each line is; it may have been billed.

    """
    try:
        lines = [_segment(told, number) for number, _ in enumerate(turns)]
        spoken = Spoken(audio=told.audio_base_64, lines=tuple(lines))
        base64.b64decode(spoken.audio, validate=True)
    except (ValidationError, AttributeError, TypeError, ValueError, IndexError):
        raise UnknownOutcome(
            f"{who} does not say where each line of the exchange is; it may have been billed."
        ) from None
    if any(line.end <= line.start for line in lines):
        raise UnknownOutcome(f"{who} left out a line of the exchange; it may have been billed.")
    return spoken


def check_heard(spoken: Spoken, samples: int, who: str) -> None:
    """See that every line is within the sound, which has so many samples of `sound.RATE` a second.

    Raises:
        UnknownOutcome: one is not; it may have been billed.

    """
    from infra.media import sound

    seconds = samples / sound.RATE
    beyond = (one.start > seconds - _HEARD_S or one.end > seconds + _BEYOND_S for one in spoken.lines)
    if any(beyond):
        raise UnknownOutcome(
            f"{who} has a line of the exchange behind the end of its sound; it may have been billed."
        )


def cut_from(file: Path, place: int, into: Path, who: str, *, bare_rate: int = 0) -> Path:
    """`voice.wav` of one line, by its place from 0, with its words' times; its sound is as `samples_of` takes it.

    Raises:
        CorruptAsset: the file is none of those that are kept.
        MediaError: its sound cannot be read.

    """
    from infra.media import sound
    from infra.media.word_cues import write_words

    try:
        spoken = Spoken.model_validate_json(file.read_bytes())
        line = spoken.lines[place]
    except (ValidationError, IndexError, ValueError):
        raise CorruptAsset(f"{file.name} is no exchange that was spoken.") from None
    try:
        samples = samples_of(base64.b64decode(spoken.audio), into, who, bare_rate=bare_rate)
    except UnknownOutcome as error:
        raise MediaError(str(error)) from None
    before = spoken.lines[place - 1].end if place else 0.0
    after = spoken.lines[place + 1].start if place + 1 < len(spoken.lines) else len(samples) / sound.RATE
    start = max(line.start - _AROUND_S, (before + line.start) / 2, 0.0)
    end = min(line.end + _AROUND_S, (line.end + max(after, line.end)) / 2)
    path = sound.write_wav(into / "voice.wav", samples[round(start * sound.RATE) : round(end * sound.RATE)])
    words = [Word(text, max(0.0, begun - start), ended - start) for text, begun, ended in line.words]
    return write_words(path, words) if words else path


def written(spoken: Spoken, into: Path) -> Path:
    """The file that is kept."""
    path = into / "exchange.json"
    path.write_text(json.dumps(spoken.model_dump(mode="json")), encoding="utf-8")
    return path


def _segment(told: Any, number: int) -> Segment:  # noqa: ANN401 - of the library
    """Where a line is, by all segments of it."""
    own = [one for one in told.voice_segments if one.dialogue_input_index == number]
    start = min(float(one.start_time_seconds) for one in own)
    end = max(float(one.end_time_seconds) for one in own)
    words: list[tuple[str, float, float]] = []
    if (alignment := told.alignment) is not None:
        for one in own:
            span = slice(one.character_start_index, one.character_end_index)
            characters = alignment.characters[span]
            times = (
                alignment.character_start_times_seconds[span],
                alignment.character_end_times_seconds[span],
            )
            words += [(word.text, word.start, word.end) for word in words_of_characters(characters, *times)]
    return Segment(start=start, end=end, words=tuple(_untagged(words)))


def _untagged(words: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """The words without directions in square brackets."""
    found: list[tuple[str, float, float]] = []
    inside = False
    for word in words:
        inside = inside or word[0].startswith("[")
        if not inside:
            found.append(word)
        if word[0].endswith("]"):
            inside = False
    return found
