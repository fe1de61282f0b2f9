"""The names that assets have: characters, landscapes, styles, moods …; which one a person means, and which are near."""

import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple, get_args

from sqlalchemy import Column, ColumnElement, Connection, func, select

from infra.database.tables import asset_labels, asset_uses, documents
from models.errors import BadInput
from models.kinds import ASSET_KINDS
from models.shots.shot_list import SHOT_TYPES, TimeOfDay

FACETS = ("character", "landscape", "style")

_USUAL: dict[str, tuple[str, ...]] = {
    "kind": ASSET_KINDS,
    "shot_type": SHOT_TYPES,
    "time_of_day": get_args(TimeOfDay),
}
"""What can be asked for although no asset has it yet."""
_ALSO_CALLED = {
    "kind": {
        "picture": "image",
        "keyframe": "image",
        "clip": "video",
        "voice": "speech",
        "score": "music",
        "cut": "film",
        "storyboard": "board",
    }
}
"""Other words for what can be asked for."""
_NEAR = 8
"""So many near names are shown."""


class NameCount(NamedTuple):
    """A name, and how many assets have it."""

    name: str
    assets: int


def counted_names(connection: Connection, facet: str) -> list[NameCount]:
    """Every character, landscape or style, the most frequent first."""
    value, count = asset_labels.c.value, func.count()
    rows = connection.execute(
        select(value, count)
        .where(asset_labels.c.facet == facet)
        .group_by(value)
        .order_by(count.desc(), value)
    )
    return [NameCount(name, number) for name, number in rows]


def names_meant(connection: Connection, facet: str, given: str) -> list[str]:
    """The names of a facet that a person means.

    Raises:
        BadInput: none; the message lists those that are near.

    """
    return _meant(connection, facet, asset_labels.c.value, [asset_labels.c.facet == facet], given)


def values_meant(connection: Connection, field: "Column[Any]", given: str) -> list[str]:
    """The values of a column of assets that a person means.

    Raises:
        BadInput: none; the message lists those that are near.

    """
    also = _ALSO_CALLED.get(field.name, {})
    meant = also.get(given.strip().lower(), given)
    return _meant(connection, field.name.replace("_", " "), field, [], meant)


def check_film(connection: Connection, film_id: str) -> None:
    """See that some asset or paper belongs to the film.

    Raises:
        BadInput: none does.

    """
    claims = (asset_uses, documents)
    for claim in claims:
        if connection.scalar(select(claim.c.film_id).where(claim.c.film_id == film_id).limit(1)):
            return
    films = {film for claim in claims for film in _distinct(connection, claim.c.film_id, [])}
    if films:
        hint = _hint(film_id, sorted(films))
        raise BadInput(f"The film {film_id!r} has nothing in the library, or nothing left; {hint}.")


def _meant(
    connection: Connection, what: str, value: "Column[str]", conditions: list[ColumnElement[bool]], given: str
) -> list[str]:
    """The name as it was given; else those that differ in capitals; else those that have all its words."""
    plain = " ".join(given.lower().split())
    exact = [
        select(value).where(*conditions, value == name).limit(1) for name in dict.fromkeys((given, plain))
    ]
    if found := [name for query in exact if (name := connection.scalar(query)) is not None]:
        return found
    if plain in _USUAL.get(value.name, ()):
        return [plain]
    known = _distinct(connection, value, conditions)
    if not known:
        return [plain]
    words = set(plain.split())
    found = [name for name in known if name.lower() == plain] or [
        name for name in known if words and words <= set(re.findall(r"\w+(?:[-'’]\w+)*", name.lower()))
    ]
    if not found:
        raise _unknown(what, given, known)
    return found


def _unknown(what: str, given: str, known: Sequence[str]) -> BadInput:
    return BadInput(f"No asset has the {what} {given!r}; {_hint(given, known)}.")


def _hint(given: str, known: Sequence[str]) -> str:
    """The names that are near, or some of all; quoted, since a name may be a sentence."""
    lowered = {name.lower(): name for name in known if name}
    near = [repr(lowered[name]) for name in get_close_matches(given.lower(), list(lowered), _NEAR, 0.5)]
    if near:
        return f"near it: {', '.join(near)}"
    some = ", ".join(map(repr, list(lowered.values())[:_NEAR]))
    return f"there is {some}" + (" …" if len(lowered) > _NEAR else "")


def _distinct(
    connection: Connection, value: "Column[str]", conditions: list[ColumnElement[bool]]
) -> list[str]:
    """Each value once, in order: one step through the index a value, however many rows have it."""
    source = value.table
    first = select(func.min(value).label("value")).where(*conditions).cte("names", recursive=True)
    following = (
        select(func.min(value))
        .select_from(source)
        .where(*conditions, value > first.c.value)
        .scalar_subquery()
    )
    steps = first.union_all(select(following).where(first.c.value.is_not(None)))
    return list(connection.execute(select(steps.c.value).where(steps.c.value.is_not(None))).scalars())
