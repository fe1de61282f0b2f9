"""Names that a text gives somebody apart from the noun: `The boy, whose name was Pim`, `"Pim," said the boy`, `Bruno barked`."""

import re
from collections.abc import Iterator

from providers.offline.outline.people.appositions import Apposition
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.sentences import Sentence

_NAME = r"(?P<name>[A-Z][^\W\d_]+(?:[-'’ ][A-Z][^\W\d_]+)?)"
_WHO = r"(?P<phrase>(?:[Tt]he|[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Mm]y|[Oo]ur) (?:[a-z-]+ ){0,3}?(?P<noun>[a-z]+))"
_SAYS = r"(?:said|says|answered|answers|replied|replies|whispered|whispers|told \w+)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_WHO},? whose name (?:was|is) {_NAME}",
        rf"\b{_WHO}['’]s name (?:was|is) {_NAME}",
        rf"\b{_WHO},? (?:(?:was|is|who was|who is) )?(?:named|called) {_NAME}",
        rf"\b{_NAME} (?:was|is) the name of {_WHO}",
        rf"\b{_NAME}, as {_WHO} (?:was|is) called",
        rf"\b(?:called|named|call|nicknamed) {_WHO} {_NAME}",
    )
)
_ANSWER = re.compile(rf"[\"“](?:I['’]m |I am |My name is |It['’]s )?{_NAME}[,.!]?[\"”],? {_SAYS} {_WHO}")
_ASKED = re.compile(r"\bname\b|\bwho are you\b|\bcalled\b", re.IGNORECASE)
_PRONOUN = re.compile(
    rf"(?:\b(?P<whose>[Hh]is|[Hh]er) name (?:was|is)|\b(?:called|named|nicknamed) (?P<whom>him|her)) {_NAME}(?=[.,;!?]|$)"
)
_NOUN = re.compile(r"\b(?P<article>[Tt]he|[Aa]n?) (?P<words>[a-z-]+(?: [a-z-]+){0,3})")
_OF = {
    "his": {"man", "boy", "old man", "person", "animal", "child"},
    "her": {"woman", "girl", "old woman", "person", "animal", "child"},
}
_SOUNDS = {
    "dog": r"bark(?:s|ed)|wag(?:s|ged)|whin(?:es|ed)|growl(?:s|ed)",
    "puppy": r"bark(?:s|ed)|yelp(?:s|ed)|wag(?:s|ged)",
    "cat": r"purr(?:s|ed)|me(?:ows|owed)|hiss(?:es|ed)",
    "horse": r"neigh(?:s|ed)|whinn(?:ies|ied)|gallop(?:s|ed)|snort(?:s|ed)",
}
"""What tells which animal a name is."""
_BACK = 2
"""Sentences that a pronoun or an answer reaches back."""


def aliases_of(found: list[Sentence], language: str) -> list[Apposition]:
    """The names that a text in English gives to somebody it calls by a noun elsewhere, in order."""
    if language != "en":
        return []
    whole = " ".join(s.text for s in found)
    spoken = {
        noun
        for noun in _SOUNDS
        if re.search(rf"\b(?:the|his|her|their|a) (?:\w+ )?{noun}\b", whole, re.IGNORECASE)
    }
    return [one for number, s in enumerate(found) for one in _in(s.text, number, found, spoken)]


def _in(text: str, number: int, found: list[Sentence], spoken: set[str]) -> Iterator[Apposition]:
    being = lexicon(english=True).being
    before = [s.text for s in found[max(0, number - _BACK) : number]]
    patterns = [*_PATTERNS, *([_ANSWER] if any(map(_ASKED.search, [*before, text])) else [])]
    for pattern in patterns:
        for match in pattern.finditer(text):
            if kind := being(match["noun"]):
                yield Apposition(match["name"], match["noun"], kind, match["phrase"], number)
    for match in _PRONOUN.finditer(text):
        wanted = _OF[(match["whose"] or match["whom"].replace("him", "his")).lower()]
        nouns = [pair for line in [*before, text[: match.start()]] for pair in _beings(line, wanted)]
        if nouns:
            noun, phrase = nouns[-1]
            yield Apposition(match["name"], noun, being(noun), phrase, number)
    for noun in sorted(spoken):
        for match in re.finditer(rf"\b{_NAME} (?:\w+ly )?(?:{_SOUNDS[noun]})\b", text):
            yield Apposition(match["name"], noun, "animal", f"the {noun}", number)


def _beings(text: str, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """The nouns of some kinds that a text puts after an article, each with its phrase."""
    being = lexicon(english=True).being
    for match in _NOUN.finditer(text):
        words = match["words"].split()
        at = next((k for k, word in enumerate(words) if being(word) in wanted), None)
        if at is not None:
            yield words[at], " ".join([match["article"], *words[: at + 1]])
