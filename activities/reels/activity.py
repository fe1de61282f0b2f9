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
from library.assets import Library
from library.briefs import whole
from models.errors import BadInput
from models.names import LEFT_OUT_PAPER
from models.orders.assets import Blob
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
