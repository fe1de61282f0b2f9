"""The cut, as an activity."""

import time

from temporalio import activity

from activities import contracts
from activities.assets.making import Workshop
from activities.cut.assemble import assemble
from activities.cut.mix import mix
from activities.cut.recipe import cut_recipe
from activities.cut.subtitles import srt
from activities.failures import translated
from activities.heartbeat import beating
from activities.rendering import film_here, use_here, work_here
from models.assets import Asset, Recipe
from providers.base import Progress, Rendered


class Cutting:
    """Implements `contracts.Cutting`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    @activity.defn(name="cut.assemble", no_thread_cancel_exception=True)
    @translated
    def assemble(self, request: contracts.CutRequest) -> contracts.CutResult:
        """Join clips, mix the sound, write the subtitles."""
        timeline, library = request.timeline, self._workshop.library
        recipe = cut_recipe(timeline, request.score)
        subtitles = srt(timeline)
        with beating() as progress:
            film = library.once(
                recipe,
                lambda token: self._cut(request, recipe, subtitles, progress, token),
                fresh=request.fresh,
                use=use_here(),
                waiting=lambda: progress(0.0),
                who=work_here(),
            )
            srt_file = library.store.put_bytes(subtitles.encode(), ".srt")
            library.file(film_here(), "film.srt", srt_file)
            return contracts.CutResult(
                film=film.blob, subtitles=srt_file, seconds=film.seconds, frames=film.frames
            )

    def _cut(
        self, request: contracts.CutRequest, recipe: Recipe, subtitles: str, progress: Progress, token: str
    ) -> Asset:
        store, timeline = self._workshop.library.store, request.timeline
        with self._workshop.folder() as folder:
            begun = time.monotonic()
            clips = {shot.shot_id: store.open_file(shot.clip) for shot in timeline.shots if shot.clip}
            voices = {shot.shot_id: store.open_file(shot.voice) for shot in timeline.shots if shot.voice}
            score = store.open_file(request.score) if request.score else None
            sound = mix(timeline, voices, score, folder)
            progress(0.2)
            film = assemble(
                timeline, clips, sound, subtitles, folder, lambda done: progress(0.2 + 0.8 * done)
            )
            return self._workshop.keep(
                recipe,
                Rendered(path=film),
                fresh=request.fresh,
                attempt=activity.info().attempt,
                use=use_here(),
                work_s=time.monotonic() - begun,
                label="cpu",
                token=token,
            )
