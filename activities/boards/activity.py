"""Keyframes and the storyboard sheet, as activities."""

from temporalio import activity

from activities import contracts
from activities.assets.making import Workshop
from activities.boards.sheet import Panel, draw_sheet
from activities.failures import translated
from activities.heartbeat import beating
from activities.rendering import render
from models.assets import Asset, Blob
from providers.base import ImageRequest
from providers.registry import Registry


def image_request(order: contracts.KeyframeOrder) -> ImageRequest:
    """What a keyframe's order means to an image provider."""
    return ImageRequest(
        shot=order.shot,
        characters=order.characters,
        width=order.width,
        height=order.height,
        seed=order.seed,
        take=order.take,
    )


class Boards:
    """Implements `contracts.Boards`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="boards.keyframe", no_thread_cancel_exception=True)
    @translated
    def keyframe(self, order: contracts.KeyframeOrder) -> Asset:
        """Draw a shot's keyframe."""
        return render(self._registry, self._workshop, order, image_request(order))

    @activity.defn(name="boards.sheet", no_thread_cancel_exception=True)
    @translated
    def sheet(self, request: contracts.SheetRequest) -> Blob:
        """Lay the keyframes out as one storyboard picture."""
        store = self._workshop.library.store
        with beating(), self._workshop.folder() as folder:
            panels = [
                Panel(
                    shot=panel.shot,
                    picture=store.open_file(panel.keyframe) if panel.keyframe else None,
                    missing=panel.missing,
                )
                for panel in request.panels
            ]
            out = draw_sheet(
                request.title, request.board, panels, folder / "storyboard.png", film_id=request.film_id
            )
            return store.put_file(out)
