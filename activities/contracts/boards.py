"""Pictures before the gate."""

from typing import Protocol

from pydantic import Field
from temporalio import activity

from models.base import Frozen
from models.orders.assets import Asset, Blob
from models.orders.likeness import Compared, Likeness
from models.orders.requests import ImageRequest, Order
from models.shots.trials import TrialSheet
from models.shots.view import ShotView
from models.subjects.bible import Bible


class SheetRequest(Frozen):
    """A page of the storyboard as one picture: of each shot its keyframe, or why there is none.

    `left_out` says in a few words how much of the film's text is told in none of them. A page of several is the same on
    every `board` that its panels are on, and says none; `elsewhere` has the numbers of the shots on other pages that its
    shots follow.
    """

    film_id: str
    title: str
    board: int
    shots: tuple[ShotView, ...]
    bible: Bible = Bible()
    left_out: str = ""
    reel: int = Field(default=0, exclude_if=lambda reel: not reel)
    page: int = 1
    pages: int = 1
    elsewhere: dict[str, int] = Field(default_factory=dict)


class BibleRequest(Frozen):
    """The bible as one picture: of each subject its sheet or its reference pictures, and what is said of it."""

    film_id: str
    title: str
    revision: int
    bible: Bible


class Boards(Protocol):
    """Pictures before the gate."""

    @activity.defn(name="boards.keyframe")
    def keyframe(self, order: Order[ImageRequest]) -> Asset:
        """Draw a shot's keyframe."""

    @activity.defn(name="boards.sheet")
    def sheet(self, request: SheetRequest) -> Blob:
        """Lay the keyframes out as a page of the storyboard."""

    @activity.defn(name="boards.bible")
    def bible(self, request: BibleRequest) -> Blob:
        """Lay the bible out as one picture."""

    @activity.defn(name="boards.trials")
    def trials(self, request: TrialSheet) -> Blob:
        """Lay the takes of a shot that was tried side by side."""

    @activity.defn(name="boards.likeness")
    def likeness(self, request: Compared) -> Likeness:
        """How like its subjects, its words and its neighbour a picture is."""

    @activity.defn(name="boards.reference")
    def reference(self, picture: Blob) -> None:
        """See that a stored file is a picture that can be given to a provider."""
