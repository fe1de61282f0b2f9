"""Keyframes and the storyboard sheet, as activities."""

from collections.abc import Sequence
from pathlib import Path

from temporalio import activity

from activities import contracts
from activities.asset_work import film_here, render, work_here
from activities.boards.bible_panels import SubjectPanel, draw_bible
from activities.boards.comparison import compared
from activities.boards.recipes import (
    bible_recipe,
    facts_of,
    sheet_recipe,
    trials_recipe,
    unseen_because,
    worn_colours,
)
from activities.boards.sheet import Page, Panel, draw_sheet
from activities.boards.trial_rows import Row, draw_trials
from activities.failures import named, translated
from activities.heartbeat import beating
from infra.media.intake.reference_pictures import check_reference
from library.workshop import Workshop
from models.errors import CorruptAsset
from models.film.board_pages import shown_above
from models.orders.assets import Asset, Blob
from models.orders.likeness import Compared, Likeness
from models.orders.requests import ImageRequest, Order
from models.places import given_place
from models.shots.noted import changes_said
from models.shots.trials import TrialSheet
from models.subjects.bible import SubjectView
from providers.base import Rendered
from providers.registry import Registry


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
        """Lay the keyframes out as a page of the storyboard."""
        store = self._workshop.library.store
        numbers = request.elsewhere | {view.shot.shot_id: view.shot.shot_number for view in request.shots}

        def draw(folder: Path) -> Rendered:
            panels = [
                Panel(
                    shot=view.shot,
                    picture=store.open_file(view.keyframe.blob) if view.keyframe else None,
                    missing=view.missing,
                    changed=changes_said(view.changed),
                    stale=", ".join(view.stale),
                    follows=numbers.get(view.follows, 0),
                    likeness=view.likeness.told() if view.likeness else "",
                    low=bool(view.likeness and view.likeness.low),
                    shown=", ".join(one.subject for one in view.seen if one.pictures),
                    undrawn=", ".join(view.not_drawn),
                )
                for view in request.shots
            ]
            page = Page(
                request.title,
                request.board,
                request.film_id,
                self._panels(shown_above(request.bible)),
                worn_colours(request),
                request.left_out,
                (request.page, request.pages),
                request.reel,
            )
            return Rendered(path=draw_sheet(page, panels, folder / "storyboard.png"))

        owners = {
            view.keyframe.blob.sha256: f"the picture of {view.shot.shot_id}"
            for view in request.shots
            if view.keyframe
        }
        with beating() as progress, named(owners):
            recipe = sheet_recipe(request)
            return self._workshop.once(recipe, work_here(), draw, lambda: progress(0.0)).blob

    @activity.defn(name="boards.bible", no_thread_cancel_exception=True)
    @translated
    def bible(self, request: contracts.BibleRequest) -> Blob:
        """Lay the bible out as one picture."""

        def draw(folder: Path) -> Rendered:
            count = len(request.bible.subjects)
            subjects = "1 subject" if count == 1 else f"{count} subjects"
            facts = "   ·   ".join([f"Bible {request.revision}", subjects, request.film_id])
            panels = self._panels(request.bible.subjects)
            return Rendered(path=draw_bible(request.title, facts, panels, folder / "bible.png"))

        with beating() as progress:
            recipe = bible_recipe(request)
            return self._workshop.once(recipe, work_here(), draw, lambda: progress(0.0)).blob

    @activity.defn(name="boards.trials", no_thread_cancel_exception=True)
    @translated
    def trials(self, request: TrialSheet) -> Blob:
        """Lay the takes of a shot that was tried side by side."""
        store = self._workshop.library.store
        owners = {
            one.clip.sha256: f"take {one.take} of {request.shot.shot_id}"
            for one in request.trials
            if one.clip
        }

        def draw(folder: Path) -> Rendered:
            rows = [Row(one, store.open_file(one.clip) if one.clip else None) for one in request.trials]
            return Rendered(path=draw_trials(request, rows, folder, progress))

        with beating() as progress, named(owners):
            recipe = trials_recipe(request)
            return self._workshop.once(recipe, work_here(), draw, lambda: progress(0.0)).blob

    @activity.defn(name="boards.likeness", no_thread_cancel_exception=True)
    @translated
    def likeness(self, request: Compared) -> Likeness:
        """How like its subjects, its words and its neighbour a picture is."""
        owners = {request.picture.sha256: f"the picture of {request.shot_id}"}
        with beating() as progress, named(owners):
            return compared(self._registry, self._workshop.library.store, request, progress)

    @activity.defn(name="boards.reference", no_thread_cancel_exception=True)
    @translated
    def reference(self, picture: Blob) -> None:
        """See that a stored file is a picture that can be given to a provider; it is the film's from then on."""
        library = self._workshop.library
        with beating():
            check_reference(library.store.open_file(picture), picture.size)
            library.file(film_here(), given_place(picture.sha256, picture.suffix), picture)

    def _panels(self, subjects: Sequence[SubjectView]) -> list[SubjectPanel]:
        return [
            SubjectPanel(
                name=view.name,
                facts=facts_of(view),
                words=view.subject.drawn_as,
                picture=self._there(view),
                unseen=unseen_because(view),
            )
            for view in subjects
        ]

    def _there(self, view: SubjectView) -> Path | None:
        """A subject's best picture; none where its stored copy is lost, which costs nobody the board."""
        try:
            return self._workshop.library.store.open_file(view.pictures[0]) if view.pictures else None
        except CorruptAsset:
            return None
