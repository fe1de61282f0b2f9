"""A shot, and the list of them that everything after the story works from."""

import re
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, StrictBool, TypeAdapter, ValidationError, model_validator

from models.base import Frozen, Number, Whole
from models.cut.lengths import ASKED_SHOT_S, USUAL_SHOT_S
from models.cut.transitions import TransitionKind
from models.names import ShotId, number_in, shot_id
from models.shots.lines import MOST_LINES, MOST_OF_A_LINE, Line, lines_objection

LARGEST_NUMBER = 1_000_000
"""The largest number that a shot can have."""

ShotType = Literal[
    "extreme-wide", "wide", "full", "medium", "medium-close-up", "close-up", "extreme-close-up"
]
Angle = Literal["eye-level", "low", "high", "overhead", "dutch"]
Movement = Literal["hold", "push", "pull", "pan-left", "pan-right", "tilt-up", "tilt-down"]
TimeOfDay = Literal["dawn", "morning", "day", "evening", "dusk", "night"]
Weather = Literal["clear", "rain", "storm", "snow", "fog"]

MOST_SHOTS = 10_000
"""How many shots a film may have."""
MOST_OF_AN_ACTION = 2000
MOST_OF_A_PROMPT = 8000
"""Characters of one prompt."""

_SAID_OTHERWISE: dict[str, str] = {
    "establishing": "extreme-wide", "ews": "extreme-wide", "els": "extreme-wide", "aerial": "extreme-wide",
    "ws": "wide", "ls": "wide", "long": "wide", "master": "wide", "two-shot": "medium", "group": "wide",
    "extreme-long": "extreme-wide", "vista": "extreme-wide", "fs": "full", "medium-full": "full", "cowboy": "full", "medium-wide": "full", "mws": "full",
    "ms": "medium", "mid": "medium", "over-the-shoulder": "medium", "over-shoulder": "medium", "ots": "medium",
    "pov": "medium", "mcu": "medium-close-up", "medium-close": "medium-close-up", "cu": "close-up", "close": "close-up",
    "closeup": "close-up", "insert": "extreme-close-up", "detail": "extreme-close-up",
    "ecu": "extreme-close-up", "xcu": "extreme-close-up", "extreme-close": "extreme-close-up", "macro": "extreme-close-up",
    "eye": "eye-level", "straight": "eye-level", "low-angle": "low", "high-angle": "high", "canted": "dutch",
    "top-down": "overhead", "birds-eye": "overhead", "bird's-eye": "overhead",
    "static": "hold", "still": "hold", "locked": "hold", "none": "hold", "push-in": "push", "dolly-in": "push",
    "zoom-in": "push", "pull-out": "pull", "pull-back": "pull", "dolly-out": "pull", "zoom-out": "pull",
    "pan": "pan-right", "tilt": "tilt-up",
    "sunrise": "dawn", "noon": "day", "midday": "day", "afternoon": "day", "sunset": "dusk",
    "golden-hour": "dusk", "twilight": "dusk", "blue-hour": "dusk", "late-afternoon": "evening",
    "daytime": "day", "early-morning": "morning", "midnight": "night", "nighttime": "night", "late-night": "night",
    "rainy": "rain", "raining": "rain", "stormy": "storm", "thunderstorm": "storm", "snowy": "snow", "snowing": "snow",
    "snowfall": "snow", "foggy": "fog", "misty": "fog", "mist": "fog", "sunny": "clear", "dry": "clear",
}  # fmt: skip


def plain_word(value: object) -> object:
    """`Close Up shot`, `CU`, `close_up` → `close-up`; what is no text is left for pydantic to refuse."""
    if not isinstance(value, str):
        return value
    name = re.sub(r"[\s_]+", "-", value.strip().lower())
    name = re.sub(r"-shot$", "", name) if name != "two-shot" else name
    return _SAID_OTHERWISE.get(name, name)


def _unsaid(value: object) -> bool:
    """Whether a field that came later says nothing: it is then left out, and recipes stay what they were."""
    return value is None or value == ()


def _place(number: object) -> int | None:
    """The place in a list that a number stands for, as pydantic reads it; None when it can be none."""
    try:
        place = TypeAdapter(Whole).validate_python(number)
    except ValidationError:
        return None
    return place if 1 <= place <= LARGEST_NUMBER else None


def _names(value: object) -> object:
    return [value] if isinstance(value, str) else value


Name = Annotated[str, Field(max_length=200)]
Names = Annotated[tuple[Name, ...], BeforeValidator(_names), Field(max_length=50)]
Colours = Annotated[
    tuple[Annotated[str, Field(min_length=1, max_length=60)], ...],
    BeforeValidator(_names),
    Field(max_length=8),
]
"""Each the whole picture's, such as `blue`, or a thing's, such as `red door`."""


class Shot(Frozen):
    """One shot of a film.

    `shot_id` names it and its folder; `shot_number` is its place, from 1. `duration` is the planned
    length in seconds; the clip grows when its voice needs longer. `action` is what happens, in a
    sentence, where `enhanced_prompt` is all that a picture model should be told. `lines` are what is heard over
    it; `dialogue` is the short form for one line of the narrator's. `transition` is how it follows the shot before; none leaves that to the film. `characters`, `landscapes`, `props` and `styles` are names that recur across shots;
    `references` are the subjects whose pictures it is to be drawn with, where a person says which.
    `weather` and `colours` are what the words of the shot say, unless they are set. `image_provider` and `video_provider`
    say who makes its picture and its clip, where that is somebody else than makes the film's; `lip_sync` whether the lips of
    whoever speaks in it are moved to what they say, where that is otherwise than in the film.
    A `null` is as good as a field that is left out.
    """

    shot_id: ShotId
    shot_number: Whole = Field(ge=1, le=LARGEST_NUMBER)
    shot_type: Annotated[ShotType, BeforeValidator(plain_word)] = "medium"
    camera_angle: Annotated[Angle, BeforeValidator(plain_word)] = "eye-level"
    camera_movement: Annotated[Movement, BeforeValidator(plain_word)] = "hold"
    enhanced_prompt: str = Field(min_length=1, max_length=MOST_OF_A_PROMPT, pattern=r"\S")
    action: str = Field(default="", max_length=MOST_OF_AN_ACTION)
    start_frame_prompt: str = Field(default="", max_length=MOST_OF_A_PROMPT)
    end_frame_prompt: str = Field(default="", max_length=MOST_OF_A_PROMPT)
    negative_prompt: str = Field(default="", max_length=4000)
    duration: Number = Field(default=USUAL_SHOT_S, ge=ASKED_SHOT_S[0], le=ASKED_SHOT_S[1])
    dialogue: str = Field(default="", max_length=MOST_OF_A_LINE)
    lines: tuple[Line, ...] = Field(default=(), max_length=MOST_LINES, exclude_if=_unsaid)
    characters: Names = ()
    landscapes: Names = ()
    styles: Names = ()
    props: Names = Field(default=(), exclude_if=_unsaid)
    references: Names = Field(default=(), exclude_if=_unsaid)
    mood: str = Field(default="", max_length=200)
    time_of_day: Annotated[TimeOfDay, BeforeValidator(plain_word)] = "day"
    beat: str = Field(default="", max_length=200)
    transition: TransitionKind | None = Field(default=None, exclude_if=_unsaid)
    weather: Annotated[Weather | None, BeforeValidator(plain_word)] = Field(default=None, exclude_if=_unsaid)
    colours: Colours = Field(default=(), exclude_if=_unsaid)
    image_provider: Name | None = Field(default=None, exclude_if=_unsaid)
    video_provider: Name | None = Field(default=None, exclude_if=_unsaid)
    lip_sync: StrictBool | None = Field(default=None, exclude_if=_unsaid)

    @model_validator(mode="before")
    @classmethod
    def _numbered(cls, data: Any) -> Any:  # noqa: ANN401 - pydantic hands over whatever was given
        """A missing id follows from the number, and a missing number from an id that ends in one."""
        if not isinstance(data, dict):
            return data
        known = cls.model_fields
        data = {field: value for field, value in data.items() if value is not None or field not in known}
        number, name = data.get("shot_number"), data.get("shot_id")
        if name is None and number is not None:
            # Of a number that cannot be used that is said, and not that an id is missing.
            data["shot_id"] = shot_id(_place(number) or 1)
        elif number is None and (tail := number_in(name)):
            data["shot_number"] = int(tail)
        return data

    @model_validator(mode="after")
    def _said_once(self) -> "Shot":
        if self.lines and self.dialogue.strip():
            raise ValueError("has lines and a dialogue, which is the short form for one: give one of them")
        if objection := lines_objection(self.lines):
            raise ValueError(objection)
        return self

    def revised(
        self,
        *,
        prompt: str = "",
        note: str = "",
        dialogue: str | None = None,
        lines: tuple[Line, ...] | None = None,
    ) -> "Shot":
        """This shot with a new prompt, with a note added to the prompt it has, or with other words heard over it.

        Without a prompt and a note the picture is asked for as before. `dialogue` and `lines` take the place of all
        that was heard; empty they make it silent.
        """
        changes: dict[str, Any] = {}
        if dialogue is not None or lines is not None:
            changes = {"dialogue": dialogue or "", "lines": lines or ()}
        if prompt or note:
            text, action = prompt or self.enhanced_prompt, prompt or self.action
            if note:
                text = f"{text.rstrip('. ')}. {note}"
                action = f"{action.rstrip('. ')}. {note}" if action else ""
            changes |= {
                "enhanced_prompt": text[:MOST_OF_A_PROMPT],
                "action": action[:MOST_OF_AN_ACTION],
                "start_frame_prompt": "",
            }
        return self.model_copy(update=changes)

    @property
    def said(self) -> tuple[Line, ...]:
        """What is heard over it, line by line."""
        if self.lines or not self.dialogue.strip():
            return self.lines
        # Checked with the shot, and asked for time and again.
        return (Line.model_construct(text=self.dialogue.strip()),)

    @property
    def names(self) -> tuple[str, ...]:
        """Who and what it lists, and who speaks in it."""
        speakers = (line.subject for line in self.lines if line.subject)
        return (*self.characters, *self.landscapes, *self.props, *speakers)

    @property
    def words(self) -> str:
        """What is heard over it as one text; empty when it is silent."""
        return " ".join(line.text for line in self.said)

    @property
    def heard(self) -> str:
        """What is heard over it as people read it, with who says what: `Emma: Where were you? Tom: Here.`"""
        return " ".join(line.named for line in self.said)

    @property
    def seen(self) -> str:
        """What a person sees in the shot: its action, or its prompt when no action was written."""
        return self.action or self.enhanced_prompt


SHOT_TYPES: tuple[str, ...] = get_args(ShotType)
MOVEMENTS: tuple[str, ...] = get_args(Movement)
ANGLES: tuple[str, ...] = get_args(Angle)
WEATHERS: tuple[str, ...] = get_args(Weather)
COLOURS: tuple[str, ...] = (
    *(
        "red",
        "blue",
        "green",
        "yellow",
        "white",
        "black",
        "orange",
        "purple",
        "pink",
        "brown",
        "grey",
        "golden",
    ),
    *("silver", "turquoise", "sepia", "black-and-white"),
)
"""What a picture can be told to look like; the last two are of whole pictures alone."""


def numbered(entries: object) -> object:
    """A list as it was given, whose entries without any number get their place in it, from 1."""
    if not isinstance(entries, list | tuple):
        return entries
    return [
        {**entry, "shot_number": place}
        if isinstance(entry, dict)
        and entry.get("shot_number") is None
        and not number_in(entry.get("shot_id"))
        else entry
        for place, entry in enumerate(entries, start=1)
    ]


def find_shot(shots: tuple[Shot, ...], name: object) -> Shot | None:
    """The shot called `name`: its id, or its number as an int or as digits."""
    text = str(name).strip()
    number = text.lstrip("0")
    return next((shot for shot in shots if shot.shot_id == text or str(shot.shot_number) == number), None)
