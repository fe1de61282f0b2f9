"""Whether a place is inside or outside, as its name says: `the church (indoors)`, `the cafe (outdoors)`, `a kitchen garden`."""

import re

_OUTSIDE_OF = r"gardens?|roof(?:top)?s?|car ?parks?|parking ?lots?|(?:court|back|front|school|church)?yards?|streets?|roads?|lanes?|alleys?|terraces?|balcon(?:y|ies)|playgrounds?|driveways?|porch|lawns?|fields?"
"""What may stand beside a house of any kind, and has its name: the hospital rooftop."""
_STREET_OUTSIDE = re.compile(
    r"\b(?:outside|in front of|behind|opposite) (?:of )?(?:the|a|an|his|her|their) (?:\w+ )?[\w'-]+"
)
_FURNISHED = re.compile(
    r"\b(?:carpets?|rugs?|sofas?|couch(?:es)?|armchairs?|wallpaper|ceiling|floorboards)\b"
)
_OUTDOORS = re.compile(r"\boutdoors\b")
_STREETS = frozenset({"kitchen", "school", "library", "office", "room"})
"""Rooms of houses that stand in a town, rather than in a village."""


def is_outdoors(text: str) -> bool:
    """Whether a place is said to be seen from outside."""
    return bool(_OUTDOORS.search(text.lower()))


def is_furnished(text: str) -> bool:
    """Whether a text names what only a room has: a carpet."""
    return bool(_FURNISHED.search(text.lower()))


def outside_of(room: str) -> str:
    """The kind of place outside of a kind of room."""
    return "city" if room in _STREETS else "village"


def without_what_is_near(text: str) -> str:
    """A text without the house that somebody is outside of: `the street` of `the street outside the bar`."""
    return _STREET_OUTSIDE.sub(" ", text)


def head_of(name: str) -> str:
    """The word for what a place is: `garden` of `the kitchen garden (outdoors)`; nothing where it is a name."""
    plain = re.sub(r"\(.*?\)", " ", name).split(",")[-1].strip()
    words = re.findall(r"[^\W\d_]+", without_what_is_near(plain))
    return words[-1] if words and (words[-1].islower() or len(words) == 1) else ""


def without_houses(text: str, rooms: str) -> str:
    """A text without the houses whose gardens, roofs and streets it names; `rooms` are the words for what is inside."""
    return re.sub(rf"\b(?:{rooms}) (?=(?:{_OUTSIDE_OF})\b)", "", text.lower())
