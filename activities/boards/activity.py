"""Keyframes and the storyboard sheet, as activities."""

from pathlib import Path

from temporalio import activity

from activities import contracts
from activities.asset_work import render, work_here
from activities.boards.sheet import Panel, draw_sheet
from activities.failures import named, translated
from activities.heartbeat import beating
from library.workshop import Workshop
from models.orders.assets import Asset, Blob, Recipe
from models.orders.requests import ImageRequest, Order
from models.shots.noted import changes_said
from providers.base import Rendered
from providers.registry import Registry

SHEET_REVISION = "2"
"""Changes whenever the same pictures would be laid out as another board."""


class Boards:
    """Implements `contracts.Boards`."""

    def __init__(self, registry: Registry, workshop: Workshop) -> None:
        self._registry = registry
        self._workshop = workshop

    @activity.defn(name="boards.keyframe", no_thread_cancel_exception=True)
    @translated
    def keyframe(self, order: Order[ImageRequest]) -> Asset:
        """Draw a shot's keyframe."""
        return render(self._registry, self._workshop, order)

    @activity.defn(name="boards.sheet", no_thread_cancel_exception=True)
    @translated
    def sheet(self, request: contracts.SheetRequest) -> Blob:
        """Lay the keyframes out as one storyboard picture."""

        def draw(folder: Path) -> Rendered:
            store = self._workshop.library.store
            panels = [
                Panel(
                    shot=view.shot,
                    picture=store.open_file(view.keyframe.blob) if view.keyframe else None,
                    missing=view.missing,
                    changed=changes_said(view.changed),
                )
                for view in request.shots
            ]
            out = folder / "storyboard.png"
            return Rendered(
                path=draw_sheet(request.title, request.board, panels, out, film_id=request.film_id)
            )

        owners = {
            view.keyframe.blob.sha256: f"the picture of {view.shot.shot_id}"
            for view in request.shots
            if view.keyframe
        }
        with beating() as progress, named(owners):
            recipe = sheet_recipe(request)
            return self._workshop.once(recipe, work_here(), draw, lambda: progress(0.0)).blob


def sheet_recipe(request: contracts.SheetRequest) -> Recipe:
    """What determines a storyboard: its words, and its pictures in order."""
    pictures = [view.keyframe.blob if view.keyframe else None for view in request.shots]
    panels = [
        {
            "shot": view.shot.model_dump(mode="json"),
            "keyframe": picture.model_dump(mode="json") if picture else None,
            "missing": view.missing,
            **({"changed": changes_said(view.changed)} if view.changed else {}),
        }
        for view, picture in zip(request.shots, pictures, strict=True)
    ]
    return Recipe(
        kind="board",
        provider="sheet",
        revision=SHEET_REVISION,
        parameters={**request.model_dump(mode="json", exclude={"shots"}), "panels": panels},
        inputs=tuple(picture.sha256 for picture in pictures if picture),
    )
