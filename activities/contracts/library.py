"""What was made before."""

from typing import Protocol

from temporalio import activity

from activities.contracts.orders import ClipOrder, KeyframeOrder, ScoreOrder, VoiceOrder
from models.assets import Asset
from models.base import Frozen
from models.delivery import Fit


class ShotOrders(Frozen):
    """What a shot needs from its keyframe on; the clip's frames are those of a shot without a voice.

    `handle` of the clip's frames are for the transition that follows.
    """

    clip: ClipOrder
    voice: VoiceOrder | None = None
    handle: int = 0
    fit: Fit = "fit"


class LookUp(Frozen):
    """Orders whose assets may be there already."""

    keyframes: tuple[KeyframeOrder, ...] = ()
    shots: tuple[ShotOrders, ...] = ()
    scores: tuple[ScoreOrder, ...] = ()


class FoundShot(Frozen):
    """What the library has of a shot; a clip only together with the voice it was made for."""

    voice: Asset | None = None
    clip: Asset | None = None
    conformed: Asset | None = None


class Found(Frozen):
    """What the library has, in the order of the `LookUp`."""

    keyframes: tuple[Asset | None, ...] = ()
    shots: tuple[FoundShot, ...] = ()
    scores: tuple[Asset | None, ...] = ()


class Assets(Protocol):
    """What was made before."""

    @activity.defn(name="assets.look_up")
    def look_up(self, request: LookUp) -> Found:
        """What the library has of these orders."""
