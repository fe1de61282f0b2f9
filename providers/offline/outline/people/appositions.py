"""Who is introduced by name and by noun at once: `Mara, an old fisherwoman`, `her grandson Tom`, `Anna the fox`."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from providers.offline.outline.people.names import NOT_NAMES, TITLES, Named
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

_NAME = r"(?P<name>[A-Z][^\W\d_]+(?:[-'’][A-Z][^\W\d_]+)?(?: [A-Z][^\W\d_]+){0,2})"
_NO_ADJECTIVE = (
    r"(?:of|and|or|in|on|at|to|who|that|with|from|for|by|is|was|but|the|a|an|her|his|my|their|our)"
)
_WORDS = rf"(?P<before>(?:(?!{_NO_ADJECTIVE} )[a-z\d-]+,? ){{0,4}}?)(?P<noun>[a-z]+)"
_TAIL = r"(?P<tail>(?: (?:in|with|of|from|who|aged|wearing)\b(?:(?! and [A-Z])[^,.;!?])*)?)"
_AFTER = re.compile(
    rf"\b{_NAME}, (?P<phrase>(?:a|an|the|her|his|my|their|our) {_WORDS}{_TAIL})(?P<close>[,.;!?])"
)
_BEFORE = re.compile(
    rf"\b(?P<phrase>(?:[Hh]er|[Hh]is|[Mm]y|[Tt]heir|[Oo]ur|[Tt]he|[A-Z][a-z]+['’]s) {_WORDS}),? {_NAME}(?![\w'’])"
)
_BESIDE = re.compile(rf"(?P<earlier>[\w’']+ )?\b{_NAME} (?P<phrase>the {_WORDS})\b")
_AGED = re.compile(
    rf"\b{_NAME}(?:, (?:aged )?(?P<age>[1-9]\d?)(?: years old)?[,.;!?]| \((?:aged )?(?P<inside>[1-9]\d?)\))"
)
_MOST = 100
"""People who are found by such a phrase alone: a cast has six, and each is looked for in every sentence."""
_RECENT = 40
"""Sentences in which a noun is looked for that may be somebody else."""
_IN_LIST = re.compile(r" and (?:a|an|the|another) ")
_NO_NAME_BEFORE_THE = word_set(
    "gave gives give show shows showed tell tells told hand hands handed send sends sent offer offers offered throw throws threw "
    "bring brings brought lend lends lent sell sells sold teach teaches taught buy buys bought call calls called make makes made "
    "in at to from near on after before behind by when while until as since"
)
"""After these a name and a noun are two: `Tom gave Anna the dog`, `in Paris the king`."""
_ELSEWHERE = {
    "de": (r"(?:ein|eine|einen|einem|einer|der|die|das|den|dem)", r"von|mit", "jahren"),
    "fr": (r"(?:un|une|le|la)", "de", "ans"),
    "es": (r"(?:un|una|el|la)", "de", "años"),
    "it": (r"(?:un|uno|una|il|la)", "di", "anni"),
    "pt": (r"(?:um|uma|o|a)", "de", "anos"),
}
"""How a language says `a`, `of` and `years`."""


@dataclass(frozen=True)
class Apposition:
    """A name and the noun that is the same person. `words` is the whole phrase, `noun` the role, `kind` its kind in the lexicon.

    `Tom, 7,` has no noun and no kind.
    """

    name: str
    noun: str
    kind: str
    words: str
    line: int
    follows: bool = True
    """The phrase comes after the name, which tells more than `her brother` before it."""


def appositions_of(found: list[Sentence], language: str) -> list[Apposition]:
    """Every such phrase in order; those of a language whose articles are unknown are not found."""
    if language == "en":
        return [one for number, s in enumerate(found) for one in _in_english(s.text, number, found)]
    return [one for number, s in enumerate(found) for one in _elsewhere(s.text, number, language)]


def with_introduced(
    found: list[Sentence], names: tuple[list[Named], list[Named]], introduced: list[Apposition]
) -> tuple[list[Named], list[Named]]:
    """The people and the places of a text; whoever is called a woman, a boy or a dog is among the people."""
    people, places = names
    known = {form for person in people for form in person.forms}
    town = {place.name: place for place in places}
    said: Counter[str] = Counter()
    most = len(people) + _MOST
    for one in introduced:
        if len(people) == most or one.name in known or (one.name in town and not one.noun):
            continue
        if not said:
            said.update(word for s in found for word in re.findall(r"[^\W\d_]+", s.text))
        if place := town.pop(one.name, None):
            places.remove(place)
        known.add(one.name)
        count = said[one.name] or 1
        people.append(place or Named(one.name, count=count, first=one.line, forms={one.name}))
    people.sort(key=lambda person: person.first)
    return people, places


def by_line(introduced: list[Apposition]) -> dict[int, list[Apposition]]:
    """The phrases of each sentence by its number."""
    lines: dict[int, list[Apposition]] = {}
    for one in introduced:
        lines.setdefault(one.line, []).append(one)
    return lines


def own_of(forms: set[str], named: dict[str, list[Apposition]]) -> list[Apposition]:
    """The phrases beside somebody's names, which are in lower case, in order."""
    return sorted((one for form in sorted(forms) for one in named.get(form, ())), key=lambda one: one.line)


def by_name(introduced: list[Apposition]) -> dict[str, list[Apposition]]:
    """The phrases beside each name in lower case."""
    names: dict[str, list[Apposition]] = {}
    for one in introduced:
        names.setdefault(one.name.lower(), []).append(one)
    return names


def nouns_of_one(introduced: list[Apposition]) -> frozenset[str]:
    """The nouns that mean one person: `the fox` is nobody's where two foxes have a name."""
    owners = Counter(noun for _, noun in {(one.name, one.noun) for one in introduced if one.noun})
    return frozenset(noun for noun, count in owners.items() if count == 1)


def _in_english(text: str, number: int, found: list[Sentence]) -> Iterator[Apposition]:
    being = lexicon(english=True).being
    for pattern in (_AFTER, _BEFORE, _BESIDE):
        for match in pattern.finditer(text):
            noun, name = match["noun"], _own(match["name"])
            if not (kind := being(noun)) or not name:
                continue
            if pattern is _AFTER and match["close"] == "," and _IN_LIST.match(text, match.end()):
                continue
            if pattern is _BESIDE and _two(match, found[max(0, number - _RECENT) : number + 1], text):
                continue
            yield Apposition(name, noun, kind, match["phrase"], number, pattern is not _BEFORE)
    for match in _AGED.finditer(text):
        if name := _own(match["name"]):
            yield Apposition(name, "", "", f"aged {match['age'] or match['inside']}", number)


def _own(name: str) -> str:
    """A name without the words that only begin a sentence; empty when nothing else is left."""
    parts = name.split()
    while parts and parts[0].lower() in NOT_NAMES:
        parts.pop(0)
    sure = [part for part in parts if part.lower() not in NOT_NAMES | TITLES]
    return " ".join(parts) if sure and len(sure) == len([p for p in parts if p.lower() not in TITLES]) else ""


def _two(match: re.Match[str], until: list[Sentence], text: str) -> bool:
    """Whether `NAME the NOUN` is two: something done to both, or a noun that was spoken of before the name."""
    if (match["earlier"] or "").strip().lower() in _NO_NAME_BEFORE_THE:
        return True
    before = " ".join([*(s.text for s in until[:-1]), text[: match.start("name")]]).lower()
    return bool(re.search(rf"\b(?:a|an|her|his|my|their|our) (?:[\w-]+ )?{match['noun']}\b", before))


def _elsewhere(text: str, number: int, language: str) -> Iterator[Apposition]:
    if language not in _ELSEWHERE:
        return
    article, of, years = _ELSEWHERE[language]
    roles = lexicon(english=False).roles
    pattern = re.compile(
        rf"\b{_NAME}, (?P<phrase>{article} (?:[^\W\d_]+ ){{0,2}}?(?P<noun>[^\W\d_]+)(?: (?:{of}) \w+ (?i:{years})| [a-zß-ÿ]+)?)[,.;!?]"
    )
    for match in pattern.finditer(text):
        noun = match["noun"].lower()
        name = match["name"].split()[-1] if language == "de" else match["name"]
        if noun in roles:
            yield Apposition(name, noun, roles[noun], match["phrase"], number)
