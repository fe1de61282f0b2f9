"""How a film is divided into reels, and where each of them stands."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import Literal, Self

from pydantic import Field

from models.base import Frozen
from models.cut.cutlist import scene_of, transitions
from models.cut.delivery import Delivery
from models.cut.transitions import TransitionKind
from models.money.dollars import ZERO, Usd, plain
from models.orders.assets import Blob
from models.shots.edits import numbered_from
from models.shots.shot_list import Shot
from models.subjects.bible import Bible

MOST_OF_A_REEL = 100
LEAST_OF_A_REEL = 50
"""How many shots a reel has, of a film that has several."""
MOST_OF_AN_EDITED_REEL = 120
"""How many shots a board may have that is edited."""

_USUAL = 75
"""In the middle, so that the end of a scene is near."""

ReelStage = Literal[
    "planned",
    "keyframes",
    "approval",
    "shots",
    "cut",
    "finished",
    "stopped",
    "rejected",
    "cancelled",
    "failed",
]


class ReelPlan(Frozen):
    """A stretch of a film: reel `number`, from 1, is its shots from place `first`, from 0.

    `shot_ids` are theirs in order, `numbers` those of the first and the last. `words` is where the shots themselves are
    stored. `subjects` are the names of those of the film's that its shots name. `closes` is how the shot after the last
    one follows it, unless the film `ends` with that.
    """

    number: int
    first: int
    shot_ids: tuple[str, ...]
    numbers: tuple[int, int]
    words: Blob
    subjects: tuple[str, ...] = ()
    closes: TransitionKind = "cut"
    ends: bool = False

    @property
    def count(self) -> int:
        """How many shots it has."""
        return len(self.shot_ids)


class ReelStanding(Frozen):
    """Where a reel stands, as its film knows it.

    It has `count` shots from the one numbered `first_number` to `last_number`; its `board` and `approved_board` as in `FilmView`;
    `waits` for a decision about that board, and `waiting` says in a sentence for what it waits. What it has `spent` and `reserved`
    is within what it was `lent`; it `wants` so many dollars in all, and is `short` where something waits for them. It is `ready` to work and waits for its turn. `missing` shots
    could not be made; `change` counts what has changed of them. Once a board of it was `taken`, approved in this run of the film,
    the film is not rejected any more. Once it has ended, `view` is what it left, `cut` and `film` its list and its own cut,
    `frames` those of its shots, of which `blends` blend into the one before. Where its board was `edited`, `added` are the ids of shots that came in.
    """

    number: int
    first_number: int
    last_number: int
    count: int
    stage: ReelStage = "planned"
    board: int = 0
    approved_board: int = 0
    waits: bool = False
    waiting: str = ""
    ready: bool = False
    spent: Usd = ZERO
    reserved: Usd = ZERO
    wants: Usd = ZERO
    short: bool = False
    missing: int = 0
    change: int = 0
    taken: bool = False
    view: Blob | None = Field(default=None, exclude_if=lambda view: view is None)
    cut: Blob | None = Field(default=None, exclude_if=lambda cut: cut is None)
    film: Blob | None = Field(default=None, exclude_if=lambda film: film is None)
    frames: int = 0
    blends: int = 0
    edited: bool = Field(default=False, exclude_if=lambda edited: not edited)
    added: tuple[str, ...] = Field(default=(), exclude_if=lambda added: not added)

    def numbered_from(self, first: int) -> Self:
        """It with its shots' numbers from there on."""
        last = self.last_number + first - self.first_number
        return self.model_copy(update={"first_number": first, "last_number": last})

    @property
    def works(self) -> bool:
        """Whether it takes a turn: something of it is being made."""
        return self.stage in ("keyframes", "shots", "cut") and not self.ready

    @property
    def ended(self) -> bool:
        """Whether nothing more happens in it."""
        return self.stage in ("finished", "stopped", "rejected", "cancelled", "failed")

    @property
    def facts(self) -> dict[str, object]:
        """Where it stands, for programs."""
        return {
            "reel": self.number,
            "first_shot": self.first_number,
            "shots": self.count,
            "stage": self.stage,
            "board": self.board,
            "approved_board": self.approved_board,
            "waits": self.waits,
            "waiting": self.waiting,
            "missing": self.missing,
            "spent_usd": plain(self.spent),
        }


def shifted_firsts(plans: Sequence[ReelPlan], standings: Mapping[int, ReelStanding]) -> dict[int, int]:
    """The numbers with which those reels are to begin that begin with another one: as many later as reels before have shots more."""
    found: dict[int, int] = {}
    more = 0
    for plan in plans:
        standing, first = standings[plan.number], plan.numbers[0] + more
        if standing.first_number != first:
            found[plan.number] = first
        more += standing.count - plan.count
    return found


MOST_SUBJECTS = 100
"""Of how many subjects a reel is told all, whether its shots name them or not."""


def told_of(bible: Bible, plan: ReelPlan) -> Bible:
    """The bible as a reel has it: of a long one without places and things that none of its shots names and that have no picture.

    Somebody who comes in by a revision is known there as everywhere.
    """
    if len(bible.subjects) <= MOST_SUBJECTS:
        return bible
    named = frozenset(plan.subjects)
    kept = (
        view
        for view in bible.subjects
        if view.subject.kind == "character" or view.pictures or view.name in named
    )
    return bible.model_copy(update={"subjects": tuple(kept)})


def reel_ends(shots: Sequence[Shot]) -> tuple[int, ...]:
    """Where the reels of a film end, each place exclusive: with a scene where one ends near enough, never after more than 100 shots.

    A film of no more than that is one reel.
    """
    ends: list[int] = []
    start = 0
    while len(shots) - start > MOST_OF_A_REEL:
        rest = len(shots) - start
        middle = start + round(rest / ceil(rest / _USUAL))
        possible = range(start + LEAST_OF_A_REEL, start + min(MOST_OF_A_REEL, rest - LEAST_OF_A_REEL) + 1)
        nearest = sorted(possible, key=lambda place: abs(place - middle))
        scenes = (place for place in nearest if _scene_ends(shots, place))
        start = next(scenes, None) or nearest[0]
        ends.append(start)
    return (*ends, len(shots))


def _scene_ends(shots: Sequence[Shot], place: int) -> bool:
    before, after = shots[place - 1], shots[place]
    return scene_of(before) != scene_of(after) or (after.transition or "cut") != "cut"


def in_their_places(shots: Iterable[Shot]) -> tuple[Shot, ...]:
    """The shots of several lists one after another; where the numbers of one reach into the next, their places are their numbers."""
    whole = tuple(shots)
    rising = all(one.shot_number < two.shot_number for one, two in pairwise(whole))
    return whole if rising else numbered_from(whole, whole[0].shot_number)


def opened(shots: Sequence[Shot], ends: Sequence[int], delivery: Delivery) -> tuple[Shot, ...]:
    """The shots, those that open a reel with how they follow the shot before: that lies in another reel, and is not asked again."""
    kinds, opening = transitions(shots, delivery), set(ends)
    return tuple(
        shot.model_copy(update={"transition": kinds[place]}) if place in opening else shot
        for place, shot in enumerate(shots)
    )
