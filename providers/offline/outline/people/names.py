"""Finds who is in a story by name: capitalised words that the text makes somebody of, and that are no place."""

from collections import Counter

from providers.offline.outline.people.name_words import SHORTENED, TITLES
from providers.offline.outline.people.sightings import SURE, WORD, Named, Sightings
from providers.offline.outline.people.tongue import tongue_of
from providers.offline.outline.text.sentences import Sentence

_ONCE = 1.4
"""How much is asked of a word that only begins one sentence: what it does alone may be what a thing does."""
_FEW = 5


def names(found: list[Sentence], language: str) -> tuple[list[Named], list[Named]]:
    """The people and the places that a cased text calls by name, each in order of appearance.

    Somebody is a person where the text makes one of them: who says something, does what only somebody does, has a title, or
    is meant by `she`. What only has a capital is nobody.
    """
    tongue = tongue_of(language)
    lowercased: Counter[str] = Counter()
    cased: set[str] = set()
    for sentence in found:
        words = WORD.findall(sentence.text)
        lowercased.update(word for word in words if word[0].islower())
        cased.update(word.lower() for word in words if word[0].isupper() and not word.isupper())
    scan = Sightings(tongue, language, frozenset(cased))
    for number, sentence in enumerate(found):
        scan.take(sentence.text, number, len(found))
    for number, sentence in enumerate(found):
        following = found[number + 1].text if number + 1 < len(found) else ""
        scan.refer(number, sentence.text, following)
    scan.join()
    merged = _merged([n for n in scan.seen.values() if not _common(n, lowercased)])
    few = len(found) < _FEW
    people = [
        n
        for n in merged
        if n.acts >= (SURE if n.count > 1 or n.inside or few else _ONCE)
        and n.acts > n.where + n.thing
        and not (scan.authors & n.forms)
    ]
    if language == "tr":
        people = [n for n in people if n.count > 1 or n.inside or n.acts > SURE]
    places = [n for n in merged if n.where > n.acts and n.where >= SURE and n.where > n.thing]
    return people, places


def _common(named: Named, lowercased: Counter[str]) -> bool:
    """Whether a capital is no more than the beginning of a sentence: the word stands elsewhere without one."""
    parts = named.name.lower().split()
    return len(parts) == 1 and lowercased[parts[0]] >= named.count


def _merged(found: list[Named]) -> list[Named]:
    """`Ana Reyes`, `Captain Reyes` and `Ana` as one; the form used most often names the person."""
    kept: list[Named] = []
    for named in sorted(found, key=lambda n: (-len(n.name.split()), n.first)):
        parts = set(named.name.split()) - {
            t for t in named.name.split() if t.lower().rstrip(".") in TITLES | SHORTENED
        }
        same = next((k for k in kept if parts & ({*k.name.split()} | k.forms) and parts), None)
        if same is None:
            named.forms |= {named.name, *parts}
            kept.append(named)
            continue
        if named.count > same.count:
            same.name = named.name
        same.forms |= {named.name, *parts}
        same.count += named.count
        same.acts += named.acts
        same.where += named.where
        same.thing += named.thing
        same.first = min(same.first, named.first)
    return sorted(kept, key=lambda n: n.first)
