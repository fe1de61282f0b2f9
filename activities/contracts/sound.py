"""What is heard."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.orders.assets import Asset
from models.orders.requests import EffectRequest, MusicRequest, Order, SpeechRequest
from models.orders.shot_orders import ShotOrder


class Exchange(Frozen):
    """The lines of one exchange, in order, which are spoken at once."""

    lines: tuple[Order[SpeechRequest], ...]


class SpokenExchange(Frozen):
    """The voices of an exchange's lines; the first has cost what all of it did."""

    voices: tuple[Asset, ...]


class Sound(Protocol):
    """What is heard."""

    @activity.defn(name="sound.voice")
    def voice(self, order: Order[SpeechRequest]) -> Asset:
        """Speak a shot's words."""

    @activity.defn(name="sound.exchange")
    def exchange(self, exchange: Exchange) -> SpokenExchange:
        """Speak the lines of an exchange at once."""

    @activity.defn(name="sound.track")
    def track(self, order: ShotOrder) -> Asset:
        """Lay what whoever is seen says in a shot as the film does."""

    @activity.defn(name="sound.effect")
    def effect(self, order: Order[EffectRequest]) -> Asset:
        """Make the sound of a scene."""

    @activity.defn(name="sound.score")
    def score(self, order: Order[MusicRequest]) -> Asset:
        """Play the score."""
