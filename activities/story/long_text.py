"""A text of any length, cut into pieces that a model can read, where a reader would pause."""

import math
import re
import unicodedata

from activities.story.tables import estimate_tokens
from models.base import Frozen

COMPRESS_ABOVE = 2000
"""Tokens; a shorter text is broken down as it is."""
CHUNK_TOKENS = 6000
SUMMARIES_TOKENS = 6000
"""What the summaries of all chunks come to together, up to 75 chunks."""
_SHORTEST_SUMMARY, _LONGEST_SUMMARY = 80, 600

_SAMPLE_ABOVE = 200_000
_WINDOWS, _WINDOW = 100, 2000
_LONGEST_WORD = 1000
"""Characters without white space that are kept together; a longer stretch is cut where the piece ends."""

_LONG_SPACE = re.compile(r"\s{3,}")

_BREAKS = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？｡][”’」』）\"]*|[؟۔।][\"”»)]*\s*"),
    re.compile(r"\s+"),
)
"""Where a text may be cut, best first: paragraphs, sentences, words."""


class ReadingPlan(Frozen):
    """How a text is read: its length in tokens, about, and in how many chunks it is compressed, 0 for not at all."""

    tokens: int
    chunks: int


def reading_plan(text: str) -> ReadingPlan:
    """How a text of any length is read; one of more than 200,000 characters is measured by evenly spaced samples."""
    tokens = _tokens_of(_close_set(text))
    return ReadingPlan(
        tokens=tokens, chunks=0 if tokens <= COMPRESS_ABOVE else math.ceil(tokens / CHUNK_TOKENS)
    )


def summary_tokens(chunks: int) -> int:
    """How long the summary of one of `chunks` chunks may be, in tokens: 80 to 600."""
    return max(_SHORTEST_SUMMARY, min(_LONGEST_SUMMARY, SUMMARIES_TOKENS // max(1, chunks)))


def chunks(text: str, count: int) -> tuple[str, ...]:
    """`text` as `count` consecutive pieces of nearly equal length, fewer when it has not as many words.

    Joined they are the text, up to white space at the seams. A piece ends within an eighth of its
    length of where it would if all were equal: after a paragraph, else a sentence, else a word.
    """
    text = _close_set(text)
    size = len(text) / max(1, count)
    ends = [0]
    for number in range(1, count):
        ends.append(_cut(text, ends[-1], round(size * number), round(size / 8)))
    pieces = [text[start:end].strip() for start, end in zip(ends, [*ends[1:], len(text)], strict=True)]
    return tuple(piece for piece in pieces if piece)


def shortened(text: str, tokens: int) -> str:
    """The beginning of `text` that has about `tokens` tokens at most, up to the end of a sentence."""
    needed = estimate_tokens(text)
    if needed <= tokens:
        return text
    room = max(1, len(text) * tokens // needed)
    return text[: _cut(text, 0, room * 7 // 8, room // 8)].strip()


def _close_set(text: str) -> str:
    """`text` without stretches of white space, which would be chunks of nothing."""
    return _LONG_SPACE.sub(lambda run: "\n\n" if run[0].count("\n") > 1 else " ", text).strip()


def _cut(text: str, start: int, target: int, reach: int) -> int:
    """The best place for a piece to end, near `target` and not before `start`."""
    low = max(start, target - reach)
    near = text[low : target + reach]
    for pattern in _BREAKS:
        ends = [low + match.end() for match in pattern.finditer(near)]
        if ends:
            return min(ends, key=lambda end: abs(end - target))
    cut = max(start, target)
    space = re.compile(r"\s+|\Z").search(text, cut, min(len(text), cut + _LONGEST_WORD))
    if space and (space.end() > space.start() or space.start() == len(text)):
        return space.end()
    while cut < len(text) and unicodedata.combining(text[cut]):
        cut += 1
    return cut


def _tokens_of(text: str) -> int:
    if len(text) <= _SAMPLE_ABOVE:
        return estimate_tokens(text)
    step = (len(text) - _WINDOW) / (_WINDOWS - 1)
    sample = "".join(text[int(step * n) : int(step * n) + _WINDOW] for n in range(_WINDOWS))
    return round(estimate_tokens(sample) * len(text) / len(sample))
