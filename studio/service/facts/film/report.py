"""Where a film stands in full: its report, what it waits for, and what is under way for it."""

from pydantic import Field

from models.base import Frozen
from models.film.view import Stage, StageTime
from models.money.budget import BudgetMode
from models.story.coverage import LeftOut
from studio.service.facts.film.bible import SubjectFacts
from studio.service.facts.film.decisions import ToldDecision
from studio.service.facts.film.lines import MissingShot, ReelFacts
from studio.service.facts.film.shots import ShotFacts
from studio.service.facts.film.work import Asking, JobAtVendor, WorkOnCard
from studio.service.facts.values import Dollars, EngineAddress, EngineNamespace, FilmId


class UnknownJobFacts(Frozen):
    """A paid job of which nobody knows whether the vendor took it."""

    shot: str = Field(
        description="The shot that it is for; empty for what is the whole film's.", examples=["shot_003"]
    )
    provider: str = Field(description="Who was asked.", examples=["fal/kling-3-standard"])
    usd: Dollars = Field(description="The most that it may cost, in dollars.")
    reference: str = Field(description="Our name for it, by which the vendor can be asked.")


class FilmMoneyFacts(Frozen):
    """What a film costs."""

    budget_usd: Dollars | None = Field(description="What it may cost, in dollars; null: no limit.")
    mode: BudgetMode = Field(description="Whether the budget holds, warns, or only counts.", examples=["cap"])
    spent_usd: Dollars = Field(description="What it has spent, in dollars.")
    reserved_usd: Dollars = Field(description="What is set aside for steps on their way, in dollars.")
    unknown_jobs: tuple[UnknownJobFacts, ...] = Field(
        description="Jobs that wait for somebody to resolve them."
    )


class ModelCall(Frozen):
    """A call to a model."""

    model: str = Field(description="Who was asked.", examples=["claude-sonnet-4.5"])
    answered: str = Field(description="Who answered.")
    purpose: str = Field(
        description="`draft`, or `repair` of an answer that could not be used.", examples=["draft"]
    )
    outcome: str = Field(description="`ok`, or what was wrong.", examples=["ok"])
    reason: str = Field(description="What was wrong, in words.")
    input_tokens: int = Field(description="Tokens that it was given.")
    output_tokens: int = Field(description="Tokens that it answered.")
    cost: Dollars = Field(description="What it cost, in dollars.")
    cached: bool = Field(description="Whether it was answered before, and cost nothing.")
    lost: bool = Field(description="Whether its answer was lost, and it was booked at its quote.")
    toon_saved: int = Field(description="Tokens that the tabular form is estimated to have saved.")
    times: int = Field(
        default=1,
        exclude_if=lambda times: times == 1,
        description="How many calls that came to the same are told together.",
    )


class WritingStage(Frozen):
    """What became of a stage of the story."""

    stage: str = Field(description="The stage.", examples=["scenes"])
    part: int = Field(description="Which part of a long text, from 1.", examples=[1])
    writer: str = Field(description="The model whose words were used, or the offline writer (`outline`).")
    fell_back: str = Field(
        description="Why the first answer of the first model is not what was used; else empty."
    )
    usd: Dollars = Field(description="What it cost, in dollars.")
    input_tokens: int = Field(description="Tokens that models were given.", examples=[812])
    output_tokens: int = Field(description="Tokens that they answered.", examples=[640])
    calls: tuple[ModelCall, ...] = Field(description="The calls to models.")


def _unsaid(value: object) -> bool:
    return value is None


class StoryFacts(Frozen):
    """How a story was written by models; of one that no model wrote, nothing is there."""

    usd: Dollars | None = Field(default=None, exclude_if=_unsaid, description="What it cost, in dollars.")
    calls: int | None = Field(default=None, exclude_if=_unsaid, description="How many calls it took.")
    lost_calls: int | None = Field(
        default=None, exclude_if=_unsaid, description="Calls whose answers were lost."
    )
    input_tokens: int | None = Field(
        default=None, exclude_if=_unsaid, description="Tokens that models were given."
    )
    output_tokens: int | None = Field(
        default=None, exclude_if=_unsaid, description="Tokens that they answered."
    )
    tokens_saved_by_toon: int | None = Field(
        default=None,
        exclude_if=_unsaid,
        description="Tokens that the tabular form is estimated to have saved.",
    )
    decisions_told: int | None = Field(
        default=None, exclude_if=_unsaid, description="As `decisions_told` of the film."
    )
    decisions_refused: int | None = Field(
        default=None, exclude_if=_unsaid, description="As `decisions_refused` of the film."
    )
    stages: tuple[WritingStage, ...] | None = Field(
        default=None, exclude_if=_unsaid, description="Stage by stage, who wrote it."
    )


class FilmState(Frozen):
    """Where a film stands, but for its shots and its files."""

    id: FilmId
    title: str = Field(description="Its title; empty before it has one.", examples=["The Door in the Sea"])
    status: str = Field(
        description="Where it stands, in a few words.", examples=["finished with 2 shots missing"]
    )
    reason: str = Field(description="Why it ended so; empty where it did not, or nothing is to be said.")
    brief_digest: str = Field(description="What its brief amounts to; another brief has another.")
    seconds: float = Field(
        description="The length of its film in seconds; 0 before there is one.", examples=[31.4]
    )
    frames: int = Field(description="The frames of its film; 0 before there is one.", examples=[754])
    size: tuple[int, int] = Field(
        description="Its width and height in pixels; 0 before that is known.", examples=[[1280, 720]]
    )
    spent_usd: Dollars = Field(description="What it has spent, in dollars.")
    budget_usd: Dollars | None = Field(description="What it may cost, in dollars; null: no limit.")
    money: FilmMoneyFacts = Field(description="What it costs.")
    board: int = Field(
        description="Its board's revision, which an approval names; 0 before there is one.", examples=[1]
    )
    approved_board: int = Field(description="The revision that was approved; 0 before.", examples=[1])
    board_pages: tuple[str, ...] = Field(
        description="The board's pages among its files.", examples=[["storyboard.png"]]
    )
    missing: tuple[MissingShot, ...] = Field(description="The shots that could not be made.")
    notes: tuple[str, ...] = Field(description="What a person should know.")
    left_out: LeftOut | None = Field(
        description="How much of its text it does not tell; null where it tells all."
    )
    bible: tuple[SubjectFacts, ...] = Field(description="Who and what recurs in it.")
    narrator: str = Field(description="Who speaks what nobody in it says; empty before that is cast.")
    reels: tuple[ReelFacts, ...] = Field(
        default=(),
        exclude_if=lambda reels: not reels,
        description="Its reels, of a long film that has several.",
    )


class FilmDoing(Frozen):
    """What a film waits for, and what is under way for it."""

    stage: Stage = Field(description="Where it is, or how it ended.", examples=["approval"])
    waiting: str = Field(description="What it waits for; empty while it works.")
    paused: bool = Field(description="Whether it begins nothing new.")
    ended: bool = Field(description="Whether nothing more happens in it.")
    asking: tuple[Asking, ...] = Field(description="Calls to models that have not answered yet.")
    at_vendors: tuple[JobAtVendor, ...] = Field(description="Jobs that wait at vendors.")
    on_cards: tuple[WorkOnCard, ...] = Field(description="Work on graphics cards.")
    ui: str | None = Field(description="Its page in Temporal's UI; null where there is none.")
    address: EngineAddress = ""
    namespace: EngineNamespace = ""
    as_of: str = Field(
        default="",
        exclude_if=lambda moment: not moment,
        description="When that was written, ISO 8601 in UTC: there where no worker answers.",
    )


class FilmPapers(Frozen):
    """What a film is made of, and how it was written and decided on."""

    shots: tuple[ShotFacts, ...] = Field(description="Its shots in order.")
    dropped: tuple[ShotFacts, ...] = Field(
        default=(),
        exclude_if=lambda dropped: not dropped,
        description="Shots that were taken from its board: they are kept, and no shots of it.",
    )
    story: StoryFacts = Field(description="How its story was written by models.")
    decisions: tuple[ToldDecision, ...] = Field(description="The last decisions that it was told.")
    decisions_told: int = Field(description="How many it was told in all.", examples=[1])
    decisions_refused: int = Field(description="How many of them it did not take.", examples=[0])
    stages: tuple[StageTime, ...] = Field(description="When its stages began.")
    files: tuple[str, ...] = Field(
        description="What its folder holds.", examples=[["film.mp4", "report.json"]]
    )


class FilmStanding(FilmDoing, FilmPapers, FilmState):
    """Where a film stands in full."""
