"""Animals with a name that are called by what they are: Balto the husky is the dog of his film."""

import re
from collections import Counter
from collections.abc import Iterable

from models.subjects.subject import Subject
from providers.offline.outline.people.appositions import Apposition
from providers.offline.outline.people.names import Named
from providers.offline.outline.people.person import MEANING_ONE, Person
from providers.offline.outline.text.lexicon import lexicon


def species_of(noun: str) -> str:
    """`dog` of husky, and of dog; the noun itself where it is no breed."""
    return lexicon(english=True).species.get(noun, noun)


def call_by_species(cast: list[Person]) -> None:
    """Let `the dog` mean the one named animal that is a dog of whichever breed; of two it means neither."""
    animals = [person for person in cast if person.kind == "animal" and person.role]
    count = Counter(species_of(person.role) for person in animals)
    for person in animals:
        if count[species := species_of(person.role)] == 1:
            person.forms |= {f"{word} {noun}" for word in MEANING_ONE for noun in (person.role, species)}


def told_when_given(given: Iterable[Subject], people: list[Named]) -> list[Apposition]:
    """What the descriptions of given animals say that they are, as if the text said so where it first names them."""
    first = {named.name: named.first for named in people}
    being = lexicon(english=True).being
    found = []
    for subject in given:
        nouns = [word for word in re.findall(r"[^\W\d_]+", subject.description.lower()) if being(word)]
        if subject.kind == "character" and subject.name in first and nouns and being(nouns[0]) == "animal":
            line = int(first[subject.name])
            found.append(Apposition(subject.name, nouns[0], "animal", subject.description, line))
    return found
