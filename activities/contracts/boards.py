"""Pictures before the gate."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.orders.assets import Asset, Blob
from models.orders.likeness import Compared, Likeness
from models.orders.requests import ImageRequest, Order
from models.shots.view import ShotView
from models.subjects.bible import Bible


class SheetRequest(Frozen):
    """The storyboard as one picture: of each shot its keyframe, or why there is none.

    `left_out` says in a few words how much of the film's text is told in none of them.
    """

    film_id: str
    title: str
    board: int
    shots: tuple[ShotView, ...]
    bible: Bible = Bible()
    left_out: str = ""


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
        """Lay the keyframes out as one storyboard picture."""

    @activity.defn(name="boards.bible")
    def bible(self, request: BibleRequest) -> Blob:
        """Lay the bible out as one picture."""

    @activity.defn(name="boards.likeness")
    def likeness(self, request: Compared) -> Likeness:
        """How like its subjects, its words and its neighbour a picture is."""

    @activity.defn(name="boards.reference")
    def reference(self, picture: Blob) -> None:
        """See that a stored file is a picture that can be given to a provider."""
