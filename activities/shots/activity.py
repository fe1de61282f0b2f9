"""A shot's clip, as an activity."""

from temporalio import activity

from activities import contracts
from activities.assets.making import Workshop
from activities.failures import translated
from activities.rendering import render
from infra.storage import Store
from models.assets import Asset
from models.timeline import FPS
from providers.base import InputFile, VideoRequest
from providers.registry import Registry


def video_request(order: contracts.ClipOrder, store: Store) -> VideoRequest:
    """What a clip's order means to a video provider; the keyframe is verified."""
    return VideoRequest(
        still=InputFile(path=store.open_file(order.keyframe), sha256=order.keyframe.sha256),
        prompt=order.shot.enhanced_prompt,
        movement=order.shot.camera_movement,
        frames=order.frames,
        fps=FPS,
        width=order.width,
        height=order.height,
        seed=order.seed,
    )


class Shots:
    """Implements `contracts.Shots`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="shots.clip", no_thread_cancel_exception=True)
    @translated
    def clip(self, order: contracts.ClipOrder) -> Asset:
        """Make a shot's clip from its keyframe."""
        return render(
            self._registry, self._workshop, order, video_request(order, self._workshop.library.store)
        )
