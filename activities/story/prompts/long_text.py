"""How a text of any length is read: whether it is compressed, in how many chunks, how long their summaries are."""

import math

from activities.story.prompts.tables import estimate_tokens
from models.base import Frozen
from models.story.chunks import close_set, cut

COMPRESS_ABOVE = 2000
"""Tokens; a shorter text is broken down as it is."""
CHUNK_TOKENS = 6000
SUMMARIES_TOKENS = 6000
"""What the summaries of all chunks come to together, up to 75 chunks."""
_SHORTEST_SUMMARY, _LONGEST_SUMMARY = 80, 600

_SAMPLE_ABOVE = 200_000
_WINDOWS, _WINDOW = 100, 2000


class ReadingPlan(Frozen):
    """How a text is read: its length in tokens, about, and in how many chunks it is compressed, 0 for not at all."""

    tokens: int
    chunks: int


def reading_plan(text: str) -> ReadingPlan:
    """How a text of any length is read; one of more than 200,000 characters is measured by evenly spaced samples."""
    tokens = _tokens_of(close_set(text))
    return ReadingPlan(
        tokens=tokens, chunks=0 if tokens <= COMPRESS_ABOVE else math.ceil(tokens / CHUNK_TOKENS)
    )


def summary_tokens(chunks: int) -> int:
    """How long the summary of one of `chunks` chunks may be, in tokens: 80 to 600."""
    return max(_SHORTEST_SUMMARY, min(_LONGEST_SUMMARY, SUMMARIES_TOKENS // max(1, chunks)))


def shortened(text: str, tokens: int) -> str:
    """The beginning of `text` that has about `tokens` tokens at most, up to the end of a sentence."""
    needed = estimate_tokens(text)
    if needed <= tokens:
        return text
    room = max(1, len(text) * tokens // needed)
    return text[: cut(text, 0, room * 7 // 8, room // 8)].strip()


def _tokens_of(text: str) -> int:
    if len(text) <= _SAMPLE_ABOVE:
        return estimate_tokens(text)
    step = (len(text) - _WINDOW) / (_WINDOWS - 1)
    sample = "".join(text[int(step * n) : int(step * n) + _WINDOW] for n in range(_WINDOWS))
    return round(estimate_tokens(sample) * len(text) / len(sample))
