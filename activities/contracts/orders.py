"""Orders for assets: a keyframe, a voice, a clip, a score; and who takes them."""

from typing import Protocol

from temporalio import activity

from models.assets import Asset, Blob
from models.base import Frozen
from models.cast import Choice
from models.shots import Shot


class Order(Frozen):
    """What every order for an asset has.

    `fresh` is empty when a stored asset will do; otherwise it names the run that wants everything
    made afresh, and only what that run stored counts as found.
    """

    choice: Choice
    seed: int = 0
    fresh: str = ""


class KeyframeOrder(Order):
    """A picture of a shot, `width` × `height` pixels. `characters` is the whole film's cast."""

    shot: Shot
    characters: tuple[str, ...]
    width: int
    height: int
    take: int = 1


class VoiceOrder(Order):
    """The words of a shot, to be spoken."""

    text: str
    language: str


class ClipOrder(Order):
    """A clip of exactly `frames` frames from a keyframe."""

    shot: Shot
    keyframe: Blob
    frames: int
    width: int
    height: int


class ScoreOrder(Order):
    """Music of `seconds` seconds."""

    mood: str
    seconds: float


class Sound(Protocol):
    """What is heard."""

    @activity.defn(name="sound.voice")
    def voice(self, order: VoiceOrder) -> Asset:
        """Speak a shot's words."""

    @activity.defn(name="sound.score")
    def score(self, order: ScoreOrder) -> Asset:
        """Play the score."""


class Shots(Protocol):
    """The moving picture."""

    @activity.defn(name="shots.clip")
    def clip(self, order: ClipOrder) -> Asset:
        """Make a shot's clip from its keyframe."""
