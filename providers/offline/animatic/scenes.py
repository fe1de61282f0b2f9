"""What a shot shows besides people: its place and the things in it, as shot and bible say."""

import re
from dataclasses import dataclass

from models.shots.shot_list import Shot
from models.subjects.subject import Subject
from providers.offline.animatic.palette import RGB, character_colour
from providers.offline.animatic.things.landmarks import GROUND
from providers.offline.animatic.words.colours import colour_in, plain, said_colour
from providers.offline.animatic.words.prompts import (
    kind_of_place,
    painted_in,
    painted_things,
    place_of,
    thing_named,
    things_in,
    things_named,
)
from providers.offline.animatic.words.species import also_called

BUNDLE = "bundle"
"""Stands for a thing of the bible that we cannot draw: something wrapped in a cloth of its colour."""
_OF_PROPS = frozenset({"sail", "roof", "shade"})
"""Parts that a prop may have."""
_WITH_DOORS = frozenset({"house", "lighthouse", "tower"})
_DOORS_OF_THEIR_OWN = frozenset({"car", "train", "boat"})
_ON_LAND = frozenset({"house", "tower", "tent", "tree", "car", "train"})
"""A house above the sea does not stand in it."""


@dataclass(frozen=True)
class Scene:
    """A kind of place, the name under which it keeps its looks, its things in order, and the colours that are said."""

    place: str
    setting: str
    things: tuple[str, ...]
    painted: dict[str, RGB]


def scene_of(shot: Shot, subjects: tuple[Subject, ...]) -> Scene:
    """The scene of a shot: what the bible says of its place and its props, and over that what the shot says."""
    places = [one for one in subjects if one.kind == "place"]
    props = [one for one in subjects if one.kind == "prop"]
    props = props or [Subject(name=name, kind="prop") for name in shot.props if name.strip()]
    told = " . ".join(one.description for one in places)
    named = " ".join(one.name for one in places) or " ".join(shot.landscapes)
    place = kind_of_place(named, told, shot.seen) if places else place_of(shot)
    painted: dict[str, RGB] = {}
    for text in (told, named):
        painted |= painted_in(text)
    kinds = {prop_of(prop): prop for prop in props}
    for thing, prop in kinds.items():
        painted |= {
            part: colour for part, colour in painted_in(prop.description).items() if part in _OF_PROPS
        }
        if colour := prop_colour(prop) or (character_colour(prop.name) if thing == BUNDLE else None):
            painted[thing] = colour
    landmarks = [thing for thing in (*things_named(named), *things_named(told)) if thing in GROUND]
    if set(landmarks) & _WITH_DOORS:
        landmarks = [thing for thing in landmarks if thing != "door"]
    if place == "sea" and set(landmarks) & _ON_LAND:
        place = "coast"
    things = dict.fromkeys((*things_in(shot), *(thing for thing in kinds if thing != BUNDLE), *landmarks))
    if set(things) & _DOORS_OF_THEIR_OWN and "door" not in painted_things(shot):
        things.pop("door", None)
    known = {thing for one in subjects for thing in also_called(one)}
    shown = tuple(thing for thing in things if thing not in known)
    return Scene(place, named or place, shown, {**painted, **painted_things(shot)})


def prop_of(prop: Subject) -> str:
    """Which thing a prop is, of those that can be drawn."""
    return thing_named(prop.name) or thing_named(_first(prop.description)) or BUNDLE


def prop_colour(prop: Subject) -> RGB | None:
    """The colour that is said of a prop: in its name, or first in its description."""
    said = plain(prop.description)
    for text in (plain(prop.name), *re.split(r"[,;.]|\bwith\b|\band\b", said)):
        colour = said_colour(text) or colour_in(text)
        if colour:
            return colour
    return None


def _first(description: str) -> str:
    return re.split(r"[,;.]|\bwith\b", description)[0]
