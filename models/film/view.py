"""Where a film stands: everything that a person can read of it, and what its folder holds."""

from functools import partial
from itertools import count, takewhile
from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.film.decisions import DecisionRecord
from models.film.reels import ReelStanding
from models.money.budget import BudgetMode
from models.money.dollars import ZERO, Usd
from models.money.steps import Spending
from models.names import subject_id, subject_place
from models.orders.assets import Blob
from models.orders.requests import MusicRequest
from models.places import Place, board_place, shot_place, take_place
from models.shots.view import ShotView
from models.story.coverage import LeftOut
from models.story.records import StageRecord
from models.subjects.bible import Bible

STAGE_ATTRIBUTE = "FilmStage"
TITLE_ATTRIBUTE = "FilmTitle"
COST_ATTRIBUTE = "FilmCost"
"""Temporal search attributes of every film: keyword, text, double (dollars spent)."""

BRIEF_MEMO = "brief_digest"
"""The memo field that holds the brief's digest, so that an id is never reused for another brief."""

LAST_WORD_MEMO = "last_word"
"""The memo field that says where a run that has ended left its view, so that nobody has to replay it."""

MISSING_MEMO = "missing"
"""The memo field that says how many shots a film that has ended lacks; of one that lacks none, it is not there."""

TITLE_MEMO = "title"
"""The memo field that has a film's title where no search attribute may: memos are encrypted, and attributes are not."""

MOVED_MEMO = "moved_from"
"""The run of another server that left what a film has that was moved."""
BUDGET_MEMO = "budget"
"""The memo field that says what a film may cost, dollars in digits; empty where there is no limit."""

Stage = Literal[
    "casting", "story", "bible", "keyframes", "approval", "shots", "cut", "publish",
    "finished", "stopped", "rejected", "cancelled", "failed",
]  # fmt: skip
WORKING: tuple[Stage, ...] = (
    "casting", "story", "bible", "keyframes", "approval", "shots", "cut", "publish",
)  # fmt: skip
ENDED: tuple[Stage, ...] = ("finished", "stopped", "rejected", "cancelled", "failed")


class Need(Frozen):
    """A step that waits for money, or, when it `asks`, to be allowed; `usd` is the most it may cost."""

    shot_id: str
    stage: Spending
    usd: Usd
    asks: bool = False


class UnknownJob(Frozen):
    """A paid job of which nobody knows whether the vendor took it, or why it cannot be had.

    `reference` is our name for it; `why` is empty where nobody knows even whether it was taken.
    `line` says whose voice it is, of the shot's lines from 1.
    """

    shot_id: str
    stage: Spending
    line: int = 1
    provider: str
    usd: Usd
    reference: str
    why: str = Field(default="", exclude_if=lambda why: not why)


class StageTime(Frozen):
    """When a stage began, ISO 8601 UTC."""

    stage: Stage
    began: str


class FilmView(Frozen):
    """Everything a person can read of a film, at any time; `run_id` is the run of its workflow, which continued `runs` before it.

    `waiting` says in words what the film waits for, and is empty while it works. `bible` is who and what recurs, 0 its revision
    before it can be looked at; it `waits` where somebody asked to approve it. `board` is the
    storyboard's revision, 0 before there is one; `approved_board` the one that was approved; while it is
    `rejectable`, a rejection ends this run of the film, which is a `retake` when an earlier one was finished.
    `writing` is what became of each stage of the story where models wrote it. `needs` are the steps
    that wait for money or permission, `unknown` the jobs that wait for `longtake resolve`.
    `dropped` are shots that somebody took from the board, and that are kept with all that was made of them.
    `left_out` is how much of its text it does not tell, if anything. `decisions` are the last that it was told, of `told` in all, of which `refused` were not taken.
    `documents` are stored files by their names in the film's folder. `reels` are those of a film that has several: each has a
    board of its own.
    """

    film_id: str
    run_id: str = ""
    runs: tuple[str, ...] = Field(default=(), exclude_if=lambda runs: not runs)
    brief_digest: str
    title: str = ""
    language: str = "und"
    mood: str = ""
    bible: Bible = Bible()
    bible_revision: int = 0
    bible_waits: bool = False
    stage: Stage = "casting"
    reason: str = ""
    waiting: str = ""
    paused: bool = False
    width: int = 0
    height: int = 0
    board: int = 0
    approved_board: int = 0
    rejectable: bool = False
    retake: bool = False
    shots: tuple[ShotView, ...] = ()
    dropped: tuple[ShotView, ...] = Field(default=(), exclude_if=lambda dropped: not dropped)
    notes: tuple[str, ...] = ()
    left_out: LeftOut | None = None
    decisions: tuple[DecisionRecord, ...] = ()
    told: int = 0
    refused: int = 0
    spent: Usd = ZERO
    reserved: Usd = ZERO
    budget: Usd | None = None
    budget_mode: BudgetMode = "cap"
    needs: tuple[Need, ...] = ()
    unknown: tuple[UnknownJob, ...] = ()
    documents: dict[Place, Blob] = Field(default_factory=dict)
    film_seconds: float = 0.0
    film_frames: int = 0
    stages: tuple[StageTime, ...] = ()
    writing: tuple[StageRecord, ...] = ()
    reels: tuple[ReelStanding, ...] = Field(default=(), exclude_if=lambda reels: not reels)
    score: tuple[MusicRequest, ...] = Field(default=(), exclude_if=lambda pieces: not pieces)

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen in this run."""
        return self.stage in ENDED

    @property
    def missing(self) -> tuple[ShotView, ...]:
        """The shots that could not be made."""
        return tuple(shot for shot in self.shots if shot.missing)

    @property
    def missing_count(self) -> int:
        """How many shots could not be made; also where the shots themselves are not here."""
        return len(self.missing) if self.shots else sum(reel.missing for reel in self.reels)

    def shots_of(self, reel: ReelStanding) -> tuple[ShotView, ...]:
        """The shots of one of its reels, as far as they are here."""
        numbers = range(reel.first_number, reel.last_number + 1)
        return tuple(shot for shot in self.shots if shot.shot.shot_number in numbers)

    @property
    def exit_code(self) -> int:
        """0 finished, 1 failed, rejected or cancelled, 3 finished with shots missing."""
        if self.stage in ("finished", "stopped"):
            return 3 if self.missing_count else 0
        return 1

    @property
    def board_pages(self) -> tuple[str, ...]:
        """The pages of its board, as its folder calls them, in order."""
        return tuple(takewhile(self.documents.__contains__, map(board_place, count(1))))

    @property
    def board_name(self) -> str:
        """The board and its revision, and how many pages it has where they are several."""
        pages = len(self.board_pages)
        return f"Board {self.board}" + (f" ({pages} pages)" if pages > 1 else "")

    @property
    def verdict(self) -> str:
        """The end in a few words: `finished`, `finished with 2 shots missing`, `rejected` …"""
        count = self.missing_count
        if self.stage in ("finished", "stopped") and count:
            return f"{self.stage} with {count} shot{'s' if count > 1 else ''} missing"
        return self.stage

    def folder(self) -> dict[str, Blob]:
        """What the film's folder holds: a stored file for each relative path."""
        files = dict(self.documents)
        for subject in self.bible.subjects:
            pictures = {"sheet": subject.sheet.blob} if subject.sheet else {}
            pictures |= {f"reference_{n}": blob for n, blob in enumerate(subject.subject.references, start=1)}
            place = partial(subject_place, subject_id(subject.name))
            files |= {place(f"{name}{blob.suffix}"): blob for name, blob in pictures.items()}
        for view in self.shots:
            shot = view.shot.shot_id
            files |= {shot_place(shot, name): blob for name, blob in view.current.files().items()}
            for take in view.kept() if view.takes else ():
                files |= {take_place(shot, take.take, name): blob for name, blob in take.files().items()}
        for view in self.dropped:
            for take in view.kept():
                place = partial(take_place, view.shot.shot_id, take.take)
                files |= {place(name): blob for name, blob in take.files().items()}
        return files


class FilmResult(Frozen):
    """How a film ended. `status` is its stage in words; `film` is the stored `film.mp4`."""

    status: str
    title: str
    film: Blob | None = None
    seconds: float = 0.0
    missing: tuple[str, ...] = ()
