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


def is_main(name: str) -> bool:
    """Whether a trigger's name means the main character, whoever that is."""
    return plain_name(name).removeprefix("the ") == MAIN_CHARACTER


def of_main(triggers: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """The triggers with the main character's by its name, the first of `names`.

    As they are where none is the main character's, and without it where that one has a token by name, or nobody is there.
    """
    others = {name: token for name, token in triggers.items() if not is_main(name)}
    token = next((triggers[name] for name in triggers if name not in others), "")
    main = next(iter(names), None) if token else None
    return others if main is None or trigger_of(main, others) else {main: token, **others}


def unused_triggers(triggers: Mapping[str, str], characters: Iterable[Character]) -> tuple[str, ...]:
    """A note for each trigger whose token no character of the finished story has."""
    cast = tuple(characters)
    people = ", ".join(one.name for one in cast) or "nobody by name"
    return tuple(
        f"The trigger {name}={token} was not used: {_why(name, cast) or f'the story has {people}'}."
        for name, token in triggers.items()
        if not any(one.trigger == token.strip() and _means(one, name, token) for one in cast)
    )


def _why(name: str, cast: tuple[Character, ...]) -> str:
    """Why a main character's token is nobody's although somebody is there; empty for any other's."""
    if not is_main(name) or not cast or not cast[0].trigger:
        return ""
    return f"the main character, {cast[0].name}, has the token {cast[0].trigger}; give it to another by name"


def _means(one: Character, name: str, token: str) -> bool:
    return is_main(name) or bool(trigger_of(one.name, {name: token}))
