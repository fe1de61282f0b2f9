"""A long story broken down into its scenes, each of one place and one time, of one or more shots."""

from pydantic import Field

from models.base import Frozen
from models.story.stages import Character


class Scene(Frozen):
    """A scene of a long story, before it has shots. `weight` is its share of the film against the others'."""

    title: str
    summary: str
    place: str = ""
    time_of_day: str = "day"
    characters: tuple[str, ...] = ()
    mood: str = ""
    weight: float = Field(default=1.0, gt=0)


class Breakdown(Frozen):
    """A long story broken down: who is in it, and its scenes in order."""

    title: str
    logline: str = ""
    mood: str = ""
    language: str = "en"
    characters: tuple[Character, ...] = ()
    places: tuple[str, ...] = ()
    scenes: tuple[Scene, ...]
