"""A shot's clip, made and conformed, as activities."""

from pathlib import Path

from temporalio import activity

from activities.asset_work import render, work_here
from activities.failures import named, translated
from activities.heartbeat import beating
from activities.shots.recipe import conform_recipe
from infra.media.conform import conform, is_conformed
from infra.media.target import Target
from library.workshop import Workshop
from models.orders.assets import Asset
from models.orders.requests import Order, VideoRequest
from models.orders.shot_orders import ShotOrder
from providers.base import Progress, Rendered
from providers.registry import Registry


class Shots:
    """Implements `contracts.Shots`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="shots.clip", no_thread_cancel_exception=True)
    @translated
    def clip(self, order: Order[VideoRequest]) -> Asset:
        """Make a shot's clip from its keyframe."""
        return render(self._registry, self._workshop, order)

    @activity.defn(name="shots.conform", no_thread_cancel_exception=True)
    @translated
    def conform(self, order: ShotOrder) -> Asset:
        """Make the clip that is there of a shot one of the film's own; one that is so already is taken as it is."""
        work = work_here(order.shot.shot_id, fresh=order.clip.fresh)
        with beating() as progress:
            return self._workshop.once(
                conform_recipe(order),
                work,
                lambda folder: self._conformed(order, folder, progress),
                lambda: progress(0.0),
            )

    def _conformed(self, order: ShotOrder, folder: Path, progress: Progress) -> Rendered:
        assert order.made.clip is not None, "only a clip that is there is conformed"
        request = order.clip.request
        with named({order.made.clip.blob.sha256: f"the clip of {order.shot.shot_id}"}):
            clip = self._workshop.library.store.open_file(order.made.clip.blob)
        target = Target(request.picture, order.frames, request.edge)
        if is_conformed(clip, target):
            return Rendered(path=clip)
        # An error names the file: the shot is more telling than a hash.
        source, into = folder / f"{order.shot.shot_id}{clip.suffix}", folder / "conformed.mp4"
        source.symlink_to(clip)
        note = conform(source, into, target, fit=order.fit, progress=progress)
        return Rendered(path=into, note=note)
