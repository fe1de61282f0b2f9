"""Keyframes and the storyboard sheet, as activities."""

import time

from temporalio import activity

from activities import contracts
from activities.boards.sheet import Panel, draw_sheet
from activities.failures import translated
from activities.heartbeat import beating
from activities.rendering import render, use_here, work_here
from activities.requests import image_request
from library.workshop import Workshop
from models.assets import Asset, Blob, Recipe
from providers.base import Rendered
from providers.registry import Registry

SHEET_REVISION = "1"
"""Changes whenever the same pictures would be laid out as another board."""


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
        library = self._workshop.library
        recipe = sheet_recipe(request)
        with beating() as progress:
            return library.once(
                recipe,
                lambda token: self._drawn(request, recipe, token),
                use=use_here(),
                waiting=lambda: progress(0.0),
                who=work_here(),
            ).blob

    def _drawn(self, request: contracts.SheetRequest, recipe: Recipe, token: str) -> Asset:
        store = self._workshop.library.store
        with self._workshop.folder() as folder:
            begun = time.monotonic()
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
            return self._workshop.keep(
                recipe,
                Rendered(path=out),
                attempt=activity.info().attempt,
                use=use_here(),
                work_s=time.monotonic() - begun,
                label="cpu",
                token=token,
            )


def sheet_recipe(request: contracts.SheetRequest) -> Recipe:
    """What determines a storyboard: its words, and its pictures in order."""
    return Recipe(
        kind="board",
        provider="sheet",
        revision=SHEET_REVISION,
        parameters=request.model_dump(mode="json"),
        inputs=tuple(panel.keyframe.sha256 for panel in request.panels if panel.keyframe),
    )
