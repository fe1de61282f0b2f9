"""Names that a text gives somebody apart from the noun: `The boy, whose name was Pim`, `"Pim," said the boy`, `Bruno barked`."""

import re
from collections.abc import Iterator

from providers.offline.outline.people.appositions import Apposition
from providers.offline.outline.people.tongue import tongue_of
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.quotes import outside_quotes
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
"""Sentences that an answer reaches back."""
_PRONOUN_BACK = 8
"""Sentences that `her name` reaches back to the last woman, also over what is said between."""


_ASKS_ELSEWHERE = re.compile(
    r"heißt (?:du|ihr)|heißen Sie|wer bist du|\bName\b|t['’]appelles|appelez-vous|qui es-tu|\bnom\b|te llamas|nombre|ti chiami|\bnome\b|te chamas",
    re.IGNORECASE,
)
_NAMES_ITSELF = r"(?:Ich heiße |Ich bin |Je m['’]appelle |Je suis |Me llamo |Soy |Mi chiamo |Sono )?"
_CALLED_ELSEWHERE = re.compile(
    rf"\b(?P<who>[Ss]ie|[Ee]r|[Ee]lle|[Ii]l|[EeÉé]l(?:la)?|[Ll]ei|[Ll]ui) (?:hieß|heißt|s['’]appel(?:le|ait)|se llama(?:ba)?|si chiama(?:va)?) {_NAME}"
)
_FEMALE = re.compile(r"(?:sie|elle|ella|lei|ela)\b", re.IGNORECASE)
_MALE = re.compile(r"(?:er|il|él|lui|ele)\b", re.IGNORECASE)


def aliases_of(found: list[Sentence], language: str) -> list[Apposition]:
    """The names that a text gives to somebody it calls by a noun elsewhere, in order."""
    if language != "en":
        return list(_elsewhere(found, language))
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
        back = [s.text for s in found[max(0, number - _PRONOUN_BACK) : number]]
        nouns = [pair for line in [*back, text[: match.start()]] for pair in _beings(line, wanted)]
        if nouns:
            noun, phrase = nouns[-1]
            yield Apposition(match["name"], noun, being(noun), phrase, number)
    for noun in sorted(spoken):
        for match in re.finditer(rf"\b{_NAME} (?:\w+ly )?(?:{_SOUNDS[noun]})\b", text):
            yield Apposition(match["name"], noun, "animal", f"the {noun}", number)


def _elsewhere(found: list[Sentence], language: str) -> Iterator[Apposition]:
    """`„Liese“, sagte sie`, where a name was asked for, and `Sie hieß Liese`: the girl that was last told of."""
    says = "|".join(sorted(map(re.escape, tongue_of(language).says)))
    if not says:
        return
    answer = re.compile(
        rf"[„“\"«]\s*{_NAMES_ITSELF}{_NAME}\s?[,.!]?\s*[“”\"»],? (?:{says}) (?P<who>[^,.!?]+)"
    )
    for number, sentence in enumerate(found):
        asked = any(_ASKS_ELSEWHERE.search(s.text) for s in found[max(0, number - _BACK) : number])
        told = [*_CALLED_ELSEWHERE.finditer(sentence.text)]
        for match in [*told, *(answer.finditer(sentence.text) if asked else ())]:
            gender = "her" if _FEMALE.match(match["who"]) else "his" if _MALE.match(match["who"]) else ""
            beings = _beings_elsewhere(match["who"], {*_OF["her"], *_OF["his"]})
            if gender:
                back = [
                    *(s.text for s in found[max(0, number - _PRONOUN_BACK) : number]),
                    sentence.text[: match.start()],
                ]
                beings = [
                    one for text in back for one in _beings_elsewhere(outside_quotes(text), _OF[gender])
                ]
            if beings:
                noun, kind = beings[-1]
                yield Apposition(match["name"], noun, kind, noun, number)


def _beings_elsewhere(text: str, wanted: set[str]) -> list[tuple[str, str]]:
    """The nouns of some kinds in a text of another language, each with its kind."""
    words = lexicon(english=False)
    found = [(word, words.roles[word]) for _, word in words.tokens(text) if word in words.roles]
    return [(word, kind) for word, kind in found if kind in wanted and kind != "animal"]


def _beings(text: str, wanted: set[str]) -> Iterator[tuple[str, str]]:
    """The nouns of some kinds that a text puts after an article, each with its phrase."""
    being = lexicon(english=True).being
    for match in _NOUN.finditer(text):
        words = match["words"].split()
        at = next((k for k, word in enumerate(words) if being(word) in wanted), None)
        if at is not None:
            yield words[at], " ".join([match["article"], *words[: at + 1]])
