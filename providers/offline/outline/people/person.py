"""A character, and how a sentence is searched for all of them at once."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from infra.media.text.scripts import UNSPACED
from providers.offline.outline.text.sentences import Sentence

_PRONOUNS = (
    ("f", {"she", "herself", "elle", "ella", "她"}, {"her", "hers"}),
    ("m", {"he", "himself", "il", "él", "他"}, {"him", "his"}),
)


MEANING_ONE = ("the", "her", "his", "my", "their", "our")
"""What stands before a noun that means somebody who is known."""


@dataclass
class Person:
    """Somebody in the story. `forms` are the words that mean them, in lower case; `gender` is f, m, n or empty.

    `kind` is the role's kind in the lexicon, `role` its noun, `traits` the adjectives the text gives.
    """

    name: str
    kind: str = "person"
    gender: str = ""
    role: str = ""
    traits: tuple[str, ...] = ()
    first: float = 0
    count: int = 1
    forms: set[str] = field(default_factory=set)
    narrator: bool = False
    told: tuple[str, ...] = ()
    """The phrases that the text puts beside the name: `an old fisherwoman in a red coat`."""


class Finder:
    """Finds the people of a cast in a sentence, all at once."""

    def __init__(self, cast: list[Person]) -> None:
        self._by_form = {form: person for person in cast for form in sorted(person.forms)}
        forms = sorted(self._by_form, key=lambda form: (-len(form), form))
        inner = [re.escape(f) for f in forms if UNSPACED.search(f) or re.search(r"[\u0600-\u06ff]", f)]
        whole = [rf"(?<![\w-]){re.escape(f)}(?![\w-])" for f in forms if re.escape(f) not in inner]
        self._pattern = re.compile("|".join([*inner, *whole]) or r"(?!)")

    def find(self, text: str) -> list[tuple[int, Person]]:
        """Where each mention begins and whose it is, in order; I inside quotes is not the narrator."""
        found = [(match.start(), self._by_form[match[0]]) for match in self._pattern.finditer(text.lower())]
        if any(person.narrator for _, person in found):
            quoted = [match.span() for match in re.finditer(r"[\"“][^\"”]*[\"”]", text)]
            found = [(at, p) for at, p in found if not (p.narrator and any(a <= at < b for a, b in quoted))]
        return found


def pronoun_votes(found: list[Sentence], finder: Finder) -> dict[str, Counter[str]]:
    """For each name, the pronouns that follow it in its sentence and open the next two."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for index, sentence in enumerate(found):
        mentioned = finder.find(sentence.text)
        if not mentioned:
            continue
        following = " ".join(s.text[:12] for s in found[index + 1 : index + 3])
        for number, (at, person) in enumerate(mentioned):
            until = mentioned[number + 1][0] if number + 1 < len(mentioned) else len(sentence.text)
            text = sentence.text[at:until] + (" " + following if number == 0 else "")
            words = re.findall(r"[她他](?!们)|[^\W\d_她他]+", text.lower())
            for gender, subject, other in _PRONOUNS:
                votes[person.name][gender] += sum(2 * (w in subject) + (w in other) for w in words)
    return votes


def gender_of(person: Person, votes: Counter[str]) -> str:
    """f or m by the pronouns, else by the sound of the name; empty when neither tells."""
    if votes["f"] != votes["m"]:
        return max("fm", key=lambda g: votes[g])
    return "f" if re.search(r"(?:[aá]|ine|elle|ette)$", person.name) and " " not in person.name else ""
