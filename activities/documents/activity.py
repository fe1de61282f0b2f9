"""The film's papers, as activities."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import PurePath

from temporalio import activity

from activities import contracts
from activities.asset_work import film_here
from activities.documents.last_word import file_view, filed_view, gathered
from activities.documents.papers import report_paper, story_papers
from activities.documents.untold import untold_text
from activities.failures import translated
from activities.heartbeat import beating
from activities.money.film_money import film_money, found_in
from activities.reels.leavings import left_view
from library.assets import Library
from library.briefs import put_aside, whole
from models.brief import Brief
from models.film.reels import MOST_OF_A_REEL, in_their_places
from models.film.view import FilmView
from models.orders.assets import Blob
from models.places import LEFT_OUT_PAPER

_ASKED_AT_ONCE = 8
"""How many files a store is asked for at once: one far away takes its time with each."""

BRIEF = "brief.json"
"""The name of the paper that has a brief's story or shots; it is not in the film's folder."""


class Publishing:
    """Implements `contracts.Publishing`."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @activity.defn(name="publish.story", no_thread_cancel_exception=True)
    @translated
    def story(self, documents: contracts.StoryDocuments) -> contracts.StoryPapers:
        """Store `story.json` and `shots.json`, and `left_out.md` where a text is not told whole."""
        with beating():
            if documents.reels:
                views = (left_view(blob, self._library.store) for blob in documents.reels)
                shots = in_their_places(shot.shot for view in views for shot in view.shots)
                documents = documents.model_copy(update={"shots": shots})
            papers, left = story_papers(documents), None
            if documents.brief:
                told = whole(documents.brief, self._library.store)
                if not told.shots:
                    left = untold_text(told, documents.title, documents.shots, rewritten=documents.rewritten)
            if left:
                papers[LEFT_OUT_PAPER] = left.paper
            return contracts.StoryPapers(files=self._filed(papers), left_out=left.left if left else None)

    @activity.defn(name="publish.report", no_thread_cancel_exception=True)
    @translated
    def report(self, view: FilmView) -> contracts.LastWord:
        """Store `report.json`, and the view itself."""
        with beating():
            view = gathered(view, self._library.store)
            booked = film_money(
                self._library.database, film_here(), (*view.runs, view.run_id), found_in(view)
            )
            papers = self._filed({"report.json": report_paper(view, booked)})
            last = view.model_copy(update={"documents": view.documents | papers})
            return contracts.LastWord(documents=papers, view=file_view(self._library, last))

    @activity.defn(name="publish.lost", no_thread_cancel_exception=True)
    @translated
    def lost(self, delivered: contracts.Delivered) -> tuple[str, ...]:
        """The files that the store does not have any more, by their sha256."""
        with beating(), ThreadPoolExecutor(_ASKED_AT_ONCE) as threads:
            there = threads.map(self._library.store.holds, delivered.files)
            return tuple(blob.sha256 for blob, held in zip(delivered.files, there, strict=True) if not held)

    @activity.defn(name="publish.brief", no_thread_cancel_exception=True)
    @translated
    def brief(self, brief: Brief) -> contracts.Manuscript:
        """Store a brief's story or shots, or see that they are stored as they should be."""
        with beating():
            full = whole(brief, self._library.store)
            light = brief if brief.material else put_aside(brief, self._library.store, above=0)
            if light.material:
                self._library.file(film_here(), BRIEF, light.material.blob)
            shots = tuple(sorted(full.shots, key=lambda shot: shot.shot_number))
            short = shots if len(shots) <= MOST_OF_A_REEL else ()
            return contracts.Manuscript(brief=light, shots=short, count=len(shots))

    @activity.defn(name="publish.earlier", no_thread_cancel_exception=True)
    @translated
    def earlier(self, run: contracts.EarlierRun) -> FilmView:
        """What the film's last run left, without the shots of one of several reels, which leave them themselves."""
        with beating():
            view = filed_view(self._library, film_here(), run.run_id)
            return view.model_copy(update={"shots": ()}) if view.reels else view

    def _filed(self, papers: dict[str, bytes]) -> dict[str, Blob]:
        stored = {
            name: self._library.store.put_bytes(text, PurePath(name).suffix) for name, text in papers.items()
        }
        for name, blob in stored.items():
            self._library.file(film_here(), name, blob)
        return stored
