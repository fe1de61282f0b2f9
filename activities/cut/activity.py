"""The cut, as activities."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from temporalio import activity

from activities import contracts
from activities.asset_work import film_here, work_here
from activities.cut.assembly import assemble
from activities.cut.captions.concerns import concerns, title_concerns
from activities.cut.captions.heard_lines import heard_lines
from activities.cut.clip_sounds import clip_sounds
from activities.cut.composition import compose
from activities.cut.laid_sounds import effect_files, unheard
from activities.cut.papers.papers import papers, stills
from activities.cut.part_maker import Part, PartMaker
from activities.cut.parts import Parts
from activities.cut.recipes import cut_recipe
from activities.cut.whole_list import whole_list
from activities.failures import named, translated
from activities.heartbeat import beating
from library.workshop import Workshop
from models.cut.cutlist import CutList, CutShot
from models.cut.score import score_files
from models.cut.timeline import Timeline
from models.cut.words import SpokenLine
from models.orders.assets import Blob
from models.places import reel_place
from providers.base import Progress, Rendered

_MADE, _JOINED = 0.75, 0.95
"""The shares of the whole work, for the progress told, that end with the parts and with their join."""


class Cutting:
    """Implements `contracts.Cutting`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    @activity.defn(name="cut.prepare", no_thread_cancel_exception=True)
    @translated
    def prepare(self, request: contracts.PartsRequest) -> None:
        """Make what lies between shots that are there already."""
        store = self._workshop.library.store
        owners = _owners([shot for pair in request.joins for shot in pair])
        with beating() as progress, named(owners), self._maker(request.fresh, progress) as maker:
            wanted: list[Part | None] = []
            for pair in request.joins:
                cut = request.cut.model_copy(update={"shots": pair, "title_frames": 0, "end_frames": 0})
                heard = self._heard(cut, request.fresh, progress)
                parts = Parts(cut, compose(cut, None, heard), store)
                before, after = (shot.clip for shot in pair)
                if before and after:
                    wanted += [parts.transition(1, before, after), parts.captioned(0, before)]
            maker.wait(maker.want([part for part in wanted if part]))

    @activity.defn(name="cut.assemble", no_thread_cancel_exception=True)
    @translated
    def assemble(self, request: contracts.CutRequest) -> contracts.CutResult:
        """Join clips, mix the sound, write the subtitles."""
        library = self._workshop.library
        cut, score = whole_list(request, library.store), score_files(request.score, request.pieces)
        with beating() as progress, named(_owners(cut.shots, *score.values())):
            with self._maker(request.fresh, lambda _: progress(0.0)) as maker:
                sounds = clip_sounds(cut, maker, library.store)
            heard = self._heard(cut, request.fresh, progress)
            timeline = compose(cut, request.score, heard, sounds, request.pieces)
            film = self._workshop.once(
                cut_recipe(cut, request.score, request.pieces),
                work_here(fresh=request.fresh),
                lambda folder: self._cut(request, cut, timeline, folder, progress),
                lambda: progress(0.0),
            )
            written = papers(cut, timeline, score)
            documents = {
                name: library.store.put_bytes(text.encode(), f".{name.rpartition('.')[2]}")
                for name, text in written.items()
            }
            with self._maker(request.fresh, lambda share: progress(_JOINED + (1 - _JOINED) * share)) as maker:
                drawn, notes = stills(timeline, film.blob, maker, library.store)
            documents |= drawn
            if request.reel:
                subtitles = documents.get("film.srt")
                named_here = {"reel.srt": subtitles} if subtitles else {}
                documents = {reel_place(request.reel, name): blob for name, blob in named_here.items()}
            documents |= {} if request.reel else effect_files(cut)
            for name, blob in (documents | score).items():
                library.file(film_here(), name, blob)
            return contracts.CutResult(
                film=film.blob,
                subtitles=documents.get(reel_place(request.reel, "reel.srt") if request.reel else "film.srt"),
                seconds=film.seconds,
                frames=film.frames,
                documents=documents,
                notes=(
                    *notes,
                    *title_concerns(cut.title),
                    *([] if request.reel else unheard(cut)),
                    *concerns(timeline.captions, burned=cut.delivery.captions == "burn"),
                ),
            )

    def _cut(
        self,
        request: contracts.CutRequest,
        cut: CutList,
        timeline: Timeline,
        folder: Path,
        progress: Progress,
    ) -> Rendered:
        with self._maker(request.fresh, lambda share: progress(_MADE * share)) as maker:
            film = assemble(
                cut,
                timeline,
                maker,
                self._workshop.library.store,
                folder,
                lambda share: progress(_MADE + (_JOINED - _MADE) * share),
            )
            return Rendered(path=film)

    def _maker(self, fresh: str, progress: Callable[[float], None]) -> PartMaker:
        return PartMaker(self._workshop, work_here(fresh=fresh), progress)

    def _heard(self, cut: CutList, fresh: str, progress: Progress) -> dict[str, SpokenLine]:
        """What each voice says, by its name."""
        library, work_on = self._workshop.library, partial(work_here, fresh=fresh)
        return heard_lines(cut, library, work_on, lambda: progress(0.0))


def _owners(shots: Sequence[CutShot], *music: Blob) -> dict[str, str]:
    """What each stored file that a cut needs is, by its sha256."""
    owners = {file.sha256: "the film's music" for file in music}
    for shot in shots:
        if shot.effect:
            owners[shot.effect.sound.sha256] = f"the effect of {shot.shot_id}"
        voices = [("voice", line.voice) for line in shot.said]
        for what, blob in (*voices, ("clip", shot.filmed), ("clip", shot.source), ("clip", shot.clip)):
            if blob:
                owners[blob.sha256] = f"the {what} of {shot.shot_id}"
    return owners
