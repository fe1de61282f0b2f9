"""How much each sentence tells, and which words a text turns on."""

import re

from providers.offline.outline.text.passages import Line, Reading
from providers.offline.outline.text.word_sets import word_set

_COMMON = word_set(
    "that this with have from they were been their there would could should when what which then than them into your only just like "
    "over some more very will about said back down where after before again never every other because through while"
)
_SLIGHT = 28
"""Characters of a sentence that says too little to be chosen alone."""


def worths(reading: Reading) -> list[float]:
    """How much each line tells: people, a new place or hour, feeling, a first appearance."""
    worth = []
    seen: set[str] = set()
    before: Line | None = None
    for line in reading.lines:
        value = 0.6 + 0.5 * line.who.named + 0.2 * bool(line.who.people) + 0.15 * min(3, len(line.moods))
        value += 0.5 * bool(set(line.who.people) - seen)
        seen |= set(line.who.people)
        if before:
            value += 0.7 * (line.place != before.place) + 0.4 * (line.time != before.time)
        if line.text[0] in '"“«「':
            value -= 0.5 + 0.6 * (not line.who.named)
        if len(line.text) < _SLIGHT:
            value -= 0.7
        worth.append(value)
        before = line
    return worth


def introductions(reading: Reading) -> tuple[list[frozenset[str]], dict[str, int]]:
    """The words that matter in each line, and the line that brings each of them in."""
    keys = {
        *key_words(reading),
        *(part for p in reading.cast for part in p.name.lower().split() if len(part) > 3),
    }
    words = [frozenset(keys.intersection(re.findall(r"\w+", line.text.lower()))) for line in reading.lines]
    first: dict[str, int] = {}
    for number, found in enumerate(words):
        for word in found:
            first.setdefault(word, number)
    return words, first


def key_words(reading: Reading) -> dict[str, float]:
    """The words that the text turns on, by weight: those of its title, and the dozen long ones it says most."""
    counts: dict[str, int] = {}
    for line in reading.lines:
        for word in re.findall(r"[^\W\d_]{4,}", line.text.lower()):
            counts[word] = counts.get(word, 0) + 1
    often = sorted((w for w in counts if counts[w] > 1 and w not in _COMMON), key=lambda w: (-counts[w], w))[
        :12
    ]
    titled = re.findall(r"[^\W\d_]{4,}", reading.title.lower())
    return {**dict.fromkeys(often, 0.4), **dict.fromkeys(titled, 3.0)}
