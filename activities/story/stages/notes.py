"""What is said of a picture that is drawn, read by a model: which fields of the shot it names, and as what."""

import re
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from activities.contracts import AskRequest
from activities.story.answers.fields import AsNames, Draft, Name, schema_of, with_enum
from activities.story.answers.json_object import read_draft
from activities.story.answers.unusable import Unusable
from activities.story.prompts.context import shot_as_it_is
from activities.story.prompts.instructions import AS_IT_IS, NOTE, material, prompted
from models.errors import InvalidRequest
from models.shots.noted import MOST_WORDS, Noted
from models.shots.shot_list import (
    ANGLES,
    COLOURS,
    SHOT_TYPES,
    WEATHERS,
    Angle,
    Shot,
    ShotType,
    TimeOfDay,
    Weather,
)
from models.story.results import StageResult
from models.story.stages import Template
from providers.llm.messages import Prompted

_HOURS = ("dawn", "morning", "day", "evening", "dusk", "night")
_MOST_COLOURS = 8
_LONGEST_PLACE = 60
_COLOUR = re.compile(rf"(?:{'|'.join(COLOURS)})(?: [^\W\d_]+(?:[-'][^\W\d_]+)*){{0,3}}")

Same = Literal["as it is"]


def _or_same(value: object) -> object:
    """Nothing is as it is; what is said is compared without case, spaces and underscores."""
    if value is None or value == "":
        return AS_IT_IS
    if not isinstance(value, str):
        return value
    text = re.sub(r"[\s_-]+", "-", value.strip().lower())
    return AS_IT_IS if text == AS_IT_IS.replace(" ", "-") else text


_OrSame = BeforeValidator(_or_same)


class NoteDraft(Draft):
    """The fields that a note names."""

    time_of_day: Annotated[TimeOfDay | Same, _OrSame] = "as it is"
    weather: Annotated[Weather | Same, _OrSame] = "as it is"
    place: Name = ""
    colours: Annotated[list[Name], AsNames, Field(max_length=_MOST_COLOURS)] = Field(default_factory=list)
    shot_type: Annotated[ShotType | Same, _OrSame] = "as it is"
    camera_angle: Annotated[Angle | Same, _OrSame] = "as it is"
    understood: Annotated[list[Name], AsNames] = Field(default_factory=list)


def ask_note(request: AskRequest, templates: tuple[Template, ...]) -> Prompted:  # noqa: ARG001 - every stage is asked alike
    """What a note says of a shot.

    Raises:
        InvalidRequest: there is no shot.

    """
    schema = schema_of(NoteDraft)
    for field, values in (
        ("time_of_day", _HOURS),
        ("weather", WEATHERS),
        ("shot_type", SHOT_TYPES),
        ("camera_angle", ANGLES),
    ):
        schema = with_enum(schema, (field,), (AS_IT_IS, *values))
    parts = (shot_as_it_is(_shot_of(request)), material("note", request.text[:MOST_WORDS]))
    return prompted(request, NOTE, parts, schema)


def read_note(request: AskRequest, text: str, templates: tuple[Template, ...]) -> StageResult:  # noqa: ARG001 - every stage is read alike
    """The fields, each with a value that it can have; of what was understood only what the note really says.

    Raises:
        Unusable: the answer cannot be used.

    """
    shot = _shot_of(request)
    draft = read_draft(text, NoteDraft)
    said = request.text.casefold()
    colours = tuple(dict.fromkeys(colour.lower().strip() for colour in draft.colours))
    for colour in colours:
        if not _COLOUR.fullmatch(colour) and colour not in shot.colours:
            raise Unusable(
                "not-sound", f"colours has {colour[:60]!r}: begin each with one of {', '.join(COLOURS)}."
            )
    place = draft.place[:_LONGEST_PLACE].strip()
    noted = Noted.model_validate(
        {
            "time_of_day": _told(draft.time_of_day),
            "weather": _told(draft.weather),
            "place": None if not place or place.lower() == AS_IT_IS or (place,) == shot.landscapes else place,
            "colours": colours if colours and colours != shot.colours else None,
            "shot_type": _told(draft.shot_type),
            "camera_angle": _told(draft.camera_angle),
            "words": tuple(words for words in draft.understood if words and words.casefold() in said),
            "by": request.model.name,
        }
    )
    return StageResult(noted=noted)


def _told(value: str) -> str | None:
    return None if value == AS_IT_IS else value


def _shot_of(request: AskRequest) -> Shot:
    if request.shot is None:
        raise InvalidRequest("A note is read about a shot, and there is none.")
    return request.shot
