"""What a person changes of a shot field by field, and which of that is seen in its picture."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from models.base import Frozen, Number
from models.cut.lengths import ASKED_SHOT_S
from models.cut.transitions import TransitionKind
from models.shots.shot_list import (
    Angle,
    Colours,
    Movement,
    Name,
    Names,
    Shot,
    ShotType,
    TimeOfDay,
    Weather,
    plain_word,
)

NOTHING = ""
"""What a field is given that is to say nothing any more: what is drawn, or made, is then the film's own choice."""

_IN_SHOT: dict[str, str] = {
    "size": "shot_type",
    "angle": "camera_angle",
    "movement": "camera_movement",
    "hour": "time_of_day",
    "weather": "weather",
    "place": "landscapes",
    "colours": "colours",
    "mood": "mood",
    "references": "references",
    "image_provider": "image_provider",
    "video_provider": "video_provider",
    "transition": "transition",
    "seconds": "duration",
}
"""The fields as people call them, and what they are called in a shot list."""

UNSEEN = ("transition", "video_provider", "lip_sync", "duration", "dialogue", "lines", "beat")
"""The fields of a shot that no picture shows."""


def _several(value: object) -> object:
    """Nothing said of a list is an empty one."""
    return () if value == NOTHING else value


class ShotFields(Frozen):
    """Fields of a shot as they shall be from now on; None leaves one as it is.

    `place` and `colours` are one or several. An empty `weather`, `place`, `colours`, `mood`, `references`, provider or
    `transition` takes away what is set: the shot's words, or the film, say it then. `seconds` is its planned length.
    """

    size: Annotated[ShotType | None, BeforeValidator(plain_word)] = None
    angle: Annotated[Angle | None, BeforeValidator(plain_word)] = None
    movement: Annotated[Movement | None, BeforeValidator(plain_word)] = None
    hour: Annotated[TimeOfDay | None, BeforeValidator(plain_word)] = None
    weather: Annotated[Weather | Literal[""] | None, BeforeValidator(plain_word)] = None
    place: Annotated[Names | None, BeforeValidator(_several)] = None
    colours: Annotated[Colours | None, BeforeValidator(_several)] = None
    mood: str | None = Field(default=None, max_length=200)
    references: Annotated[Names | None, BeforeValidator(_several)] = None
    image_provider: Name | None = None
    video_provider: Name | None = None
    transition: Annotated[TransitionKind | Literal[""] | None, BeforeValidator(plain_word)] = None
    seconds: Number | None = Field(default=None, ge=ASKED_SHOT_S[0], le=ASKED_SHOT_S[1])

    @property
    def given(self) -> dict[str, object]:
        """What is said, by what people call it."""
        return {name: value for name in _IN_SHOT if (value := getattr(self, name)) is not None}

    @property
    def told(self) -> str:
        """What is said, for people: `size close-up, hour night`."""
        return ", ".join(f"{name} {_said(value)}" for name, value in self.given.items())

    def applied(self, shot: Shot) -> Shot:
        """The shot with these fields."""
        changes = {_IN_SHOT[name]: _written(name, value) for name, value in self.given.items()}
        return shot.model_copy(update=changes) if changes else shot

    def objection(self, shot: Shot) -> str:
        """Why they change nothing of a shot, in one sentence; empty when they do."""
        if not self.given or self.applied(shot) != shot:
            return ""
        return f"{shot.shot_id} has that already: {self.told}."


def fields_of(shot: Shot) -> dict[str, object]:
    """What is set of a shot, by what people call it."""
    said = {name: getattr(shot, field) for name, field in _IN_SHOT.items()}
    return {name: value for name, value in said.items() if value not in (None, NOTHING, ())}


def shows_the_same(one: Shot, other: Shot) -> bool:
    """Whether two shots ask for the same picture: they differ in what is not seen, if at all."""
    return all(
        getattr(one, field) == getattr(other, field) for field in Shot.model_fields if field not in UNSEEN
    )


def _written(name: str, value: object) -> object:
    """A field's value as a shot has it: what is empty is nothing."""
    return None if value == NOTHING and name != "mood" else value


def _said(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return f"{value:g} s" if isinstance(value, float) else str(value) or "none"
