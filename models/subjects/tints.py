"""The colours that a film's characters have where nothing is said of them: each one that none of the others has."""

import hashlib
import re
from collections import Counter
from collections.abc import Container, Sequence
from functools import lru_cache

from models.subjects.names import plain_name
from models.subjects.subject import Subject

_SAID = tuple(
    re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)
    for words in (
        "amber|yellow|golden|gold|mustard|ochre|saffron",
        "teal|turquoise|petrol|aquamarine",
        "red|coral|scarlet|vermilion",
        "blue|cobalt|azure",
        "purple|magenta|plum|mauve",
        "olive|lime|khaki|moss green",
        "light blue|pale blue|sky blue|cyan",
        "pink|rose|salmon",
        "brown|chestnut|chocolate|russet|tan",
        "lavender|violet|lilac|indigo",
        "green|emerald",
        "crimson|maroon|burgundy|ruby|wine red",
        "cream|beige|ivory|sand|white",
        "navy|dark blue|midnight blue",
        "orange|copper|rust",
        "gr[ae]y|charcoal|slate|silver|black",
    )
)
"""Words for each tint, in the order of the colours that a provider has for them."""
TINTS = len(_SAID)
_READ = 1000
"""Characters of a description in which its colours are looked for."""


def own_tint(name: str) -> int:
    """The tint that goes with a name, from 0: the same in every film, where nobody else has it."""
    return hashlib.sha256(name.strip().casefold().encode()).digest()[0] % TINTS


def tints_of(characters: Sequence[Subject], settled: dict[str, int]) -> dict[str, int]:
    """A tint for each character, by its name: its own, or where another has that, the first that nobody has.

    An earlier one chooses before a later one; those that are `settled` keep theirs. A colour that the words of another
    say is not chosen either, as long as there are others. Of more than sixteen the later ones share.
    """
    chosen = dict(settled)
    by_name = {plain_name(one.name): _said_in(one.description[:_READ]) for one in characters}
    counts = Counter(tint for tints in by_name.values() for tint in tints)
    for one in characters:
        if one.name not in chosen:
            own = by_name[plain_name(one.name)]
            said = {tint for tint, count in counts.items() if count > (tint in own)}
            chosen[one.name] = _choice(own_tint(one.name), set(chosen.values()), said)
    return chosen


@lru_cache(maxsize=1000)
def _said_in(description: str) -> tuple[int, ...]:
    return tuple(tint for tint, words in enumerate(_SAID) if words.search(description))


def _choice(own: int, taken: Container[int], said: Container[int]) -> int:
    order = (own, *range(TINTS))
    free = [tint for tint in order if tint not in taken]
    return next((tint for tint in free if tint not in said), free[0] if free else own)
