"""A film on its way: what is asked for, where it stands, and what its folder holds."""

from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.film.decisions import DecisionRecord
from models.money.ledger import ZERO, BudgetMode, Spending, Usd
from models.names import shot_place, take_place
from models.orders.assets import Blob
from models.shots.takes import Change
from models.shots.view import ShotView
from models.story.plan import StageRecord

STAGE_ATTRIBUTE = "FilmStage"
TITLE_ATTRIBUTE = "FilmTitle"
COST_ATTRIBUTE = "FilmCost"
"""Temporal search attributes of every film: keyword, text, double (dollars spent)."""

BRIEF_MEMO = "brief_digest"
"""The memo field that holds the brief's digest, so that an id is never reused for another brief."""

Stage = Literal[
    "casting", "story", "keyframes", "approval", "shots", "cut", "publish",
    "finished", "stopped", "rejected", "cancelled", "failed",
]  # fmt: skip
WORKING: tuple[Stage, ...] = ("casting", "story", "keyframes", "approval", "shots", "cut", "publish")
ENDED: tuple[Stage, ...] = ("finished", "stopped", "rejected", "cancelled", "failed")

StopAt = Literal["story", "storyboard", "film"]
UnknownSubmit = Literal["ask", "resubmit", "abandon"]


class ApprovalPolicy(Frozen):
    """What happens when nobody decides: after `timeout_hours` (none: never), wait on, approve or cancel."""

    timeout_hours: float | None = Field(default=None, gt=0, le=24 * 365)
    on_timeout: Literal["wait", "approve", "cancel"] = "wait"


class RunOptions(Frozen):
    """How a film is run; none of it changes what the film is.

    `approve` is `wait` (a person decides) or `auto` (the gate passes by itself, and says so).
    `budget` in dollars, none for no limit; `budget_mode` says what it does. A single step that may cost
    more than `approve_above` dollars waits until somebody allows it. `unknown_submit` is what happens to
    a paid job of which nobody knows whether the vendor took it: a person is asked, or it is asked for
    again within the budget, or given up. Without `use_cache` everything is made afresh.
    `story_parallel` lets models write the parts of a long story side by side.
    """

    approve: Literal["wait", "auto"] = "wait"
    approval: ApprovalPolicy = ApprovalPolicy()
    stop_at: StopAt = "film"
    budget: Usd | None = None
    budget_mode: BudgetMode = "cap"
    approve_above: Usd | None = None
    unknown_submit: UnknownSubmit = "ask"
    use_cache: bool = True
    story_parallel: bool = False


class Need(Frozen):
    """A step that waits for money, or, when it `asks`, to be allowed; `usd` is the most it may cost."""

    shot_id: str
    stage: Spending
    usd: Usd
    asks: bool = False


class UnknownJob(Frozen):
    """A paid job of which nobody knows whether the vendor took it; `reference` is our name for it."""

    shot_id: str
    stage: Spending
    provider: str
    usd: Usd
    reference: str


class StageTime(Frozen):
    """When a stage began, ISO 8601 UTC."""

    stage: Stage
    began: str


class FilmView(Frozen):
    """Everything a person can read of a film, at any time.

    `waiting` says in words what the film waits for, and is empty while it works. `board` is the
    storyboard's revision, 0 before there is one; `approved_board` the one that was approved.
    `writing` is what became of each stage of the story where models wrote it. `needs` are the steps
    that wait for money or permission, `unknown` the jobs that wait for `longtake resolve`.
    `documents` are stored files by their names in the film's folder.
    """

    film_id: str
    brief_digest: str
    title: str = ""
    language: str = "und"
    mood: str = ""
    stage: Stage = "casting"
    reason: str = ""
    waiting: str = ""
    paused: bool = False
    width: int = 0
    height: int = 0
    board: int = 0
    approved_board: int = 0
    shots: tuple[ShotView, ...] = ()
    notes: tuple[str, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    spent: Usd = ZERO
    reserved: Usd = ZERO
    budget: Usd | None = None
    budget_mode: BudgetMode = "cap"
    needs: tuple[Need, ...] = ()
    unknown: tuple[UnknownJob, ...] = ()
    documents: dict[str, Blob] = Field(default_factory=dict)
    film_seconds: float = 0.0
    film_frames: int = 0
    stages: tuple[StageTime, ...] = ()
    writing: tuple[StageRecord, ...] = ()

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen in this run."""
        return self.stage in ENDED

    @property
    def missing(self) -> tuple[ShotView, ...]:
        """The shots that could not be made."""
        return tuple(shot for shot in self.shots if shot.missing)

    @property
    def exit_code(self) -> int:
        """0 finished, 1 failed, rejected or cancelled, 3 finished with shots missing."""
        if self.stage in ("finished", "stopped"):
            return 3 if self.missing else 0
        return 1

    @property
    def verdict(self) -> str:
        """The end in a few words: `finished`, `finished with 2 shots missing`, `rejected` …"""
        count = len(self.missing)
        if self.stage in ("finished", "stopped") and count:
            return f"{self.stage} with {count} shot{'s' if count > 1 else ''} missing"
        return self.stage

    def folder(self) -> dict[str, Blob]:
        """What the film's folder holds: a stored file for each relative path."""
        files = dict(self.documents)
        for view in self.shots:
            shot = view.shot.shot_id
            files |= {shot_place(shot, name): blob for name, blob in view.current.files().items()}
            for take in view.kept() if view.takes else ():
                files |= {take_place(shot, take.take, name): blob for name, blob in take.files().items()}
        return files


class Previous(Frozen):
    """An earlier run of a film, as it ended, and what is to be changed in it."""

    view: FilmView
    changes: tuple[Change, ...] = ()


class FilmRequest(Frozen):
    """What starts a film: `{"brief": {"prompt": "..."}}` is enough.

    With `previous` the film goes on from an earlier run: only what the changes touch is made.
    """

    brief: Brief
    options: RunOptions = RunOptions()
    previous: Previous | None = None
