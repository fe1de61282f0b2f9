"""Pictures before the gate."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.orders.assets import Asset, Blob
from models.orders.requests import ImageRequest, Order
from models.shots.view import ShotView


class SheetRequest(Frozen):
    """The storyboard as one picture: of each shot its keyframe, or why there is none."""

    film_id: str
    title: str
    board: int
    shots: tuple[ShotView, ...]


class Boards(Protocol):
    """Pictures before the gate."""

    @activity.defn(name="boards.keyframe")
    def keyframe(self, order: Order[ImageRequest]) -> Asset:
        """Draw a shot's keyframe."""

    @activity.defn(name="boards.sheet")
    def sheet(self, request: SheetRequest) -> Blob:
        """Lay the keyframes out as one storyboard picture."""
