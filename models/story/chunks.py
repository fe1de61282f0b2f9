"""A text of any length in pieces, cut where a reader would pause. Pure, and linear in the text."""

import re
import unicodedata

_LONGEST_WORD = 1000
"""Characters without white space that are kept together; a longer stretch is cut where the piece ends."""

_LONG_SPACE = re.compile(r"\s{3,}")

_BREAKS = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"[.!?…][\"'”’»)\]]*\s+|[。！？｡][”’」』）\"]*|[؟۔।][\"”»)]*\s*"),
    re.compile(r"\s+"),
)
"""Where a text may be cut, best first: paragraphs, sentences, words."""


def chunks(text: str, count: int) -> tuple[str, ...]:
    """`text` as `count` consecutive pieces of nearly equal length, fewer when it has not as many words.

    Joined they are the text, up to white space at the seams. A piece ends within an eighth of its
    length of where it would if all were equal: after a paragraph, else a sentence, else a word.
    """
    text = close_set(text)
    size = len(text) / max(1, count)
    ends = [0]
    for number in range(1, count):
        ends.append(cut(text, ends[-1], round(size * number), round(size / 8)))
    pieces = [text[start:end].strip() for start, end in zip(ends, [*ends[1:], len(text)], strict=True)]
    return tuple(piece for piece in pieces if piece)


def close_set(text: str) -> str:
    """`text` without stretches of white space, which would be chunks of nothing."""
    return _LONG_SPACE.sub(lambda run: "\n\n" if run[0].count("\n") > 1 else " ", text).strip()


def cut(text: str, start: int, target: int, reach: int) -> int:
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
