"""Who a story is about: named people, people known by what they are, and the narrator who says I."""

import re

from providers.offline.outline.people.appositions import Apposition, by_name, nouns_of_one, own_of
from providers.offline.outline.people.person import MEANING_ONE, Finder, Person, gender_of, pronoun_votes
from providers.offline.outline.people.roles import (
    FAMILY,
    NO_ADJECTIVE,
    ORDINARY,
    SAME_TRAIT,
    roles_elsewhere,
    roles_in_english,
)
from providers.offline.outline.people.sightings import Named
from providers.offline.outline.people.species import call_by_species
from providers.offline.outline.people.told import told_years
from providers.offline.outline.text.lexicon import lexicon
from providers.offline.outline.text.sentences import Sentence
from providers.offline.outline.text.word_sets import word_set

MAX_CAST = 6
_GROWN, _OLD = 18, 65
_KIND_GENDER = {"woman": "f", "old woman": "f", "girl": "f", "man": "m", "old man": "m", "boy": "m"}
_TITLED = {
    **dict.fromkeys(
        word_set(
            "mrs miss ms aunt queen mme madame mlle mademoiselle frau fräulein señora señorita sra doña signora signorina"
        ),
        "woman",
    ),
    **dict.fromkeys(word_set("mr uncle king m monsieur herr señor sr don signor"), "man"),
}
_APPOSITION = r"(?:(?:the|a|an|her|his|my|their)\s+)(?:(?!and\b|or\b)[\w-]+\s+){0,3}?"


def cast_of(
    found: list[Sentence],
    people: list[Named],
    language: str,
    introduced: list[Apposition],
    most: int = MAX_CAST,
) -> list[Person]:
    """The cast in order of appearance, at most so many, the most mentioned ones."""
    cast = [
        Person(n.name, first=n.first, count=n.count + 1, forms={f.lower() for f in n.forms}) for n in people
    ]
    whole = " ".join(s.text for s in found[:4000])
    beside, alone = by_name(introduced), nouns_of_one(introduced)
    for person in cast:
        person.first += found[int(person.first)].text.find(person.name.split()[0]) / 6000
        person.gender = lexicon(english=True).given.get(person.name.split()[0].lower(), "")
        own = own_of(person.forms, beside)
        if own:
            _join(person, own, alone, language)
        same = {one.noun for one in own if one.noun in alone and language == "en" and _only(one.noun, whole)}
        person.forms |= same
        person.told += tuple(phrase for noun in sorted(same) for phrase in _first_called(noun, whole))
        if not any(one.noun for one in own):
            _introduce(person, whole)
        name = re.escape(person.name)
        if age := re.search(rf"\b([Oo]ld|[Yy]oung|[Ll]ittle) {name}\b", whole):
            person.traits = (*person.traits, age[1].lower())
        if not person.gender and re.search(rf"\b{name},[^.!?]* (?:beard|mo?ustache)\b", whole):
            person.gender = "m"
    if language == "en":
        call_by_species(cast)
        roles_in_english(found, cast, introduced)
    else:
        roles_elsewhere(found, cast, language, introduced)
    _narrator(found, cast, language)
    finder = Finder(cast)
    votes = pronoun_votes(found, finder)
    for person in cast:
        if person.kind not in {"animal", "machine"}:
            person.gender = (
                person.gender or _KIND_GENDER.get(person.kind, "") or gender_of(person, votes[person.name])
            )
    rare = 2 if len(found) > 25 else 1
    kept = [p for p in cast if p.count >= rare]
    main = sorted(kept, key=lambda p: (-p.count, p.first, p.name))[:most]
    return sorted(main, key=lambda p: (p.first, -p.count, p.name))


def _only(noun: str, whole: str) -> bool:
    """Whether a text speaks of one such person: `a boy` once at most, and of no boys but as all boys are."""
    more = rf"\b(?:a|an|another|some|any|every|each|no) (?:[a-z-]+ ){{0,3}}?{noun}\b"
    return len(re.findall(more, whole, re.IGNORECASE)) <= 1 and not re.search(
        rf"(?<!\bas )(?<!\blike )(?<!\bthan )\b{noun}s\b", whole
    )


def _first_called(noun: str, whole: str) -> list[str]:
    """What a text calls the only such person before the name is known: `A thin boy`, who is Pim later."""
    found = re.search(rf"\b[Aa]n? (?:[a-z-]+ ){{1,3}}?{noun}\b", whole)
    return [found[0].lower()] if found and not NO_ADJECTIVE & set(found[0].split()[1:]) else []


def _join(person: Person, own: list[Apposition], alone: frozenset[str], language: str) -> None:
    """Make the nouns beside a name the same person: what comes after the name tells more than `her brother` before it."""
    if with_noun := [one for one in own if one.noun]:
        main = max(with_noun, key=lambda one: one.follows)
        person.kind, person.role = main.kind, main.noun
    person.gender = next((g for one in own if (g := _KIND_GENDER.get(one.kind))), person.gender)
    person.told = tuple(dict.fromkeys(one.words for one in own))
    words = [word for phrase in person.told for word in re.findall(r"[^\W\d_]+", phrase.lower())]
    traits = {SAME_TRAIT.get(word, word): None for word in words}
    years = told_years(person)
    if person.kind == "person" and 0 < years < _GROWN:
        person.kind = {"f": "girl", "m": "boy"}.get(person.gender, "child")
    if years >= _OLD or any(one.kind.startswith("old") for one in own):
        traits["old"] = None
    person.traits = tuple(word for word in traits if word in ORDINARY)
    if language == "en":
        nouns = {one.noun for one in with_noun} & alone
        person.forms |= {f"{word} {noun}" for noun in nouns for word in MEANING_ONE}
    elif person.kind == "person" and person.role in alone:
        person.forms.add(person.role)
        article = re.match(r"(une|una|uma|eine)\b|(un|uno|um|ein \w+er)\b", own[0].words.lower())
        person.gender = person.gender or (("f" if article[1] else "m") if article else "")


def _introduce(person: Person, whole: str) -> None:
    """What an apposition says of a name: `Tomas, the old boat builder`, `a keeper called Mara`, `Captain Reyes`."""
    name = re.escape(person.name)
    patterns = (
        rf"\b{name},\s+{_APPOSITION}([a-z]+)\b(?=\s*[,.;]|\s+who|\s+of|\s+from)",
        rf"\b(?:a|an|the|her|his|my|their)\s+(?:[\w-]+\s+){{0,3}}?([a-z]+)\s+(?:named|called)\s+{name}\b",
        rf"\b{name}\s+(?:is|was)\s+(?:the|a|an)\s+(?:[\w-]+\s+){{0,3}}?([a-z]+)\b",
        rf"\b([A-Z]?[a-z]+),?\s+{name}\b",
    )
    being = lexicon(english=True).being
    for pattern in patterns:
        for match in re.finditer(pattern, whole):
            noun = match[1].lower()
            if kind := being(noun):
                person.kind, person.role = kind, noun
                words = re.findall(r"[a-z-]+", match[0].split(noun)[0])
                person.traits = tuple(w for w in words if w in ORDINARY)
                if noun not in FAMILY or pattern is not patterns[3]:
                    person.forms |= {f"the {noun}"}
                return
    person.kind = _TITLED.get(person.name.split()[0].lower().rstrip("."), person.kind)


def _narrator(found: list[Sentence], cast: list[Person], language: str) -> None:
    """A story that says I outside its quotes is told by somebody who is in the picture."""
    if language != "en":
        return
    says = [
        i
        for i, s in enumerate(found)
        if re.search(r"\b(?:I|I'm|I’d|my|me)\b", re.sub(r"[\"“].*?[\"”]", "", s.text))
    ]
    if len(says) >= 2 and len(says) * 6 >= len(found):
        cast.append(
            Person(
                "the narrator", first=says[0], count=len(says), forms={"i", "my", "me", "we"}, narrator=True
            )
        )
