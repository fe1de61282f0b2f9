"""The moving picture."""

from typing import Protocol

from temporalio import activity

from models.orders.assets import Asset
from models.orders.requests import Order, VideoRequest
from models.orders.shot_orders import ShotOrder


class Shots(Protocol):
    """The moving picture."""

    @activity.defn(name="shots.clip")
    def clip(self, order: Order[VideoRequest]) -> Asset:
        """Make a shot's clip from its keyframe."""

    @activity.defn(name="shots.conform")
    def conform(self, order: ShotOrder) -> Asset:
        """Make the clip that is there of a shot one of the film's own."""
