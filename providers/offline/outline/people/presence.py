"""Who is in each sentence: by name, by role, or by a pronoun that means somebody named before."""

import re
from dataclasses import dataclass
from itertools import takewhile

from providers.offline.outline.people.person import Finder, Person
from providers.offline.outline.people.tongue import tongue_of
from providers.offline.outline.text.quotes import outside_quotes
from providers.offline.outline.text.sentences import Sentence

_SHE = re.compile(r"\b(?:she|her|herself|hers|elle|ella)\b|她|هي", re.IGNORECASE)
_HE = re.compile(r"\b(?:he|him|his|himself|il|él)\b|他(?!们)|هو", re.IGNORECASE)
_IMPERSONAL = re.compile(
    r"\bil(?= (?:ne )?(?:neige|neigeait|pleut|pleuvait|gèle|gelait|vente|tonne|faut|fallait|fait|faisait|fit|y a(?:vait)?|s['’]agit|est (?:tard|tôt|minuit|midi|\w+ heures?)"
    r"|était (?:tard|tôt|minuit|midi|une fois|\w+ heures?)|se met à (?:pleuvoir|neiger)|commen(?:ce|ça|çait) à (?:pleuvoir|neiger))\b)",
    re.IGNORECASE,
)
"""`Il neige` is nobody."""
_ABSENT = re.compile(
    r"\b(?:[A-Z][\w.’'-]*\s+){1,4}(?=(?:never|did not|didn['’]t|had not|hadn['’]t|had never|has never|would never)\s+(?:see|saw|seen|come|came|return|returned"
    r"|arrive|arrived|visit|visited|meet|met|know|knew|hear|heard)\b)"
)
"""Whoever never saw it is not there."""
_THEY = re.compile(r"\b(?:they|them|their|together|we|us|our)\b|他们|她们|我们|معا", re.IGNORECASE)
_IT = re.compile(
    r"^\W*It\b(?!['’]s\b)(?! (?:is|was|will be|has been|had been|isn['’]t|wasn['’]t|seems?|seemed|takes?|took|becomes?|became|(?:gets?|got|grows?|grew) "
    r"(?:\w+er|dark|late|cold|light)\b|(?:(?:begins?|began|starts?|started|stops?|stopped) (?:to )?)?(?:rain|snow|hail|thunder|drizzl)\w*))"
)
"""What a sentence begins with that goes on about an animal or a machine; `It rains` is about nothing."""
_GERMAN_HE = re.compile(r"\b(?:[Ee]r|ih[nm])\b")
_OWNED = re.compile(r"\s*(?:his|her|their|my|our|[^\W\d_]+['’]s)\b", re.IGNORECASE)
"""Before whoever is somebody's: of `said Rosa's son Leo` the last is meant."""
_SUBJECT_SHE = re.compile(r"\b(?:she|elle|ella|lei|ela|sie)\b|她|هي", re.IGNORECASE)
_SUBJECT_HE = re.compile(r"\b(?:he|il|él|lui|ele|er)\b|他|هو", re.IGNORECASE)


@dataclass(frozen=True)
class Presence:
    """The people of a sentence in order; `named` says that at least one is called by name or role.

    `speaker` is who says what stands in its quotes; empty where nobody is told to.
    """

    people: tuple[str, ...] = ()
    named: bool = False
    speaker: str = ""


def presences(found: list[Sentence], cast: list[Person], language: str) -> list[Presence]:
    """Who is in each sentence; a pronoun takes the person of its kind who was last spoken of.

    Of what is said in quotes the speaker is in the picture, and not who is spoken to, or of.
    """
    finder = Finder(cast)
    says = _says(language)
    pronouns = [(_SHE, "f"), (_HE, "m")]
    if language == "de":  # `sie` is they as well, unless one says something
        pronouns = [(re.compile(rf"{says.pattern} sie\b"), "f"), (_GERMAN_HE, "m")]
    recent: list[Person] = []
    result: list[Presence] = []
    for index, sentence in enumerate(found):
        if index and sentence.scene != found[index - 1].scene:
            there = _named_in(sentence.scene, found[index:], finder)
            recent = [person for person in recent if person.name in there] if there else recent
        told = _told(sentence)
        mentioned = list({person.name: person for _, person in finder.find(told)}.values())
        people = [*mentioned]
        for pattern, gender in pronouns:
            if pattern.search(told) and not any(p.gender == gender for p in people):
                people += _last(recent, gender, people)
        if not people and _IT.search(told):
            people += [person for person in recent[:1] if person.kind in {"animal", "machine"}]
        if not people and not re.search(r"\w", told) and result:
            people += [p for p in recent if p.name in result[-1].people]
        if _THEY.search(told):
            people += [p for p in recent[: 3 if len(cast) == 3 else 2] if p not in people]
        for person in reversed(people):
            if person in recent:
                recent.remove(person)
            recent.insert(0, person)
        speaker = "" if sentence.passage else _speaker(told, sentence.text, says, finder, people)
        if not speaker and not re.search(r"\w", told) and result:
            speaker = result[-1].speaker
        result.append(Presence(tuple(p.name for p in people), bool(mentioned), speaker))
    return result


def _says(language: str) -> re.Pattern[str]:
    """The verbs of saying of a language as they stand beside a quote."""
    words = "|".join(sorted(map(re.escape, tongue_of(language).says), key=len, reverse=True))
    return re.compile(
        rf"(?:(?<!\w)(?:{words or '(?!)'})(?!\w)|[说问道喊叫答]|(?<!\w)قالت?(?!\w))", re.IGNORECASE
    )


def _speaker(told: str, text: str, says: re.Pattern[str], finder: Finder, people: list[Person]) -> str:
    """Who says the quotes of a sentence: `said her son Leo` and `Leo said`; whoever `she said` means."""
    if told == text or not (verb := says.search(told)):
        return ""
    clause = re.split(r"[.;:!?,]", told[verb.end() :])[0]
    before = finder.find(re.split(r"[.;:!?]", told[: verb.start()])[-1])
    inverted = not re.search(r"\w", told[: verb.start()])
    after = finder.find(clause)[:: -1 if _OWNED.match(clause) else 1]
    if near := after[:1] if inverted else before[-1:]:
        return near[0][1].name
    beside = clause if inverted else told
    for pattern, gender in ((_SUBJECT_SHE, "f"), (_SUBJECT_HE, "m")):
        if pattern.search(beside):
            return next((p.name for p in people if p.gender == gender), people[-1].name if people else "")
    return ""


def _named_in(scene: int, following: list[Sentence], finder: Finder) -> set[str]:
    """Whom a scene names; a pronoun in it means nobody else of the scenes before."""
    own = takewhile(lambda sentence: sentence.scene == scene, following)
    return {person.name for sentence in own for _, person in finder.find(_told(sentence))}


def _told(sentence: Sentence) -> str:
    """What tells who is in the picture: of a script's line its speaker, unless that one is out of sight."""
    if sentence.passage and sentence.kind == "said":
        return "" if sentence.passage.offscreen else sentence.passage.speaker
    return _ABSENT.sub(" ", _IMPERSONAL.sub(" ", outside_quotes(sentence.text)))


def _last(recent: list[Person], gender: str, people: list[Person]) -> list[Person]:
    """Whom a pronoun means: the last of that gender, or the last whose gender nobody told."""
    for wanted in (gender, ""):
        for person in recent:
            if person.gender == wanted and person not in people and person.kind not in {"animal", "machine"}:
                return [person]
    return []
