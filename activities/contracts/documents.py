"""The film's papers."""

from typing import Protocol

from temporalio import activity

from models.base import Frozen
from models.brief import Brief
from models.film.view import FilmView
from models.orders.assets import Blob
from models.shots.shot_list import Shot
from models.story.coverage import LeftOut
from models.story.stages import StoryDocument


class StoryDocuments(Frozen):
    """What the story stage leaves in the film's folder; without a document only the shots are written anew.

    The shots of a film of several `reels` are read from the views that these left.

    With the `brief` that the shots tell, by the film's `title`, it is looked up what they leave out; a model has
    `rewritten` it in words of its own.
    """

    document: StoryDocument | None = None
    shots: tuple[Shot, ...]
    reels: tuple[Blob, ...] = ()
    brief: Brief | None = None
    title: str = ""
    rewritten: bool = False


class StoryPapers(Frozen):
    """The papers of a story, by name, and how much of its text is left out, if anything is."""

    files: dict[str, Blob]
    left_out: LeftOut | None = None


class LastWord(Frozen):
    """What a run of a film leaves at its end: its report, by name, and where everything that can be read of it is."""

    documents: dict[str, Blob]
    view: Blob


class Manuscript(Frozen):
    """A brief as a workflow carries it, without its story and shots; and the `count` of shots, where a list was given.

    The `shots` themselves, in order, are there where they are no more than one reel's.
    """

    brief: Brief
    shots: tuple[Shot, ...] = ()
    count: int = 0


class Delivered(Frozen):
    """What a film's folder will hold."""

    files: tuple[Blob, ...]


class EarlierRun(Frozen):
    """A run of the film that has ended, by its id."""

    run_id: str


class Publishing(Protocol):
    """The film's papers."""

    @activity.defn(name="publish.story")
    def story(self, documents: StoryDocuments) -> StoryPapers:
        """Store `story.json` and `shots.json`, and `left_out.md` where a text is not told whole."""

    @activity.defn(name="publish.report")
    def report(self, view: FilmView) -> LastWord:
        """Store `report.json`, and the view itself."""

    @activity.defn(name="publish.lost")
    def lost(self, delivered: Delivered) -> tuple[str, ...]:
        """The files that the store does not have any more, by their sha256."""

    @activity.defn(name="publish.brief")
    def brief(self, brief: Brief) -> Manuscript:
        """Store a brief's story or shots, or see that they are stored as they should be."""

    @activity.defn(name="publish.earlier")
    def earlier(self, run: EarlierRun) -> FilmView:
        """What the film's last run left."""
