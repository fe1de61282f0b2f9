"""Orders for assets: a keyframe, a voice, a clip, a conformed clip, a score; and who takes them."""

from typing import Protocol

from temporalio import activity

from models.assets import Asset, Blob
from models.base import Frozen
from models.cast import Choice
from models.delivery import Codec, Fit, Picture
from models.shots import Shot
from models.timeline import FPS, measured_frames


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
    """A clip of exactly `frames` frames from a keyframe.

    The cut copies what lies between `edge` frames from either end: keyframes of the codec belong there.
    """

    shot: Shot
    keyframe: Blob
    frames: int
    width: int
    height: int
    fps: int = FPS
    codec: Codec = "h264"
    edge: int = 0


class ConformOrder(Frozen):
    """A clip made one of the film's: `picture` says how it is encoded, `frames` how long it is.

    A shorter clip is slowed and held, a longer one ends earlier; one of another shape is fitted by
    `fit`. Keyframes of the codec lie `edge` frames from either end. `fresh` as in `Order`.
    """

    shot_id: str
    shot_number: int
    clip: Blob
    frames: int
    picture: Picture
    fit: Fit = "fit"
    edge: int = 0
    fresh: str = ""


def conform_order(order: ClipOrder, clip: Asset, voice: Asset | None, handle: int, fit: Fit) -> ConformOrder:
    """How the clip that came of an order becomes one of the film's: as long as it and its measured voice need."""
    return ConformOrder(
        shot_id=order.shot.shot_id,
        shot_number=order.shot.shot_number,
        clip=clip.blob,
        frames=measured_frames(clip.seconds, voice.seconds if voice else 0.0, order.fps, handle),
        picture=Picture(width=order.width, height=order.height, fps=order.fps, codec=order.codec),
        fit=fit,
        edge=order.edge,
        fresh=order.fresh,
    )


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

    @activity.defn(name="shots.conform")
    def conform(self, order: ConformOrder) -> Asset:
        """Make a clip one of the film's own."""
