"""What was made before."""

from typing import Protocol

from pydantic import Field
from temporalio import activity

from models.base import Frozen
from models.orders.assets import Asset
from models.orders.requests import EffectRequest, ImageRequest, MusicRequest, Order
from models.orders.shot_orders import MadeShot, ShotOrder


class LookUp(Frozen):
    """Orders whose assets may be there already."""

    keyframes: tuple[Order[ImageRequest], ...] = ()
    shots: tuple[ShotOrder, ...] = ()
    scores: tuple[Order[MusicRequest], ...] = ()
    effects: tuple[Order[EffectRequest], ...] = Field(default=(), exclude_if=lambda orders: not orders)


class Found(Frozen):
    """What the library has, in the order of the `LookUp`; of a shot a clip only together with the voice it was made for."""

    keyframes: tuple[Asset | None, ...] = ()
    shots: tuple[MadeShot, ...] = ()
    scores: tuple[Asset | None, ...] = ()
    effects: tuple[Asset | None, ...] = Field(default=(), exclude_if=lambda found: not found)


class Assets(Protocol):
    """What was made before."""

    @activity.defn(name="assets.look_up")
    def look_up(self, request: LookUp) -> Found:
        """What the library has of these orders."""
