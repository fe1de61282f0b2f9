"""How a story is written by models: which are asked at each stage, in what order, and how often."""

from typing import Literal, get_args

from pydantic import Field

from models.base import Frozen
from models.money.dollars import ZERO, Usd

Stage = Literal[
    "template", "story", "scenes", "visuals", "single", "compress", "breakdown", "shots", "safety", "note", "reword"
]  # fmt: skip
STAGES: tuple[Stage, ...] = get_args(Stage)

Structured = Literal["schema", "json", "none"]
"""How an endpoint can be held to JSON: by a schema, by JSON mode, or only by asking."""

Problem = Literal[
    "refused",  # the model declined, in words or in its refusal field
    "truncated",  # it stopped at its token limit
    "empty",  # nothing came, or only white space
    "no-json",  # prose, and no JSON object in it
    "broken-json",  # an object that does not parse and was not cut off
    "wrong-shape",  # JSON of other fields or types than asked for
    "not-sound",  # the right shape, and it cannot be filmed: shots missing, lengths that do not fit
    "too-long",  # more bytes than any answer may have
    "not-utf8",
]
"""What can be wrong with an answer that came."""


class ModelChoice(Frozen):
    """A model to ask: `vendor` is a preset, `model` the vendor's own id.

    `quote` is the most that one call may cost, in dollars, with input up to `input_tokens` and
    `output_tokens` out. `api` is `words` for the local word list, which asks nobody.
    """

    vendor: str
    model: str
    api: Literal["chat", "moderation", "words"] = "chat"
    structured: Structured = "schema"
    input_tokens: int = 0
    output_tokens: int = Field(default=2000, ge=16)
    temperature: float | None = None
    quote: Usd = ZERO

    @property
    def name(self) -> str:
        """`vendor/model`, as people write it."""
        return f"{self.vendor}/{self.model}"


class StageRoute(Frozen):
    """Who is asked at a stage, in order; who repairs an answer that cannot be read; the most paid calls.

    `parts` is how many times the stage is gone through: batches of shots, chunks of a long text.
    `paid_calls` bounds the calls of one part that may have been billed, lost replies among them.
    """

    stage: Stage
    models: tuple[ModelChoice, ...]
    repair: ModelChoice | None = None
    parts: int = Field(default=1, ge=1)
    paid_calls: int = Field(default=4, ge=1)

    @property
    def quote(self) -> Usd:
        """The most that the stage may cost: every paid call of every part at its dearest."""
        asked = [*self.models, *([self.repair] if self.repair else [])]
        return max((model.quote for model in asked), default=ZERO) * self.paid_calls * self.parts


class StoryPlan(Frozen):
    """How a brief's story is written by models, decided once by casting.

    `mode` `long` reads a text: compressed in `chunks` when there are any, which make `pieces`, broken down into scenes,
    then shots for each scene. Of a story that is written in `stretches` the routes are those of any one of them, and an
    `overview` of it all is written first. `shots` is how many shots the film shall have, `batch` how many of
    them one call writes. `notes` are for people: a retired name that another model answers to.
    """

    mode: Literal["multi-stage", "single-stage", "long"]
    routes: tuple[StageRoute, ...]
    shots: int = Field(ge=1)
    batch: int = Field(default=8, ge=1)
    chunks: int = Field(default=0, ge=0)
    pieces: int = Field(default=0, ge=0)
    notes: tuple[str, ...] = ()
    stretches: int = Field(default=0, ge=0, exclude_if=lambda count: not count)
    overview: "StoryPlan | None" = Field(default=None, exclude_if=lambda plan: plan is None)

    def route(self, stage: Stage) -> StageRoute | None:
        """The route of a stage; None when the plan does not go through it."""
        return next((route for route in self.routes if route.stage == stage), None)

    @property
    def quote(self) -> Usd:
        """The most that writing the story may cost, in dollars."""
        return sum((route.quote for route in self.all_routes), ZERO)

    @property
    def of_stretch(self) -> Usd:
        """The most that writing one stretch may cost, in dollars."""
        return sum((route.quote for route in self.routes), ZERO)

    @property
    def all_routes(self) -> tuple[StageRoute, ...]:
        """Every stage that the story goes through, with all its parts."""
        if not self.stretches:
            return self.routes
        first = self.overview.routes if self.overview else ()
        return (
            *first,
            *(route.model_copy(update={"parts": route.parts * self.stretches}) for route in self.routes),
        )


class Blocked(Frozen):
    """A shot that may not be drawn: its prompt or narration falls under a category."""

    shot_id: str
    category: str
    where: Literal["prompt", "narration"]

    @property
    def sentence(self) -> str:
        """What a person reads of it."""
        return f"Blocked: its {self.where} falls under {self.category}; revise it."
