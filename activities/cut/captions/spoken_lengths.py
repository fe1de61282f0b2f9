"""How long the pieces of a text take to say, by their letters: what stands in where no voice was measured."""

import unicodedata
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from activities.cut.captions.line_breaks import ends_clause, ends_sentence


class Span(NamedTuple):
    """From `start` to `end` in seconds."""

    start: float
    end: float


def shared(words: Sequence[str], within: Span, language: str) -> list[Span]:
    """Each piece's share of a stretch of time, by how long it takes to say."""
    ends = list(accumulate((weight(word, language) for word in words), initial=0.0))
    scale = (within.end - within.start) / max(ends[-1], 1e-9)
    return [Span(within.start + a * scale, within.start + b * scale) for a, b in pairwise(ends)]


def weight(piece: str, language: str) -> float:
    """How long a piece takes to say, in Latin letters; what is at its end is drawn out."""
    said = sum(_letters(c, language) for c in piece)
    if not said:
        return 0.05
    drawn_out = 1.5 if ends_sentence(piece) or ends_clause(piece) else 0.0
    return said + (1.0 if piece[-1].isspace() else 0.0) + drawn_out


def _letters(c: str, language: str) -> float:
    kind = unicodedata.category(c)
    if kind[0] == "N":
        return 4.0
    if kind[0] != "L":
        return 0.0
    if 0x3040 <= ord(c) < 0x3100:
        return 2.0
    if 0xAC00 <= ord(c) < 0xD7B0:
        return 3.0
    if unicodedata.east_asian_width(c) in "WF":
        # A Japanese reader says about two syllables a character, a Chinese one.
        return 3.6 if language[:2] == "ja" else 3.0
    return 1.0
