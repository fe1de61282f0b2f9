"""Where a text may be broken: into pieces, into lines that are even, into captions that end where sentences do."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate

from infra.media.text import breaks
from infra.media.text.scripts import is_wide, takes_no_room
from infra.reading.sentences import sentences

LINE_WIDTH = 42.0
"""Characters a line; a Chinese, Japanese or Korean one counts 2.1, so that 20 of them fill it."""
LINES = 2
_WIDE = 2.1
_ABBREVIATED = 2.0

_SENTENCE_END = re.compile(r"""[.!?…。！？؟۔।]['"”’»)\]」』）]*$""")
_CLAUSE_END = re.compile(r"""[,;:–—،؛、，；：]['"”’»)\]」』）]*$""")


def plain(text: str) -> str:
    """One line of plain words: no tags, nothing that a player takes for a command."""
    text = re.sub(r"</?[A-Za-z][^<>]*>|\{\\[^{}]*\}", "", text)
    text = text.translate(str.maketrans("{}\\<>", "()/‹›"))
    text = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    return " ".join(text.split())


def pieces(text: str) -> list[str]:
    """What a line may be broken between: words with their space, single wide characters, parts of a word too long."""
    return [part for piece in breaks.pieces(text) for part in _cut(piece)]


def sentence_ends(words: Sequence[str], language: str) -> list[bool]:
    """Of each piece of a text whether a sentence ends with it; `language` is ISO 639-1.

    `Dr.`, `3. Mai` and `U.S.` end none, which only the words after them tell.
    """
    text, at = "".join(words), 0
    ends: set[int] = set()
    for sentence in sentences(text, language):
        at = text.find(sentence, at) + len(sentence)
        ends.add(at)
    places = accumulate(len(word) for word in words)
    found = [
        ends_sentence(word) and place - len(word) + len(word.rstrip()) in ends
        for word, place in zip(words, places, strict=True)
    ]
    return [*found[:-1], ends_sentence(words[-1])] if words else []


def lines(words: Sequence[str], ends: Sequence[bool]) -> tuple[str, ...]:
    """Pieces in lines of at most `LINE_WIDTH`: the fewest, even, the upper one shorter, whole clauses.

    `ends` says of each whether a sentence ends with it.
    """
    if width(joined(words)) <= LINE_WIDTH:
        return (joined(words),)
    best: tuple[float, int] | None = None
    for at in range(1, len(words)):
        upper, lower = width(joined(words[:at])), width(joined(words[at:]))
        if max(upper, lower) <= LINE_WIDTH:
            uneven = abs(upper - lower) / LINE_WIDTH + (0.1 if upper > lower else 0.0)
            best = min(best or (9.0, 0), (uneven + 0.7 * tear(words, ends, at), at))
    if best:
        return joined(words[: best[1]]), joined(words[best[1] :])
    filled: list[list[str]] = [[]]
    for word in words:
        if filled[-1] and width(joined([*filled[-1], word])) > LINE_WIDTH:
            filled.append([])
        filled[-1].append(word)
    return tuple(map(joined, filled))


def fitting(words: Sequence[str], first: int) -> Iterator[tuple[int, float]]:
    """Each end of a caption of at most `LINES` lines that begins at piece `first`, and how full it is, 0 to 1."""
    line, used = 1, 0.0
    for at in range(first, len(words)):
        wide = width(words[at].rstrip())
        if used + wide > LINE_WIDTH and used:
            line, used = line + 1, 0.0
            if line > LINES:
                return
        used += width(words[at])
        yield at + 1, min(1.0, ((line - 1) * LINE_WIDTH + used) / (LINES * LINE_WIDTH))


def ends_sentence(piece: str) -> bool:
    """Whether a sentence ends with this piece, by its mark; with an abbreviation it may not (`sentence_ends`)."""
    return bool(_SENTENCE_END.search(piece.rstrip()))


def ends_clause(piece: str) -> bool:
    """Whether a clause ends with this piece: at a comma, a colon or a dash."""
    return bool(_CLAUSE_END.search(piece.rstrip()))


def tear(words: Sequence[str], ends: Sequence[bool], end: int) -> float:
    """How much it hurts to end a caption or a line before piece `end`: 0 after a sentence, 1 inside a clause.

    It hurts most after `Dr.`, which is read as an end where a line ends.
    """
    if end == len(words) or ends[end - 1]:
        return 0.0
    if ends_sentence(words[end - 1]):
        return _ABBREVIATED
    return 0.35 if ends_clause(words[end - 1]) else 1.0


def joined(words: Sequence[str]) -> str:
    """Pieces as the text that they were."""
    return "".join(words).strip()


def width(text: str) -> float:
    """How wide `text` is, in Latin characters; marks and joiners take no room."""
    return sum(0.0 if takes_no_room(c) else (_WIDE if is_wide(c) else 1.0) for c in text)


def _cut(piece: str) -> Iterator[str]:
    """A piece in parts that fit into a line: one, unless it is a very long word."""
    start = 0
    for at in range(1, len(piece)):
        if width(piece[start : at + 1].rstrip()) > LINE_WIDTH and breaks.is_severable(
            *piece[at - 1 : at + 1]
        ):
            yield piece[start:at]
            start = at
    yield piece[start:]
