"""What is said for which written words: a line in breaths, each of pieces that know what they were written as."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from infra.reading.sentences import sentences
from providers.offline.voice.reading.read_out import read_out
from providers.offline.voice.spoken_text import speakable


class Piece(NamedTuple):
    """`written`, a word or a few, and what a voice says for it."""

    written: str
    spoken: str


Breath = tuple[Piece, ...]
"""The pieces of a sentence: nothing of it is cut from the rest by a pause of a sentence's length."""


def breaths(text: str, language: str, region: str = "") -> list[Breath]:
    """The sentences of a line as a voice of a language says them; one in which nothing is said is left out."""
    found = []
    for sentence in sentences(text, language):
        said = speakable(read_out(sentence, language, region), language)
        if said:
            found.append(tuple(_pieces(speakable(sentence, language, written=True).split(), said.split())))
    return found


def spoken(breath: Iterable[Piece]) -> str:
    """A breath as it is said."""
    return " ".join(piece.spoken for piece in breath)


def _pieces(written: Sequence[str], said: Sequence[str]) -> Iterable[Piece]:
    """The words that are said as they are written, and between them what stands for what; all that is said, in order."""
    matcher = SequenceMatcher(None, [*map(_letters, written)], [*map(_letters, said)], autojunk=False)
    before = ""
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for word, heard in zip(written[a:b], said[c:d], strict=True):
                yield Piece(word, f"{before} {heard}".strip())
                before = ""
        elif kind == "replace":
            yield Piece(" ".join(written[a:b]), f"{before} {' '.join(said[c:d])}".strip())
            before = ""
        elif kind == "insert":
            before = " ".join(said[c:d])
    if before:
        yield Piece("", before)


def _letters(word: str) -> str:
    return re.sub(r"[\W_]", "", word.casefold()) or word
