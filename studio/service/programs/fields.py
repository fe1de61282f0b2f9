"""The fields of what programs ask for, described: how their JSON is made. What they mean is read elsewhere, in the commands' words."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, create_model
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from models.base import Frozen
from models.brief import Brief
from models.film.decisions import Decision, DecisionKind
from models.film.run_options import RunOptions
from models.money.dollars import Amount
from models.orders.assets import Blob
from models.shots.shot_list import Shot
from models.subjects.subject import Subject


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
        told = DESCRIBED.get(name, ("", None)) if model in (Brief, RunOptions, Decision) else ("", None)
        annotation: Any = info.annotation
        kind = annotation if name in needed else annotation | None
        options: dict[str, Any] = {} if name in needed else {"default": None}
        examples = None if told[1] is None else [told[1]]
        field: Any = Field(description=told[0] or None, examples=examples, **options)
        field.metadata = [*field.metadata, *info.metadata]
        fields[info.alias or name] = (kind, field)
    return fields


_ABOUT = "What the film is about: one of `prompt`, `story` and `shots`. "
DESCRIBED: Mapping[str, tuple[str, object]] = {
    "prompt": (_ABOUT + "This is a sentence or a few.", "A lighthouse keeper finds a door in the sea"),
    "story": (
        _ABOUT + "This is a text of up to 10 MB, or references to files that were sent (`POST /uploads`).",
        "Once upon a time in a magical kingdom...",
    ),
    "shots": (
        _ABOUT + "This is a shot list, used as it is, or the reference of one that was sent.",
        [{"enhanced_prompt": "A door stands in the sea at dawn.", "duration": 4}],
    ),
    "title": ("Its title.", "The Door in the Sea"),
    "seconds": ("Its length in seconds, cards included; 30 if left out.", 15),
    "aspect": ("The shape of the frame; 16:9 if left out.", "16:9"),
    "style": ("The look, in words or as a preset's name; chosen if left out.", "watercolour"),
    "mood": ("The mood, in words; chosen if left out.", "calm"),
    "template": ("The story template; chosen if left out.", "emotional-arc"),
    "profile": ("The providers that make it; `local` if left out, which is free and works offline.", "local"),
    "casting": (
        "Who makes what, by kind, in place of the profile's; `llm` may be a route or a model.",
        {"llm": "outline"},
    ),
    "fallback": ("Who makes pictures and clips where a vendor is down.", {"image": "animatic"}),
    "seed": ("Another seed gives another film.", 7),
    "story_mode": ("Whether a model writes in four stages (`multi`) or in one call (`single`).", "multi"),
    "shot_count": ("How many shots; by the length if left out.", None),
    "pattern": ("A sequence of shots such as `dialogue`.", None),
    "triggers": ("Tokens of trained looks by characters' names.", None),
    "delivery": ("How it is encoded, joined and heard.", {"resolution": "720p", "fps": 24}),
    "music": ("The reference of a sound file that was sent, played instead of a score.", None),
    "subjects": ("Who and what recurs: described here, or taken from the library by `from_library`.", None),
    "narrator": ("The voice of whoever speaks what nobody says.", None),
    "continuity": ("Whether each shot of a scene opens as the one before ends.", None),
    "likeness": ("What becomes of a picture that is not like whom it shows.", None),
    "board_rules": ("Whether its shots are held to the rules of a storyboard.", None),
    "diffusion": ("What is asked of an open model of pictures.", {"steps": 20}),
    "exchanges": ("How lines of several people in a shot are spoken.", None),
    "lip_sync": ("Whether the lips of whoever speaks move to what they say.", None),
    "effects": (
        "Sounds of its scenes: made from their words (`auto`), or files that were sent.",
        {"auto": True},
    ),
    "approve": (
        "Who approves the storyboard: somebody (`wait`, unless said otherwise), or nobody (`auto`).",
        "wait",
    ),
    "approve_bible": ("Whether somebody has to approve who recurs before any shot is drawn.", None),
    "approval": ("What happens when nobody decides in time.", None),
    "stop_at": ("The last stage that is made; `film` if left out.", "film"),
    "budget": ("The most that it may cost, in dollars; `none` is no limit.", "12.50"),
    "budget_mode": ("Whether the budget holds (`cap`), warns, or only counts.", "cap"),
    "approve_above": ("A step that may cost more dollars waits until somebody allows it.", None),
    "unknown_submit": ("What happens to a paid job of which nobody knows whether the vendor took it.", None),
    "on_moderated": ("What happens to a picture or a clip that is refused for what it shows.", None),
    "use_cache": ("Whether what the library has already is used.", True),
    "story_parallel": ("Whether the parts of a long story are written side by side.", None),
    "at_once": ("How much of it is on its way at once.", None),
    "draft": ("Whether the cheapest of each family make its pictures and clips.", None),
    "turns": ("How many turns it has at the queues while another film has one.", None),
    "board": ("The board, or of the bible the revision, that was looked at: an older one is refused.", 1),
    "reel": ("The reel whose board it is, of a film of several.", None),
    "boards": ("The boards that are approved together, by reel.", None),
    "shot": ("The shot, by its number or id.", "3"),
    "note": ("A few words that go with it, or that are added to a shot.", None),
    "dialogue": ("What is heard over the shot: a line of the narrator's.", None),
    "lines": ("What is heard over the shot, line by line.", None),
    "line": ("The number of the line that is changed alone.", None),
    "text": ("What that line says from now on.", None),
    "usd": ("What the film may cost from now on, in dollars.", "12.50"),
    "no_limit": ("Whether it may cost anything.", None),
    "mode": ("What its budget does from now on.", None),
    "action": ("What becomes of a job of which nobody knows whether the vendor took it.", None),
    "subject": ("The subject that is revised.", "Emma"),
    "description": ("What it looks like from now on.", None),
    "picture": ("The reference of a picture of it that was sent.", None),
    "voice": ("Who speaks its lines from now on.", None),
    "trigger": ("The token of its trained look.", None),
    "into": ("The subject that it is one with from now on.", None),
}
"""What a field is for, and an example, where one helps."""

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


class StoryboardAsked(Frozen):
    """A storyboard that is asked for."""

    story: str | None = Field(
        default=None, description="What happens.", examples=["A fox finds a door in the snow"]
    )
    num_frames: int | None = Field(
        default=None, description="How many frames, 6 to 10; 8 if left out.", examples=[8]
    )
    seed: int | None = Field(default=None, description="Another seed gives another board; 42 if left out.")
    style: str | None = Field(default=None, description="The look.")
    mood: str | None = Field(default=None, description="The mood.")
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


DecisionAsked = create_model(
    "DecisionAsked", __base__=_OfADecision, **_open(Decision, but=("kind", "by", "passed"))
)
"""A decision about a film."""
