"""Cuts and counts words: at a sentence where it can, at a clause where it must."""

import re
from collections.abc import Iterable

from infra.media.text.scripts import UNSPACED
from infra.reading.sentences import sentences

_CLAUSE = re.compile(r"(?<=[,;:，、；])\s*|\s+(?=[–—-]\s)")
_DANGLING = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "for",
        "from",
        "her",
        "his",
        "in",
        "into",
        "its",
        "of",
        "on",
        "or",
        "over",
        "the",
        "their",
        "to",
        "with",
    ]
)


def count_words(text: str) -> int:
    """How many words a text has, as people count them: by the spaces."""
    return len(text.split())


def clauses(sentence: str) -> list[str]:
    """The clauses of a sentence, each with the mark that ends it."""
    return [part.strip() for part in _CLAUSE.split(sentence) if part and part.strip()]


def stopped(text: str) -> str:
    """The text ended like a sentence; empty stays empty."""
    text = text.strip().rstrip(",;:–—-，、；： ")
    if not text:
        return ""
    if text[-1] in '.!?…。！？"”':
        return text
    return text + ("。" if UNSPACED.match(text[-1]) else ".")


def joined(parts: Iterable[str]) -> str:
    """Sentences one after the other, each ended, empty ones left out."""
    return " ".join(sentence for part in parts if (sentence := stopped(part)))


def cut_words(text: str, most: int) -> str:
    """At most `most` words of a text: whole sentences, then whole clauses, then whole words."""
    if most <= 0:
        return ""
    if count_words(text) <= most:
        return text
    kept: list[str] = []
    left = most
    for sentence in sentences(text, ""):
        if count_words(sentence) <= left:
            kept.append(sentence)
            left -= count_words(sentence)
            continue
        if not kept or left >= most // 3:
            kept.append(_clauses_within(sentence, left, must=not kept))
        break
    return " ".join(part for part in kept if part)


def _clauses_within(sentence: str, most: int, *, must: bool) -> str:
    kept: list[str] = []
    for clause in clauses(sentence):
        if count_words(" ".join([*kept, clause])) > most:
            break
        kept.append(clause)
    return (
        stopped(" ".join(kept))
        if kept
        else stopped(" ".join(trimmed(sentence.split()[:most])))
        if must
        else ""
    )


def trimmed(words: list[str]) -> list[str]:
    """The words without small ones at the end that promise another: `with`, `and`, `a`."""
    while len(words) > 1 and words[-1].lower().strip(",") in _DANGLING:
        words = words[:-1]
    return words
