"""The moving picture."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.orders.assets import Asset, Blob
from models.orders.requests import Order, VideoRequest
from models.orders.shot_orders import ShotOrder


class ChainPart(Frozen):
    """A clip that is part of a shot's, and how many frames of it are."""

    clip: Blob
    frames: int


class Chain(Frozen):
    """A shot whose clip is made of several, and those that there are, in order."""

    order: ShotOrder
    parts: tuple[ChainPart, ...]


class Shots(Protocol):
    """The moving picture."""

    @activity.defn(name="shots.clip")
    def clip(self, order: Order[VideoRequest]) -> Asset:
        """Make a shot's clip from its keyframe."""

    @activity.defn(name="shots.last_frame")
    def last_frame(self, chain: Chain) -> Asset:
        """The picture that the last part of a chain ends with."""

    @activity.defn(name="shots.join")
    def join(self, chain: Chain) -> Asset:
        """Make one clip of the parts of a chain."""

    @activity.defn(name="shots.conform")
    def conform(self, order: ShotOrder) -> Asset:
        """Make the clip that is there of a shot one of the film's own."""
