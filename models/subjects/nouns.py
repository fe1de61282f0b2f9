"""What a prompt calls a subject beside its name: the woman from image 1, the lamp from image 3."""

import re

from models.subjects.subject import Subject

_PEOPLE = (
    ("old woman", "old man", "woman", "man", "girl", "boy", "child", "baby", "toddler", "teenager"),
    ("grandmother", "grandfather", "mother", "father", "sister", "brother", "queen", "king", "princess", "prince", "nun", "monk"),
    ("robot", "android", "dog", "puppy", "cat", "kitten", "fox", "wolf", "bear", "horse", "donkey", "deer", "rabbit", "owl"),
    ("bird", "whale", "dragon", "tiger", "lion", "mouse", "elephant", "fish", "ghost", "giant", "elf", "doll", "puppet"),
)  # fmt: skip
_NOUN = re.compile(rf"(?<!\w)({'|'.join(noun for nouns in _PEOPLE for noun in nouns)})(?!\w)", re.IGNORECASE)
"""Longer ones first, so that an old woman is not only a woman."""


def noun_of(subject: Subject) -> str:
    """`woman`, `dog`, `place`, `lamp`: the word of a character's description or name, `person` where there is none."""
    if subject.kind == "place":
        return "place"
    if subject.kind == "prop":
        words = re.findall(r"[^\W\d_]+", subject.name)
        return words[-1].lower() if words else "thing"
    found = _NOUN.search(subject.description) or _NOUN.search(subject.name)
    return found[0].lower() if found else "person"
