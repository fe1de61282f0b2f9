"""Who is in each sentence: by name, by role, or by a pronoun that means somebody named before."""

import re
from dataclasses import dataclass

from providers.offline.outline.people.person import Finder, Person
from providers.offline.outline.text.quotes import outside_quotes
from providers.offline.outline.text.sentences import Sentence

_SHE = re.compile(r"\b(?:she|her|herself|hers|elle|ella)\b|她|هي", re.IGNORECASE)
_HE = re.compile(r"\b(?:he|him|his|himself|il|él)\b|他(?!们)|هو", re.IGNORECASE)
_THEY = re.compile(r"\b(?:they|them|their|together|we|us|our)\b|他们|她们|我们|معا", re.IGNORECASE)


@dataclass(frozen=True)
class Presence:
    """The people of a sentence in order; `named` says that at least one is called by name or role."""

    people: tuple[str, ...] = ()
    named: bool = False


def presences(found: list[Sentence], cast: list[Person]) -> list[Presence]:
    """Who is in each sentence; a pronoun takes the person of its kind who was last spoken of.

    Of what is said in quotes the speaker is in the picture, and not who is spoken to, or of.
    """
    finder = Finder(cast)
    recent: list[Person] = []
    result: list[Presence] = []
    for sentence in found:
        told = _told(sentence)
        mentioned = list({person.name: person for _, person in finder.find(told)}.values())
        people = [*mentioned]
        for pattern, gender in ((_SHE, "f"), (_HE, "m")):
            if pattern.search(told) and not any(p.gender == gender for p in people):
                people += _last(recent, gender, people)
        if not people and not re.search(r"\w", told) and result:
            people += [p for p in recent if p.name in result[-1].people]
        if _THEY.search(told):
            people += [p for p in recent[: 3 if len(cast) == 3 else 2] if p not in people]
        for person in reversed(people):
            if person in recent:
                recent.remove(person)
            recent.insert(0, person)
        result.append(Presence(tuple(p.name for p in people), bool(mentioned)))
    return result


def _told(sentence: Sentence) -> str:
    """What tells who is in the picture: of a script's line its speaker, unless that one is out of sight."""
    if sentence.passage and sentence.kind == "said":
        return "" if sentence.passage.offscreen else sentence.passage.speaker
    return outside_quotes(sentence.text)


def _last(recent: list[Person], gender: str, people: list[Person]) -> list[Person]:
    """Whom a pronoun means: the last of that gender, or the last whose gender nobody told."""
    for wanted in (gender, ""):
        for person in recent:
            if person.gender == wanted and person not in people and person.kind not in {"animal", "machine"}:
                return [person]
    return []
