"""Who is introduced by name and by noun at once: `Mara, an old fisherwoman`, `her grandson Tom`, `Anna the fox`."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from providers.offline.outline.people.name_words import NOT_NAMES, OF_AGE, TITLES
from providers.offline.outline.people.sightings import Named
from providers.offline.outline.people.tongue import tongue_of
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
    rf"\b{_NAME}(?:, (?:aged )?[1-9]\d?)?, (?P<phrase>(?:a|an|the|her|his|my|their|our) {_WORDS}{_TAIL})(?P<close>[,.;!?])"
)
_BEFORE = re.compile(
    rf"\b(?P<phrase>(?:[Hh]er|[Hh]is|[Mm]y|[Tt]heir|[Oo]ur|[Tt]he|[A-Z][a-z]+['’]s) {_WORDS}),? {_NAME}(?![\w'’])"
)
# From the beginning of a word: looked for from each of its letters, a text of one long word would take minutes.
_BESIDE = re.compile(rf"(?:(?<![\w’'])(?P<earlier>[\w’']+) )?\b{_NAME} (?P<phrase>the {_WORDS})\b")
_AGED = re.compile(
    rf"\b{_NAME}(?:, (?:aged )?(?P<age>[1-9]\d?)(?: years old)?[,.;!?]| \((?:aged )?(?P<inside>[1-9]\d?)\))"
)
_DECADE = re.compile(rf"\b{_NAME},? \(?(?:early |mid |late )?(?P<tens>[1-9])0['’]?s\b")
_DECADES = (
    "teens",
    "twenties",
    "thirties",
    "forties",
    "fifties",
    "sixties",
    "seventies",
    "eighties",
    "nineties",
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
_CALLED = r"(?:namens|heißt|hieß|nommée?|appelée?|s['’]appel(?:le|ait)|llamad[oa]|se llama(?:ba)?|chiamat[oa]|si chiama(?:va)?|chamad[oa])"
_TAILS = r"(?:mit|von|vom|des|der|du|de|d['’]|del|della|di|con|avec|com|do|da)\b[^,.;!?]{1,40}"
"""What may follow a noun and belongs to it: `le fils du pêcheur`, `ein Mann mit grauem Bart`."""
_ELSEWHERE = {
    "de": (
        r"(?:ein|eine|einen|einem|einer|der|die|das|den|dem)",
        r"von|mit",
        "jahren",
        r"(?:mein|dein|sein|ihr|unser)(?:e[nrms]?)?",
    ),
    "fr": (r"(?:un|une|le|la)", "de", "ans", r"(?:mon|ton|son|notre|leur|ma|ta|sa)"),
    "es": (r"(?:un|una|el|la)", "de", "años", r"(?:mi|tu|su)"),
    "it": (r"(?:un|uno|una|il|la)", "di", "anni", r"(?:(?:il |la )?(?:mio|tuo|suo|mia|tua|sua|loro))"),
    "pt": (r"(?:um|uma|o|a)", "de", "anos", r"(?:(?:o |a )?(?:meu|minha|seu|sua))"),
}
"""How a language says `a`, `of`, `years` and `my`."""


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
    speaking = frozenset(_speaking(found, language))
    return [one for number, s in enumerate(found) for one in _elsewhere(s.text, number, language, speaking)]


def with_introduced(
    found: list[Sentence], names: tuple[list[Named], list[Named]], introduced: list[Apposition]
) -> tuple[list[Named], list[Named]]:
    """The people and the places of a text; whoever is called a woman, a boy or a dog is among the people."""
    people, places = names
    known = {form: person for person in people for form in person.forms}
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
        if same := known.get(one.name.split()[0]):
            same.forms.add(one.name)
            continue
        count = said[one.name] or 1
        people.append(place or Named(one.name, count=count, first=one.line, forms={one.name}))
        known[one.name] = people[-1]
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
    for match in _DECADE.finditer(text):
        if name := _own(match["name"]):
            yield Apposition(name, "", "", f"in their {_DECADES[int(match['tens']) - 1]}", number)
    for match in _AGED.finditer(text):
        if name := _own(match["name"]):
            yield Apposition(name, "", "", f"aged {match['age'] or match['inside']}", number)


def _own(name: str) -> str:
    """A name without the words that only begin a sentence; empty when nothing else is left."""
    parts = name.split()
    while parts and parts[0].lower() in NOT_NAMES | OF_AGE:
        parts.pop(0)
    sure = [part for part in parts if part.lower() not in NOT_NAMES | TITLES]
    return " ".join(parts) if sure and len(sure) == len([p for p in parts if p.lower() not in TITLES]) else ""


def _two(match: re.Match[str], until: list[Sentence], text: str) -> bool:
    """Whether `NAME the NOUN` is two: something done to both, or a noun that was spoken of before the name."""
    if (match["earlier"] or "").lower() in _NO_NAME_BEFORE_THE:
        return True
    before = " ".join([*(s.text for s in until[:-1]), text[: match.start("name")]]).lower()
    return bool(re.search(rf"\b(?:a|an|her|his|my|their|our) (?:[\w-]+ )?{match['noun']}\b", before))


def _speaking(found: list[Sentence], language: str) -> Iterator[str]:
    """The nouns of those who say something in another language: of `fragte der Förster` the forester."""
    says = "|".join(sorted(map(re.escape, tongue_of(language).says)))
    article = _ELSEWHERE.get(language, ("",))[0]
    if says and article:
        pattern = re.compile(rf"\b(?:{says}) (?i:{article}) ([^\W\d_]+)")
        yield from (match[1].lower() for s in found for match in pattern.finditer(s.text))


def _elsewhere(text: str, number: int, language: str, speaking: frozenset[str]) -> Iterator[Apposition]:
    if language not in _ELSEWHERE:
        return
    article, of, years, own = _ELSEWHERE[language]
    roles = lexicon(english=False).roles
    pattern = re.compile(
        rf"\b{_NAME}, (?P<phrase>{article} (?:[^\W\d_]+ ){{0,2}}?(?P<noun>[^\W\d_]+)(?: (?:{of}) \w+ (?i:{years})| {_TAILS}| [a-zß-ÿ]+)?)[,.;!?]"
    )
    for match in pattern.finditer(text):
        noun = match["noun"].lower()
        name = match["name"].split()[-1] if language == "de" else match["name"]
        if noun in roles:
            yield Apposition(name, noun, roles[noun], match["phrase"], number)
    capital = "(?=[A-ZÄÖÜ])" if language == "de" else ""  # of `alter Mann` the man is the noun
    before = re.compile(
        rf"\b(?P<phrase>(?i:{article}|{own}) (?:[^\W\d_]+ ){{0,2}}?(?P<noun>{capital}[^\W\d_]+(?:-[^\W\d_]+)?)) (?P<called>{_CALLED} )?{_NAME}(?![\w'’])"
    )
    other = (
        rf"\b(?P<phrase>(?i:{article}) (?:[^\W\d_]+ ){{0,2}}?(?P<noun>[^\W\d_]+)(?: {_TAILS})?), (?P<name>(?:M\. |Mme )?[A-Z][^\W\d_]+)[,.]",
        rf"\b(?P<phrase>(?i:{article}) (?:[^\W\d_]+ ){{0,2}}?(?P<noun>[^\W\d_]+))\b[^.!?]{{0,60}}\b(?:c['’]était|c['’]est|es war|das war|era) {_NAME}",
    )
    bare = re.compile(rf"(?:^|[.!?“„»] )(?P<phrase>(?P<noun>[A-ZÄÖÜ][^\W\d_]+)) {_NAME}(?![\w'’])")
    told = [match for one in other for match in re.finditer(one, text)]
    for match in [*told, *before.finditer(text), *(bare.finditer(text) if language == "de" else ())]:
        noun = match["noun"].lower()
        kind = roles.get(noun) or (
            "person" if match.re is before and match["called"] and noun in speaking else ""
        )
        if kind and _own(match["name"]):
            yield Apposition(match["name"], noun, kind, match["phrase"], number, follows=False)
