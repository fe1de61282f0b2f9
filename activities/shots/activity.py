"""A shot's clip, made and conformed, as activities."""

import time

from temporalio import activity

from activities import contracts
from activities.failures import translated
from activities.heartbeat import beating
from activities.rendering import render, use_here, work_here
from activities.requests import video_request
from activities.shots.recipe import conform_recipe
from infra.media.conform import conform, is_conformed
from infra.media.target import Target
from library.workshop import Workshop
from models.assets import Asset
from providers.base import Progress, Rendered
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

    @activity.defn(name="shots.conform", no_thread_cancel_exception=True)
    @translated
    def conform(self, order: contracts.ConformOrder) -> Asset:
        """Make a clip one of the film's own; one that is so already is taken as it is."""
        with beating() as progress:
            return self._workshop.library.once(
                conform_recipe(order),
                lambda token: self._conformed(order, progress, token),
                fresh=order.fresh,
                use=use_here(order),
                waiting=lambda: progress(0.0),
                who=work_here(),
            )

    def _conformed(self, order: contracts.ConformOrder, progress: Progress, token: str) -> Asset:
        library, recipe, use = self._workshop.library, conform_recipe(order), use_here(order)
        clip, begun = library.store.open_file(order.clip), time.monotonic()
        target = Target(order.picture, order.frames, order.edge)
        if is_conformed(clip, target):
            same = Asset(
                blob=order.clip,
                recipe_key=recipe.key(),
                seconds=order.frames / order.picture.fps,
                frames=order.frames,
            )
            return library.keep(recipe, same, order.fresh, use=use, token=token)
        with self._workshop.folder() as folder:
            # An error names the file: the shot is more telling than a hash.
            source, into = folder / f"{order.shot_id}{clip.suffix}", folder / "conformed.mp4"
            source.symlink_to(clip)
            note = conform(source, into, target, fit=order.fit, progress=progress)
            return self._workshop.keep(
                recipe,
                Rendered(path=into, note=note),
                fresh=order.fresh,
                attempt=activity.info().attempt,
                use=use,
                work_s=time.monotonic() - begun,
                label="cpu",
                token=token,
            )
