"""What the words of a revision say of a shot's fields, and which fields they change."""

from pydantic import Field

from models.base import Frozen
from models.shots.shot_list import Angle, Colours, Shot, ShotType, TimeOfDay, Weather

MOST_WORDS = 2000
"""Characters of a revision's words that are read for fields; all of them reach the picture as words."""

_CALLED = {
    "time_of_day": "hour",
    "weather": "weather",
    "landscapes": "place",
    "colours": "colours",
    "shot_type": "size",
    "camera_angle": "angle",
    "camera_movement": "movement",
    "mood": "mood",
    "references": "references",
    "transition": "transition",
    "duration": "seconds",
    "image_provider": "pictures by",
    "video_provider": "clips by",
}
"""The fields that a person changes one by one, some of them by words too, and what people call them."""


class Noted(Frozen):
    """What words say of a shot: each field as it shall be from now on, None where they say nothing of it.

    `words` are the pieces of the text that were understood, `by` is who read them.
    """

    time_of_day: TimeOfDay | None = None
    weather: Weather | None = None
    place: str | None = Field(default=None, min_length=1, max_length=60)
    colours: Colours | None = None
    shot_type: ShotType | None = None
    camera_angle: Angle | None = None
    words: tuple[str, ...] = ()
    by: str = ""

    def applied(self, shot: Shot) -> Shot:
        """The shot with these fields; whoever is in it and what is heard over it stay."""
        said = {
            "time_of_day": self.time_of_day,
            "weather": self.weather,
            "landscapes": None if self.place is None else (self.place,),
            "colours": self.colours,
            "shot_type": self.shot_type,
            "camera_angle": self.camera_angle,
        }
        return shot.model_copy(update={field: value for field, value in said.items() if value is not None})


class FieldChange(Frozen):
    """A field of a shot that was changed: what it is called, and what it was and is, for people."""

    field: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """`hour day → night`."""
        return f"{self.field} {self.before} → {self.after}"


def changes_said(changes: tuple[FieldChange, ...]) -> str:
    """Changes for people, `hour day → night, weather – → rain`; empty without any."""
    return ", ".join(change.sentence for change in changes)


def changes_between(before: Shot, after: Shot) -> tuple[FieldChange, ...]:
    """The fields of the camera, of the scene and of how it is made that differ."""
    return tuple(
        FieldChange(field=name, before=_said(getattr(before, field)), after=_said(getattr(after, field)))
        for field, name in _CALLED.items()
        if getattr(before, field) != getattr(after, field)
    )


def _said(value: str | float | tuple[str, ...] | None) -> str:
    """A field's value for people; a dash where nothing is said."""
    if isinstance(value, float):
        return f"{value:g}"
    text = value if isinstance(value, str) else ", ".join(value or ())
    return text or "–"
