"""What an order means to the provider that it casts."""

from pathlib import Path
from typing import Any, NamedTuple

from activities.contracts import ClipOrder, HostedOrder, KeyframeOrder, ScoreOrder, VoiceOrder
from infra.storage import Store
from models.assets import Recipe
from models.errors import InvalidRequest
from providers.base import ImageRequest, InputFile, MusicRequest, Request, SpeechRequest, VideoRequest
from providers.registry import Registry

AnyOrder = KeyframeOrder | VoiceOrder | ClipOrder | ScoreOrder


class Meaning(NamedTuple):
    """Who makes an order, of what request; the recipe says what determines the result."""

    provider: Any
    request: Request
    recipe: Recipe


def image_request(order: KeyframeOrder) -> ImageRequest:
    """A keyframe."""
    return ImageRequest(
        shot=order.shot,
        characters=order.characters,
        width=order.width,
        height=order.height,
        seed=order.seed,
        take=order.take,
    )


def video_request(order: ClipOrder, still: Path) -> VideoRequest:
    """A clip, from the keyframe that lies at `still`."""
    return VideoRequest(
        still=InputFile(path=still, sha256=order.keyframe.sha256),
        prompt=order.shot.enhanced_prompt,
        movement=order.shot.camera_movement,
        frames=order.frames,
        fps=order.fps,
        width=order.width,
        height=order.height,
        seed=order.seed,
        codec=order.codec,
        edge=order.edge,
    )


def speech_request(order: VoiceOrder) -> SpeechRequest:
    """A line to be spoken."""
    return SpeechRequest(text=order.text, language=order.language, seed=order.seed)


def music_request(order: ScoreOrder) -> MusicRequest:
    """A score."""
    return MusicRequest(mood=order.mood, seconds=order.seconds, seed=order.seed)


def request_of(order: AnyOrder, still: Path) -> Request:
    """What any order means; `still` is where a clip's keyframe lies."""
    match order:
        case KeyframeOrder():
            return image_request(order)
        case VoiceOrder():
            return speech_request(order)
        case ClipOrder():
            return video_request(order, still)
        case ScoreOrder():
            return music_request(order)


def meaning_of(order: AnyOrder, registry: Registry, store: Store | None = None) -> Meaning:
    """Provider, request and recipe of an order; with a `store` a clip's keyframe is there to be read.

    Raises:
        UnknownName: there is no such provider here.
        CorruptAsset: the keyframe is gone or damaged.

    """
    provider = registry.find(order.choice.kind, order.choice.provider)
    still = store.open_file(order.keyframe) if store and isinstance(order, ClipOrder) else Path()
    request = request_of(order, still)
    return Meaning(provider, request, provider.recipe(request))


def ordered(hosted: HostedOrder) -> AnyOrder:
    """The one order that a hosted order holds.

    Raises:
        InvalidRequest: it holds none.

    """
    order = hosted.keyframe or hosted.voice or hosted.clip or hosted.score
    if order is None:
        raise InvalidRequest("A hosted order names nothing to make.")
    return order
