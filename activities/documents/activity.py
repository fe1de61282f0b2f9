"""The film's papers, as activities."""

from temporalio import activity

from activities import contracts
from activities.asset_work import film_here, use_here
from activities.documents.papers import report_paper, story_papers
from activities.failures import translated
from activities.heartbeat import beating
from activities.money.film_money import film_money, found_in
from library.assets import Library
from models.film.view import FilmView
from models.orders.assets import Blob


class Publishing:
    """Implements `contracts.Publishing`."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @activity.defn(name="publish.story", no_thread_cancel_exception=True)
    @translated
    def story(self, documents: contracts.StoryDocuments) -> dict[str, Blob]:
        """Store `story.json` and `shots.json`; gives their places by name."""
        with beating():
            return self._filed(story_papers(documents))

    @activity.defn(name="publish.report", no_thread_cancel_exception=True)
    @translated
    def report(self, view: FilmView) -> dict[str, Blob]:
        """Store `report.json`; gives its place by name."""
        with beating():
            booked = film_money(self._library.database, film_here(), use_here().run_id, found_in(view))
            return self._filed({"report.json": report_paper(view, booked)})

    def _filed(self, papers: dict[str, bytes]) -> dict[str, Blob]:
        stored = {name: self._library.store.put_bytes(text, ".json") for name, text in papers.items()}
        for name, blob in stored.items():
            self._library.file(film_here(), name, blob)
        return stored
