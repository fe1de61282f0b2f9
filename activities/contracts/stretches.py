"""A story of more shots than one reel has, stretch by stretch: divided, made ready, written offline, kept."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.brief import Brief
from models.orders.assets import Blob
from models.orders.cast import Choice
from models.story.order import WrittenStory
from models.story.stretches import Overview, Stretch, StretchLeft


class ToStretch(Frozen):
    """What is to be divided: the brief, and how long its shots last together, in seconds.

    Models write so many shots at once and no more; a writer of our own is given what a text holds.
    """

    brief: Brief
    seconds: float
    by_models: bool


class Stretches(Frozen):
    """The stretches of a story, in order."""

    stretches: tuple[Stretch, ...]


class StretchRequest(Frozen):
    """A stretch to be written, by `choice`: of which film, what it has in common with the others, and where those are `known`
    who came before it.
    """

    brief: Brief
    stretch: Stretch
    overview: Overview
    choice: Choice
    known: Blob | None = None


class StretchReady(Frozen):
    """The brief of one stretch, stored, and in how many chunks its text is compressed; as in `StoryPlan`."""

    brief: Brief
    chunks: int = 0
    pieces: int = 0


class StretchWritten(Frozen):
    """A stretch that models wrote, to be kept."""

    request: StretchRequest
    written: WrittenStory


class Stretching(Protocol):
    """A long story in stretches."""

    @activity.defn(name="stretches.divide")
    def divide(self, request: ToStretch) -> Stretches:
        """Divide a story into stretches, and store what each has of the text."""

    @activity.defn(name="stretches.ready")
    def ready(self, request: StretchRequest) -> StretchReady:
        """Store the brief by which models write a stretch."""

    @activity.defn(name="stretches.outline")
    def outline(self, request: StretchRequest) -> StretchLeft:
        """Write a stretch by a writer that needs no model, and keep it."""

    @activity.defn(name="stretches.keep")
    def keep(self, done: StretchWritten) -> StretchLeft:
        """Keep a stretch that models wrote."""
