"""A long text in stretches, cut where a reader would turn a page: where a chapter or a scene begins, else after a paragraph."""

import re

from infra.reading.forms import apparatus, cues, screenplay
from infra.reading.reader import told_text
from models.story.chunks import close_set

SHORTEST = 200
"""Characters of a stretch, at the least."""

_BREAKS = (
    re.compile(
        r"\n[^\S\n]*\n\s*(?=#{1,6} |(?:INT|EXT|I/E|INT/EXT)[. /]|(?:scene|shot|chapter|part|book|act)\s+\w{1,12}\b"
        r"|[^\n]{0,60}[^\n.!?…,;:\"”’»)\]]\n[^\S\n]*\n)",
        re.IGNORECASE,
    ),
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"[.!?…][\"'”’»)\]]*[^\S\n]*\n\s*"),
    re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？｡][”’」』）\"]*|[؟۔।][\"”»)]*\s*"),
    re.compile(r"\s+"),
)
"""Where a stretch may begin, best first: a heading, a paragraph, a line, a sentence, a word."""


def stretches(text: str, count: int) -> tuple[str, ...]:
    """What is told of a text in `count` stretches of nearly equal length, fewer where that would leave one too short to tell.

    A stretch ends within an eighth of its length of where it would if all were equal.
    """
    text = told_text(text)
    if not (cues.is_subtitles(text) or screenplay.is_screenplay(text)):
        text = apparatus.without(text)[1]
    text = close_set(text)
    count = max(1, min(count, len(text) // SHORTEST))
    size = len(text) / count
    reach = max(1, round(size / 8))
    ends = [0]
    for number in range(1, count):
        end = _cut(text, max(ends[-1], round(size * number) - reach), round(size * number), reach)
        if end > ends[-1]:
            ends.append(end)
    parts = [text[start:end].strip() for start, end in zip(ends, [*ends[1:], len(text)], strict=True)]
    told = [part for part in parts if re.search(r"\w", part)]
    return tuple(told) or (text,)


def _cut(text: str, low: int, target: int, reach: int) -> int:
    """The best place to end near a target; the target itself where there is none."""
    # What a heading is shows in the lines behind it.
    near = text[max(0, low - 2) : target + reach + 80]
    for pattern in _BREAKS:
        ends = [max(0, low - 2) + match.end() for match in pattern.finditer(near)]
        ends = [end for end in ends if low <= end <= target + reach]
        if ends:
            return min(ends, key=lambda end: abs(end - target))
    return target
