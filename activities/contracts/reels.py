"""A long film in reels: its script divided, a reel's shots read, and what a reel leaves."""

from typing import Protocol

from pydantic import Field
from temporalio import activity

from models.base import Frozen
from models.brief import Brief
from models.cut.cutlist import CutList
from models.film.reels import ReelPlan, ReelStanding
from models.film.view import FilmView
from models.orders.assets import Blob
from models.shots.shot_list import Shot
from models.story.coverage import LeftOut
from models.story.stages import StoryDocument
from models.subjects.bible import Bible


class Script(Frozen):
    """A script that is too long for one reel: its `shots` as they were written, or those that the brief gives; or the stored
    `stretches` in which its story was written.

    `document` is what the story was written in, whose text, by the film's `title`, a model has `rewritten` in words of its own.
    """

    brief: Brief
    shots: tuple[Shot, ...] = ()
    stretches: tuple[Blob, ...] = ()
    document: StoryDocument
    title: str
    rewritten: bool = False


class Division(Frozen):
    """A film's reels, its bible and those of it who say something; its papers by name, what it leaves out, and remarks for people."""

    reels: tuple[ReelPlan, ...]
    bible: Bible
    speaking: tuple[str, ...] = ()
    files: dict[str, Blob] = Field(default_factory=dict)
    left_out: LeftOut | None = None
    remarks: tuple[str, ...] = ()


class ReelWords(Frozen):
    """Where the shots of a reel are stored."""

    words: Blob


class ReelShots(Frozen):
    """The shots of a reel, in order."""

    shots: tuple[Shot, ...]


class ReelLeft(Frozen):
    """What reel `number` leaves: its view with its shots, and its cut list, where it came to a cut."""

    number: int
    view: FilmView
    cut: CutList | None = None


class ReelPapers(Frozen):
    """Where what a reel leaves is stored."""

    view: Blob
    cut: Blob | None = None


class EarlierReels(Frozen):
    """The reels of an earlier run of a film, as they stood at its end."""

    reels: tuple[ReelStanding, ...]


class ReelsAsLeft(Frozen):
    """The plans of reels by what they left."""

    plans: tuple[ReelPlan, ...]


class ReelView(Frozen):
    """Where the view is stored that a reel left."""

    view: Blob


class PutBack(Frozen):
    """A reel `number` whose changes came to nothing: what it had left `before` them, with its `cut`, and `after`."""

    number: int
    before: Blob
    after: Blob
    cut: Blob | None = None


class Reels(Protocol):
    """A long film in reels."""

    @activity.defn(name="reels.divide")
    def divide(self, script: Script) -> Division:
        """Divide a script into reels, and store its papers and each reel's shots."""

    @activity.defn(name="reels.shots")
    def shots(self, reel: ReelWords) -> ReelShots:
        """Read the shots of a reel."""

    @activity.defn(name="reels.earlier")
    def earlier(self, reels: EarlierReels) -> ReelsAsLeft:
        """How a film was divided whose reels were made in an earlier run."""

    @activity.defn(name="reels.lost")
    def lost(self, reels: EarlierReels) -> tuple[int, ...]:
        """The reels, by their numbers, of which the store does not have every file any more."""

    @activity.defn(name="reels.recall")
    def recall(self, reel: ReelView) -> FilmView:
        """What a reel left."""

    @activity.defn(name="reels.put_back")
    def put_back(self, reel: PutBack) -> ReelPapers:
        """A reel as it was before some changes, whose pictures are kept as takes."""

    @activity.defn(name="reels.close")
    def close(self, left: ReelLeft) -> ReelPapers:
        """Store what a reel leaves."""
