"""Reels, as activities."""

from pathlib import PurePath

from pydantic import TypeAdapter, ValidationError
from temporalio import activity

from activities import contracts
from activities.asset_work import film_here
from activities.documents.papers import story_papers
from activities.documents.untold import untold_text
from activities.failures import translated
from activities.heartbeat import beating
from activities.reels.division import divided
from activities.reels.leavings import left_view, lost_files, plans_of
from activities.reels.script import joined_script
from library.assets import Library
from library.briefs import whole
from models.errors import BadInput
from models.film.view import FilmView
from models.orders.assets import Blob
from models.places import LEFT_OUT_PAPER
from models.shots.shot_list import Shot

_SHOTS = TypeAdapter(tuple[Shot, ...])


class Reels:
    """Implements `contracts.Reels`."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @activity.defn(name="reels.divide", no_thread_cancel_exception=True)
    @translated
    def divide(self, script: contracts.Script) -> contracts.Division:
        """Divide a script into reels, and store its papers and each reel's shots."""
        with beating():
            told = whole(script.brief, self._library.store)
            script = joined_script(script, self._library.store)
            found = divided(script, told)
            documents = contracts.StoryDocuments(document=script.document, shots=found.shots)
            papers, left = story_papers(documents), None
            if not told.shots:
                left = untold_text(told, script.title, found.shots, rewritten=script.rewritten)
            if left:
                papers[LEFT_OUT_PAPER] = left.paper
            reels = tuple(
                plan.model_copy(
                    update={"words": self._filed(f"reel-{plan.number}.json", _SHOTS.dump_json(shots))}
                )
                for plan, shots in found.reels
            )
            return contracts.Division(
                reels=reels,
                bible=found.bible,
                speaking=found.speaking,
                files={name: self._filed(name, text) for name, text in papers.items()},
                left_out=left.left if left else None,
                remarks=found.remarks,
            )

    @activity.defn(name="reels.shots", no_thread_cancel_exception=True)
    @translated
    def shots(self, reel: contracts.ReelWords) -> contracts.ReelShots:
        """Read the shots of a reel."""
        with beating():
            try:
                shots = _SHOTS.validate_json(self._library.store.read_bytes(reel.words))
            except ValidationError as error:
                raise BadInput("The reel's stored shots cannot be read: make the film anew.") from error
            return contracts.ReelShots(shots=shots)

    @activity.defn(name="reels.earlier", no_thread_cancel_exception=True)
    @translated
    def earlier(self, reels: contracts.EarlierReels) -> contracts.ReelsAsLeft:
        """How a film was divided whose reels were made in an earlier run."""
        with beating():
            store = self._library.store
            left = [(reel, left_view(reel.view, store)) for reel in reels.reels]
            return contracts.ReelsAsLeft(plans=plans_of(left))

    @activity.defn(name="reels.lost", no_thread_cancel_exception=True)
    @translated
    def lost(self, reels: contracts.EarlierReels) -> tuple[int, ...]:
        """The reels, by their numbers, of which the store does not have every file any more."""
        with beating():
            store = self._library.store
            return tuple(
                reel.number for reel in reels.reels if lost_files(left_view(reel.view, store), store)
            )

    @activity.defn(name="reels.recall", no_thread_cancel_exception=True)
    @translated
    def recall(self, reel: contracts.ReelView) -> FilmView:
        """What a reel left."""
        with beating():
            return left_view(reel.view, self._library.store)

    @activity.defn(name="reels.put_back", no_thread_cancel_exception=True)
    @translated
    def put_back(self, reel: contracts.PutBack) -> contracts.ReelPapers:
        """A reel as it was before some changes, whose pictures are kept as takes."""
        with beating():
            before, after = (left_view(blob, self._library.store) for blob in (reel.before, reel.after))
            changed = {view.shot.shot_id: view for view in after.shots}
            shots = tuple(changed.get(view.shot.shot_id, view).put_back(view) for view in before.shots)
            view = before.model_copy(update={"shots": shots, "decisions": after.decisions})
            stored = self._filed(f"reel-{reel.number}-view.json", view.model_dump_json().encode())
            if reel.cut is not None:
                self._library.file(film_here(), f"reel-{reel.number}-cut.json", reel.cut)
            return contracts.ReelPapers(view=stored, cut=reel.cut)

    @activity.defn(name="reels.close", no_thread_cancel_exception=True)
    @translated
    def close(self, left: contracts.ReelLeft) -> contracts.ReelPapers:
        """Store what a reel leaves."""
        with beating():
            view = self._filed(f"reel-{left.number}-view.json", left.view.model_dump_json().encode())
            cut = left.cut and self._filed(
                f"reel-{left.number}-cut.json", left.cut.model_dump_json().encode()
            )
            return contracts.ReelPapers(view=view, cut=cut)

    def _filed(self, name: str, text: bytes) -> Blob:
        blob = self._library.store.put_bytes(text, PurePath(name).suffix)
        self._library.file(film_here(), name, blob)
        return blob
