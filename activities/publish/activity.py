"""The film's papers, as activities."""

from temporalio import activity

from activities import contracts
from activities.failures import translated
from activities.heartbeat import beating
from activities.publish.papers import report_paper, story_papers
from infra.storage import Store
from models.assets import Blob
from models.film import FilmView


class Publishing:
    """Implements `contracts.Publishing`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @activity.defn(name="publish.story", no_thread_cancel_exception=True)
    @translated
    def story(self, documents: contracts.StoryDocuments) -> dict[str, Blob]:
        """Store `story.json` and `shots.json`; gives their places by name."""
        with beating():
            papers = story_papers(documents)
            return {name: self._store.put_bytes(text, ".json") for name, text in papers.items()}

    @activity.defn(name="publish.report", no_thread_cancel_exception=True)
    @translated
    def report(self, view: FilmView) -> dict[str, Blob]:
        """Store `report.json`; gives its place by name."""
        with beating():
            return {"report.json": self._store.put_bytes(report_paper(view), ".json")}
