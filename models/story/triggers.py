"""Whose trained look a trigger is: names as people write them against the characters of a story."""

from collections.abc import Iterable, Mapping

from models.story.stages import Character
from models.subjects.names import named


def trigger_of(name: str, triggers: Mapping[str, str]) -> str:
    """The token of a trained look for a name as `models.subjects.names.named` reads it; else empty."""
    known = named(name, triggers)
    return "" if known is None else triggers[known].strip()


def unused_triggers(triggers: Mapping[str, str], characters: Iterable[Character]) -> tuple[str, ...]:
    """A note for each trigger whose token no character of the finished story has."""
    cast = tuple(characters)
    people = ", ".join(one.name for one in cast) or "nobody by name"
    return tuple(
        f"The trigger {name}={token} was not used: the story has {people}."
        for name, token in triggers.items()
        if not any(one.trigger == token.strip() and trigger_of(one.name, {name: token}) for one in cast)
    )
