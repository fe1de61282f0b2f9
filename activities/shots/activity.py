"""A shot's clip, as an activity."""

from temporalio import activity

from activities import contracts
from activities.assets.making import Workshop
from activities.failures import translated
from activities.rendering import render
from activities.requests import video_request
from models.assets import Asset
from providers.registry import Registry


class Shots:
    """Implements `contracts.Shots`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="shots.clip", no_thread_cancel_exception=True)
    @translated
    def clip(self, order: contracts.ClipOrder) -> Asset:
        """Make a shot's clip from its keyframe."""
        still = self._workshop.library.store.open_file(order.keyframe)
        return render(self._registry, self._workshop, order, video_request(order, still))
