"""What is said for which written words: a line in breaths, each of pieces that know what they were written as."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from infra.reading.sentences import sentences
from providers.offline.voice.reading.read_out import read_out
from providers.offline.voice.spoken_text import speakable

_QUOTES = re.compile(r"(?<!\d)[\"“”„«»‹›]|[“”„«»‹›]")
_QUOTED_STOP = re.compile(r"[\"“„«‹].*\w\.\s+\S", re.DOTALL)
_WORD = re.compile(r"[\w%$€£¥₹§#&+=°]")


class Piece(NamedTuple):
    """`written`, a word or a few, and what a voice says for it."""

    written: str
    spoken: str


Breath = tuple[Piece, ...]
"""The pieces of a sentence: nothing of it is cut from the rest by a pause of a sentence's length."""


def breaths(text: str, language: str, region: str = "") -> list[Breath]:
    """The sentences of a line as a voice of a language says them; one in which nothing is said is left out.

    `language` is ISO 639-1, `region` ISO 3166, which says how a date is written.
    """
    found = []
    for sentence in sentences(text, language):
        for part in _parts(sentence, language):
            said = speakable(read_out(part, language, region), language)
            if said:
                written = [word for word in part.split() if _WORD.search(word)]
                found.append(tuple(_pieces(written, said.split())))
    return found


def _parts(sentence: str, language: str) -> list[str]:
    """The sentences within a quote, which are said apart; a question or a call is one with who says it."""
    if not _QUOTED_STOP.search(sentence):
        return [sentence]
    found: list[str] = []
    for part in sentences(_QUOTES.sub("", sentence), language):
        if found and found[-1][-1] in "!?":
            found[-1] += f" {part}"
        else:
            found.append(part)
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
