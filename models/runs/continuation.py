"""What a run of a film, or of a reel, leaves to the run that it continues as: all that the next one knows of the ones before."""

from decimal import Decimal
from typing import Literal

from pydantic import Field

from models.base import Frozen
from models.brief import Brief
from models.film.reel_order import MadeReel
from models.film.reels import ReelPlan, ReelStanding
from models.film.view import FilmView
from models.money.budget import BudgetMode
from models.money.dollars import ZERO, Usd
from models.money.loans import LoansLeft
from models.orders.cast import Cast, FilmQuotes
from models.shots.edit_steps import EditStep
from models.shots.takes import Change

Point = Literal["bible", "board", "reels"]
"""Where the next run goes on: at the bible, at the board and what follows it, or among the reels of a long film."""


class GateLeft(Frozen):
    """A gate with nothing on its way: what it shows, what was approved of it, and since when it waits, ISO 8601 UTC or empty.

    `blocked` shots may not be drawn as they are; it `retakes` an earlier run's board; a board was `taken` in this one.
    """

    shown: int = 0
    approved: int = 0
    since: str = ""
    asked: bool = False
    blocked: tuple[str, ...] = ()
    retakes: bool = False
    taken: bool = False


class MoneyLeft(Frozen):
    """A ledger without open reservations: `entries` is the number of its last one; see `Budget` for the rest, in dollars."""

    budget: Usd | None
    mode: BudgetMode
    spent: Usd
    held: str = ""
    entries: int
    allowed: tuple[str, ...] = ()
    warned: Decimal = ZERO


class BegunTake(Frozen):
    """A take of a shot that was begun: how often each of its parts was asked for, and the number of its next workflow."""

    shot_id: str
    take: int
    attempts: dict[str, int]
    runs: int


class ShotsCast(Frozen):
    """Shots that others make than whom the film cast."""

    cast: Cast
    shots: tuple[str, ...]


class WorkLeft(Frozen):
    """What is remembered of the work itself: words that nobody has read yet, and how often something was lost, or asked for."""

    unread: dict[str, str] = Field(default_factory=dict)
    pictures_lost: dict[str, int] = Field(default_factory=dict)
    sheets_lost: dict[str, int] = Field(default_factory=dict)
    sheets_asked: dict[str, int] = Field(default_factory=dict)
    cut_lost: dict[str, int] = Field(default_factory=dict)
    takes: tuple[BegunTake, ...] = ()


class ReelsLeft(Frozen):
    """The reels of a long film, none of which runs: those that are `made`, and what is to be changed of an `earlier` run's."""

    plans: tuple[ReelPlan, ...]
    made: tuple[MadeReel, ...] = ()
    earlier: tuple[ReelStanding, ...] = ()
    changes: dict[int, tuple[Change, ...]] = Field(default_factory=dict)
    loans: LoansLeft = LoansLeft()


class Continuation(Frozen):
    """A run that stands still at a `point`, whole: its view with the notes that are its own, and what no view shows.

    `runs` are the ids of the workflow's runs until then, the first of which `began`, ISO 8601 UTC; `build` is the one that it ran
    under, empty without versions. `mark` is that of the store and database, whose server knows the `attributes` or does not; where the film is `titled`, its title is one of them.
    `given` says that its shots were given. `change` counts what has changed of the shots; the reel has its `turn`.
    `edits` are what can be undone of the board; its list is not as the story left it where it was `reordered`.
    """

    point: Point
    runs: tuple[str, ...]
    began: str
    build: str = ""
    mark: str
    attributes: bool
    titled: bool = Field(default=True, exclude_if=lambda titled: titled)
    brief: Brief
    given: bool = False
    view: FilmView
    gate: GateLeft
    bible_gate: GateLeft
    cast: Cast
    recast: Cast | None = None
    others: tuple[ShotsCast, ...] = ()
    quotes: FilmQuotes
    money: MoneyLeft
    change: int = 0
    edits: tuple[EditStep, ...] = Field(default=(), exclude_if=lambda steps: not steps)
    reordered: bool = Field(default=False, exclude_if=lambda reordered: not reordered)
    work: WorkLeft = WorkLeft()
    reels: ReelsLeft | None = None
    turn: bool = False
