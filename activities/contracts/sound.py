"""What is heard."""

from typing import Protocol

from temporalio import activity

from models.orders.assets import Asset
from models.orders.requests import MusicRequest, Order, SpeechRequest


class Sound(Protocol):
    """What is heard."""

    @activity.defn(name="sound.voice")
    def voice(self, order: Order[SpeechRequest]) -> Asset:
        """Speak a shot's words."""

    @activity.defn(name="sound.score")
    def score(self, order: Order[MusicRequest]) -> Asset:
        """Play the score."""
