"""The people and places that a brief gives by name: they are who they are wherever the text names them, however it is written."""

import re
from collections.abc import Iterable

from infra.media.text.scripts import UNSPACED
from models.subjects.names import ARTICLES, named
from models.subjects.subject import Subject
from providers.offline.outline.people.sightings import Named
from providers.offline.outline.text.sentences import Sentence

_SURE = 3.0
"""What a name weighs as a person's, or as a place's, that somebody gave as one."""


def with_given(
    found: list[Sentence], names: tuple[list[Named], list[Named]], given: Iterable[Subject]
) -> tuple[list[Named], list[Named]]:
    """The people and the places of a text with those that are given: one that was taken for the other, or for nobody.

    Things, and those whose name is a description (`the keeper`), are found as always.
    """
    people, places = names
    for subject in given:
        if subject.kind == "prop" or subject.name.casefold().split()[0] in ARTICLES:
            continue
        own, other = (people, places) if subject.kind == "character" else (places, people)
        if _known(subject.name, own):
            continue
        taken = _known(subject.name, other)
        if taken:
            other.remove(taken)
        elif (taken := _spotted(subject.name, found)) is None:
            continue
        own.append(taken)
        own.sort(key=lambda one: one.first)
    return people, places


def _known(name: str, among: list[Named]) -> Named | None:
    meant = named(name, [one.name for one in among])
    return next((one for one in among if one.name == meant), None)


def _spotted(name: str, found: list[Sentence]) -> Named | None:
    """The name where the text has it in any case; None where it has not."""
    word = re.escape(name)
    pattern = re.compile(word if UNSPACED.search(name) else rf"(?<![\w-]){word}(?![\w-])", re.IGNORECASE)
    counts = [len(pattern.findall(sentence.text)) for sentence in found]
    if not any(counts):
        return None
    first = next(number for number, count in enumerate(counts) if count)
    return Named(name, count=sum(counts), acts=_SURE, where=_SURE, first=first, forms={name})
