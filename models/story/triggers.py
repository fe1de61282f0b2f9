"""Whose trained look a trigger is: names as people write them against the characters of a story."""

from collections.abc import Iterable, Mapping

from models.story.stages import Character

ARTICLES = frozenset({"the", "a", "an"})
_TITLES = frozenset(
    {"dr", "mr", "mrs", "ms", "miss", "sir", "lady", "lord", "captain", "professor", "father", "sister"}
)


def trigger_of(name: str, triggers: Mapping[str, str]) -> str:
    """The token of a trained look for a name: the same name in any case, or one that is short for the other; else empty.

    Two full names that share their first word alone are two people; `the keeper` is short for `the
    lighthouse keeper`.
    """
    for known, token in triggers.items():
        if known.strip().casefold() == name.strip().casefold():
            return token.strip()
    return next((token.strip() for known, token in triggers.items() if _is_short(known, name)), "")


def _is_short(one: str, other: str) -> bool:
    first, second = " ".join(_words(one)), " ".join(_words(other))
    if not first or not second:
        return False
    if short_name(one) == short_name(other) and short_name(one) in (first, second):
        return True
    return _described(other) and f" {second}".endswith(f" {first}")


def short_name(name: str) -> str:
    """What a name is called by for short, in lower case: `Mara` of Mara Quill, `old woman` of the old woman."""
    words = _words(name)
    return " ".join(words) if _described(name) else (words or [""])[0]


def _described(name: str) -> bool:
    """Whether a name is a description: the old woman."""
    return bool(name.strip()) and name.casefold().split()[0] in ARTICLES


def _words(name: str) -> list[str]:
    return [word for word in name.casefold().split() if word.rstrip(".") not in ARTICLES | _TITLES]


def unused_triggers(triggers: Mapping[str, str], characters: Iterable[Character]) -> tuple[str, ...]:
    """A note for each trigger whose token no character of the finished story has."""
    cast = tuple(characters)
    people = ", ".join(one.name for one in cast) or "nobody by name"
    return tuple(
        f"The trigger {name}={token} was not used: the story has {people}."
        for name, token in triggers.items()
        if not any(one.trigger == token.strip() and trigger_of(one.name, {name: token}) for one in cast)
    )
