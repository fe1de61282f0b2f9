"""The words the writer knows: places, times of day, moods and roles, loaded once from `lexicon.toml`."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from infra.media.text.scripts import UNSPACED
from models.shots.shot_list import TimeOfDay
from models.story.moods import MoodFamily
from providers.offline.outline.text.word_sets import word_set

_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ف", "ل")
"""Arabic writes `and`, `in`, `to` and `the` onto the word."""


@dataclass(frozen=True)
class Place:
    """A kind of place: `name` in English, whether it is seen from `inside`, and what a camera would notice."""

    name: str
    inside: bool
    detail: str


@dataclass(frozen=True)
class Lexicon:
    """Every word list, by the word in lower case."""

    places: dict[str, Place]
    kinds: dict[str, Place]
    times: dict[str, TimeOfDay]
    moods: dict[str, MoodFamily]
    roles: dict[str, str]
    species: dict[str, str]
    """What an animal of a breed is besides: a husky is a dog."""
    given: dict[str, str]
    """Common first names, each f or m."""
    hints: dict[str, str]
    """The place that a role or a creature suggests when the text names none."""
    embedded: tuple[str, ...]
    """Chinese and Japanese words, longest first: they are looked for inside unspaced text."""

    def being(self, noun: str) -> str:
        """The kind of somebody who has a name and is that: a breed is an animal; empty for what is nobody."""
        return self.roles.get(noun) or ("animal" if noun in self.species else "")

    def tokens(self, text: str) -> Iterator[tuple[int, str]]:
        """Where each known or plain word of `text` begins, and the word as the tables know it."""
        lower = text.lower()
        if UNSPACED.search(text):
            at = 0
            while at < len(lower):
                word = next((w for w in self.embedded if lower.startswith(w, at)), "")
                if word:
                    yield at, word
                at += len(word) or 1
            return
        for match in re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", lower):
            yield match.start(), self._known(match[0])

    def _known(self, word: str) -> str:
        if self._has(word):
            return word
        for prefix in _PREFIXES:
            if (
                word.startswith(prefix)
                and len(word) > len(prefix) + 1
                and self._has(word.removeprefix(prefix))
            ):
                return word.removeprefix(prefix)
        return word

    def _has(self, word: str) -> bool:
        return word in self.places or word in self.times or word in self.moods or word in self.roles


@lru_cache(maxsize=2)
def lexicon(*, english: bool) -> Lexicon:
    """The word lists for English, with plain plurals, or for every other language together.

    They are apart because a German `See` is a lake and `Kind` a child.
    """
    data = tomllib.loads(Path(__file__).with_name("lexicon.toml").read_text(encoding="utf-8"))
    places: dict[str, Place] = {}
    kinds: dict[str, Place] = {}
    for row in data["places"]:
        place = Place(row["name"], row["view"] == "inside", row["detail"])
        kinds[place.name] = place
        for word in row["words" if english else "other"]:
            places.setdefault(word, place)
            if english and not word.endswith("s"):
                places.setdefault(_plural(word), place)
    times = {word: time for time, words in data["times"].items() for word in words}
    moods = {word: mood for mood, words in data["moods"].items() for word in words}
    roles = {word: row["kind"] for row in data["roles"] for word in row["words" if english else "other"]}
    bred = {word: animal for animal, words in data["species"].items() for word in words} if english else {}
    given = {name: gender for gender, names in data["given"].items() for name in names}
    hints = {word: place for place, words in data["hints"].items() for word in words} if english else {}
    known = {*places, *times, *moods, *roles}
    embedded = sorted((w for w in known if UNSPACED.search(w)), key=lambda w: (-len(w), w))
    return Lexicon(places, kinds, times, moods, roles, bred, given, hints, tuple(embedded))


_IN = word_set("forest valley desert field garden village city street park sky space")
_ON = word_set("island boat mountain hill road cliff beach")


def located(place: str) -> str:
    """A place with its preposition: `in the garden`, `on the beach`, `at the lighthouse`, `at home`."""
    if place == "home":
        return "at home"
    words = lexicon(english=True)
    kind = next(
        (words.places[w] for w in reversed(re.findall(r"\w+", place.lower())) if w in words.places), None
    )
    if kind is None:
        return f"in {place}"
    if kind.name == "mountain" and place.endswith("s"):
        return f"in {place}"
    return f"{'in' if kind.inside or kind.name in _IN else 'on' if kind.name in _ON else 'at'} {place}"


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")
