"""Who is meant by a name: names as people write them, against those that are known."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

ARTICLES = frozenset({"the", "a", "an"})
_TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "miss", "sir", "lady", "lord", "captain", "professor", "father", "sister"}
)
_NO_NAMES = ARTICLES | _TITLES
_REMEMBERED = 4096
"""Names whose words are kept: each is compared with all the others of its film."""
_OF = re.compile(r"(?<=\w) (?:of|with|in|from|for) ")


def named(name: str, known: Iterable[str]) -> str | None:
    """The known name that `name` means: the same in any case, else one that is short for the other; None for no one.

    Two full names that share their first word alone are two people; `the keeper` is short for `the
    lighthouse keeper`.
    """
    known = tuple(known)
    plain = plain_name(name)
    for one in known:
        if plain_name(one) == plain:
            return one
    short = next((one for one in known if is_short(one, name)), None)
    if short is not None:
        return short
    # Of several that it may be short for it means none.
    longer = [one for one in known if is_short(name, one)]
    return longer[0] if len(longer) == 1 else None


@lru_cache(_REMEMBERED)
def plain_name(name: str) -> str:
    """A name as it is compared: the same in any case, and in whichever form Unicode has of its letters."""
    return unicodedata.normalize("NFKC", name).strip().casefold()


def is_short(one: str, other: str) -> bool:
    """Whether one name is short for the other."""
    first, second = " ".join(_words(one)), " ".join(_words(other))
    if not first or not second:
        return False
    if short_name(one) == short_name(other) and short_name(one) in (first, second):
        return True
    return _described(other) and f" {second}".endswith(f" {first}")


@lru_cache(_REMEMBERED)
def short_name(name: str) -> str:
    """What a name is called by for short, in lower case: `Mara` of Mara Quill, `old woman` of the old woman."""
    words = _words(name)
    return " ".join(words) if _described(name) else (words or ("",))[0]


def heads_of(owners: Mapping[str, str]) -> dict[str, str]:
    """Whose the last noun of a name is, by that noun, where it is nobody else's: `lamp` of the brass lamp.

    `owners` says of each name whose it is.
    """
    heads: dict[str, set[str]] = {}
    for name, owner in owners.items():
        words = _OF.split(" ".join(_words(name)))[0].split()
        if words:
            heads.setdefault(words[-1], set()).add(owner)
    return {head: whose for head, (whose, *others) in heads.items() if not others}


def name_given_twice(names: Iterable[str]) -> str:
    """The first name that is there twice, in whichever case; empty when none is."""
    seen: dict[str, str] = {}
    for name in names:
        plain = plain_name(name)
        if plain in seen:
            return seen[plain]
        seen[plain] = name
    return ""


@lru_cache(_REMEMBERED)
def _described(name: str) -> bool:
    """Whether a name is a description: the old woman."""
    return bool(name.strip()) and name.casefold().split()[0] in ARTICLES


@lru_cache(_REMEMBERED)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word for word in name.casefold().split() if word.rstrip(".") not in _NO_NAMES)
