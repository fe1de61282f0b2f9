"""Sound that a vendor spoke, made what a film has: one WAV file a line, with the times of its words where they are told."""

import unicodedata
import wave
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from models.cut.words import Word
from models.errors import MediaError, UnknownOutcome

if TYPE_CHECKING:
    from infra.media.sound import Samples

MOST_BYTES = 64 * 2**20
"""Of one answer with a line in it."""


def voice_file(data: bytes, into: Path, words: Sequence[Word], who: str, *, bare_rate: int = 0) -> Path:
    """`voice.wav` in an empty folder, of the bytes that `who` answered with, as `samples_of` takes them.

    Raises:
        UnknownOutcome: it is no sound; it may have been billed.
        DiskFull: no space is left.

    """
    from infra.media import sound
    from infra.media.word_cues import write_words

    path = sound.write_wav(into / "voice.wav", samples_of(data, into, who, bare_rate=bare_rate))
    return write_words(path, words) if words else path


def samples_of(data: bytes, into: Path, who: str, *, bare_rate: int = 0) -> "Samples":
    """The samples, `sound.RATE` a second, of the bytes that `who` answered with: a file, or so many samples a second without a head.

    A file in the folder is there meanwhile.

    Raises:
        UnknownOutcome: it is no sound; it may have been billed.
        DiskFull: no space is left.

    """
    from infra.media import sound
    from infra.media.intake.inspection import inspect
    from infra.media.intake.material import VOICE

    came = into / "came"
    try:
        if bare_rate:
            _with_head(came, data, bare_rate)
        else:
            came.write_bytes(data)
        inspect(came, VOICE)
        samples = sound.read(came)[:, 0]
    except MediaError:
        raise UnknownOutcome(
            f"{who} gave something that is no sound which can be read; it may have been billed."
        ) from None
    came.unlink()
    return samples


def words_of_characters(
    characters: Sequence[str], starts: Sequence[float], ends: Sequence[float], leading: int = 0
) -> tuple[Word, ...]:
    """The words of a text whose characters have times in seconds; none where the times are none.

    So many `leading` characters are no words of it. A character that is as wide as it is high stands for itself: scripts of
    such leave no spaces.
    """
    if not len(characters) == len(starts) == len(ends) or any(len(one) != 1 for one in characters):
        return ()
    times = [time for pair in zip(starts, ends, strict=True) for time in pair]
    if not all(0 <= time <= _LONGEST_S for time in times) or any(
        after < before for before, after in pairwise(starts)
    ):
        return ()
    words: list[Word] = []
    open_word = False
    for character, start, end in [*zip(characters, starts, ends, strict=True)][leading:]:
        wide = unicodedata.east_asian_width(character) in "WF"
        if character.isspace():
            open_word = False
        elif open_word and not wide:
            before = words[-1]
            words[-1] = Word(before.text + character, before.start, max(before.end, end))
        else:
            words.append(Word(character, start, max(start, end)))
            open_word = not wide
    return tuple(words)


_LONGEST_S = 3600.0


def _with_head(path: Path, samples: bytes, rate: int) -> None:
    if not samples:
        raise MediaError("There are no samples.")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples[: len(samples) // 2 * 2])
