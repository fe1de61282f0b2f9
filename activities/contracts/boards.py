"""Pictures before the gate."""

from typing import Protocol

from temporalio import activity

from activities.contracts.orders import KeyframeOrder
from models.assets import Asset, Blob
from models.base import Frozen
from models.shots import Shot


class SheetPanel(Frozen):
    """One panel of the storyboard."""

    shot: Shot
    keyframe: Blob | None = None
    missing: str = ""


class SheetRequest(Frozen):
    """The storyboard as one picture."""

    film_id: str
    title: str
    board: int
    panels: tuple[SheetPanel, ...]


class Boards(Protocol):
    """Pictures before the gate."""

    @activity.defn(name="boards.keyframe")
    def keyframe(self, order: KeyframeOrder) -> Asset:
        """Draw a shot's keyframe."""

    @activity.defn(name="boards.sheet")
    def sheet(self, request: SheetRequest) -> Blob:
        """Lay the keyframes out as one storyboard picture."""
