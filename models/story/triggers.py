"""Whose trained look a trigger is: names as people write them against the characters of a story."""

from collections.abc import Iterable, Mapping

from models.story.stages import Character
from models.subjects.names import named, plain_name

MAIN_CHARACTER = "main character"
"""The name by which a trigger means whomever the story is about, where nobody knows yet how they are called."""


def trigger_of(name: str, triggers: Mapping[str, str]) -> str:
    """The token of a trained look for a name as `models.subjects.names.named` reads it; else empty."""
    known = named(name, triggers)
    return "" if known is None else triggers[known].strip()


def of_main(triggers: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The triggers with the main character's by its name: the first of `names` who has no other token.

    As they are where none is the main character's, and without it where nobody is left for it.
    """
    others = {name: token for name, token in triggers.items() if plain_name(name) != MAIN_CHARACTER}
    token = next((triggers[name] for name in triggers if name not in others), "")
    main = next((name for name in names if not trigger_of(name, others)), None) if token else None
    return others if main is None else {main: token, **others}


def unused_triggers(triggers: Mapping[str, str], characters: Iterable[Character]) -> tuple[str, ...]:
    """A note for each trigger whose token no character of the finished story has."""
    cast = tuple(characters)
    people = ", ".join(one.name for one in cast) or "nobody by name"
    return tuple(
        f"The trigger {name}={token} was not used: the story has {people}."
        for name, token in triggers.items()
        if not any(one.trigger == token.strip() and _means(one, name, token) for one in cast)
    )


def _means(one: Character, name: str, token: str) -> bool:
    return plain_name(name) == MAIN_CHARACTER or bool(trigger_of(one.name, {name: token}))
