"""The fields of what programs ask for, described: how their JSON is made. What they mean is read elsewhere, in the commands' words."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, create_model
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from models.base import Frozen
from models.brief import Brief
from models.film.decisions import Decision, DecisionKind
from models.film.run_options import RunOptions
from models.money.dollars import Amount
from models.orders.assets import Blob
from models.shots.fields import ShotFields
from models.shots.shot_list import Shot
from models.subjects.subject import Subject
from studio.service.programs.described import DESCRIBED, OF_A_SHOT

_TOLD: Mapping[type[BaseModel], Mapping[str, tuple[str, object]]] = {
    **dict.fromkeys((Brief, RunOptions, Decision), DESCRIBED),
    ShotFields: OF_A_SHOT,
}
"""What is said of the fields of each model; others speak for themselves."""


class Described:
    """Beside a type of plain JSON: it is described as a model, and read by whoever knows the sentences about it."""

    def __init__(self, model: type[BaseModel]) -> None:
        self._model = model

    def __get_pydantic_json_schema__(self, _: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The model's schema in place of that of any JSON."""
        return handler(self._model.__pydantic_core_schema__)


def _open(model: type[BaseModel], but: tuple[str, ...] = (), needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """The fields of a model, each of which may be left out or null but for those that are `needed`."""
    fields: dict[str, Any] = {}
    for name, info in model.model_fields.items():
        if name in but:
            continue
        told = _TOLD.get(model, {}).get(name, ("", None))
        annotation: Any = info.annotation
        kind = annotation if name in needed else annotation | None
        options: dict[str, Any] = {} if name in needed else {"default": None}
        examples = None if told[1] is None else [told[1]]
        field: Any = Field(description=told[0] or None, examples=examples, **options)
        field.metadata = [*field.metadata, *info.metadata]
        fields[info.alias or name] = (kind, field)
    return fields


ShotAsked = create_model("ShotAsked", __base__=Frozen, **_open(Shot, needed=("enhanced_prompt",)))
SubjectAsked = create_model(
    "SubjectAsked",
    __base__=Frozen,
    from_library=(str | None, Field(default=None, description="The name of a subject of the library.")),
    **_open(Subject),
)
_Story = str | Blob | tuple[Blob, ...] | None
_Shots = tuple[ShotAsked, ...] | Blob | None
_Subjects = tuple[SubjectAsked, ...] | None


def _field(name: str) -> Any:  # noqa: ANN401 - pydantic's own
    text, example = DESCRIBED[name]
    return Field(default=None, description=text, examples=None if example is None else [example])


_OF_A_FILM: dict[str, Any] = {
    **_open(Brief, but=("material",)),
    **_open(RunOptions),
    "story": (_Story, _field("story")),
    "shots": (_Shots, _field("shots")),
    "subjects": (_Subjects, _field("subjects")),
    "story_mode": (str | None, _field("story_mode")),
    "budget": (Amount | str | None, _field("budget")),
    "approve_above": (Amount | str | None, _field("approve_above")),
    "voices": (
        dict[str, str] | None,
        Field(
            default=None,
            description="Who speaks with which voice; `narrator` is one too.",
            examples=[{"narrator": "joe-low"}],
        ),
    ),
    "id": (
        str | None,
        Field(
            default=None, description="The film's id; from its brief if left out.", examples=["the-door-1"]
        ),
    ),
}

FilmAsked = create_model("FilmAsked", __base__=Frozen, **_OF_A_FILM)
"""A film that is asked for."""

GenerateAsked = create_model(
    "GenerateAsked",
    __base__=Frozen,
    target_duration=(float | None, Field(default=None, description="As `seconds`.", examples=[15])),
    use_multi_stage=(
        bool | None,
        Field(
            default=None,
            description="Whether a model writes in four stages, as `story_mode`.",
            examples=[True],
        ),
    ),
    template_override=(
        str | None,
        Field(default=None, description="As `template`; null has it chosen.", examples=["emotional-arc"]),
    ),
    **_OF_A_FILM,
)
"""A film that is asked for in the words of earlier programs."""


OF_A_SCENARIO = (
    *("prompt", "story", "title", "shot_count", "seconds", "pattern", "aspect", "style", "mood"),
    *("subjects", "profile", "casting", "seed", "budget"),
)
"""The fields that say which shots are to be written."""

ScenarioAsked = create_model(
    "ScenarioAsked",
    __base__=Frozen,
    **{name: _OF_A_FILM[name] for name in (*OF_A_SCENARIO, "id")},
)
"""Shots that are to be written of a description."""


class StoryboardAsked(Frozen):
    """A storyboard that is asked for."""

    story: str | None = Field(
        default=None, description="What happens.", examples=["A fox finds a door in the snow"]
    )
    num_frames: int | None = Field(
        default=None, description="How many frames, 6 to 10; 8 if left out.", examples=[8]
    )
    seed: int | None = Field(default=None, description="Another seed gives another board; 42 if left out.")
    style: str | None = Field(default=None, description="How the pictures look.")
    mood: str | None = Field(default=None, description="The mood of the pictures.")
    aspect: str | None = Field(default=None, description="The shape of the frames.", examples=["16:9"])
    profile: str | None = Field(default=None, description="The providers.", examples=["local"])
    casting: dict[str, str] | None = Field(default=None, description="Who makes what, by kind.")
    triggers: dict[str, str] | None = Field(
        default=None, description="Tokens of trained looks by characters' names."
    )
    diffusion: dict[str, Any] | None = Field(
        default=None, description="What is asked of an open model of pictures."
    )
    budget: Amount | str | None = Field(default=None, description="The most that it may cost, in dollars.")
    id: str | None = Field(default=None, description="Its film's id; from its brief if left out.")


class _OfADecision(Frozen):
    model_config = ConfigDict(title="DecisionAsked")

    decision: DecisionKind = Field(description="What is decided.", examples=["approve"])
    comments: Literal[True] | tuple[int, ...] | None = Field(
        default=None,
        description="Of `revise`: which comments on the shot go into its note and are resolved with that: all that are open, "
        "or those of these ids.",
    )


DecisionAsked = create_model(
    "DecisionAsked",
    __base__=_OfADecision,
    **_open(Decision, but=("kind", "by", "passed", "mark")),
    **_open(ShotFields),
)
"""A decision about a film."""
