"""The story: its stages, the calls to models behind them, and the check of what they wrote."""

from typing import Protocol

from pydantic import Field
from temporalio import activity

from models.base import Frozen
from models.brief import Brief
from models.orders.cast import Choice
from models.shots.noted import Noted
from models.shots.shot_list import Shot
from models.story.breakdown import Breakdown
from models.story.plan import Blocked, ModelChoice, Problem, Stage
from models.story.records import CallRecord
from models.story.results import StageResult
from models.story.stages import ShotPlan, Story, TemplateChoice, VisualSpec


class StageRequest(Frozen):
    """One stage of the story: the brief, who writes, how long it may be, and the earlier stages' results."""

    brief: Brief
    choice: Choice
    seconds: float
    template: str = ""
    story: Story | None = None
    plan: ShotPlan | None = None


class NoteRequest(Frozen):
    """What somebody said of a shot's picture, to be read by a writer that needs no model."""

    choice: Choice
    shot: Shot
    words: str


class BadReply(Frozen):
    """An answer that could not be used, for the model that repairs it: what came, and what is wrong with it."""

    text: str
    problem: Problem
    errors: tuple[str, ...] = ()


class AskRequest(Frozen):
    """One call to one model for one part of a stage: the brief and the results of the stages before it.

    `part` counts from 0: the batch of shots, the chunk of the text, the scene whose shots are wanted.
    `shots` is how many shots this call shall write, lasting `seconds` together; `bad` makes
    the call a repair. `plan` is what is planned so far. `text` is what is to be compressed, where it
    is left out that part of the brief's story, cut in `chunks`; or what is said of a `shot`, whose words that are in `kept` stay
    as they are. `fresh` as in `Order`.
    """

    stage: Stage
    model: ModelChoice
    brief: Brief
    seconds: float
    part: int = 0
    parts: int = 1
    shots: int = 1
    first_number: int = 1
    template: str = ""
    story: Story | None = None
    plan: ShotPlan | None = None
    text: str = ""
    chunks: int = 0
    shot: Shot | None = None
    kept: tuple[str, ...] = Field(default=(), exclude_if=lambda kept: not kept)
    summary: str = ""
    breakdown: Breakdown | None = None
    bad: BadReply | None = None
    fresh: str = ""


class Answer(Frozen):
    """What a call gave: the stage's result, or `bad`, what came instead; and the call's record either way."""

    call: CallRecord
    result: StageResult | None = None
    bad: BadReply | None = None


class SafetyRequest(Frozen):
    """Shots whose prompts and narration are checked by one guard, before any picture is made."""

    guard: ModelChoice
    shots: tuple[Shot, ...]


class SafetyAnswer(Frozen):
    """The shots that may not be drawn, and what the check cost."""

    blocked: tuple[Blocked, ...] = ()
    call: CallRecord


class Writing(Protocol):
    """The four stages of the story, and what is said of its pictures afterwards."""

    @activity.defn(name="story.template")
    def template(self, request: StageRequest) -> TemplateChoice:
        """Stage 0: choose a template."""

    @activity.defn(name="story.write")
    def write(self, request: StageRequest) -> Story:
        """Stage 1: write the story."""

    @activity.defn(name="story.scenes")
    def plan(self, request: StageRequest) -> ShotPlan:
        """Stage 2: divide it into shots."""

    @activity.defn(name="story.visuals")
    def visuals(self, request: StageRequest) -> VisualSpec:
        """Stage 3: say what each picture shows."""

    @activity.defn(name="story.note")
    def note(self, request: NoteRequest) -> Noted:
        """Read what was said of a shot's picture: which fields it names, and as what."""


class Asking(Protocol):
    """Calls to models; each execution makes at most one paid call."""

    @activity.defn(name="story.ask")
    def ask(self, request: AskRequest) -> Answer:
        """Ask a model for a part of a stage, or to repair what another gave."""

    @activity.defn(name="safety.check")
    def check(self, request: SafetyRequest) -> SafetyAnswer:
        """Check the prompts and the narration of shots."""
