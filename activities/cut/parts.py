"""What the parts of a film are: cards, clips with captions burned in, transitions, the sound."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from activities.cut.captions.burned_captions import ass
from activities.cut.cards.cards import write_card
from activities.cut.part_maker import Part
from activities.cut.recipes import (
    captioned_recipe,
    card_recipe,
    reconformed_recipe,
    sound_recipe,
    transition_recipe,
)
from activities.cut.sound.film_sound import FilmSound, Making
from infra.media.conform import conform, is_conformed
from infra.media.target import Target
from infra.media.transition import blend
from infra.storage import Store
from models.cut.cutlist import CutList
from models.cut.timeline import Caption, Timeline, TimelineSound
from models.orders.assets import Blob
from providers.base import Progress


class Parts:
    """The parts of one film, each with its recipe and the way it is made."""

    def __init__(self, cut: CutList, timeline: Timeline, store: Store) -> None:
        self._cut = cut
        self._timeline = timeline
        self._store = store
        self._sources = {shot.shot_id: shot.source for shot in cut.shots if shot.conformed and shot.source}
        self._conformed = {shot.shot_id for shot in cut.shots if shot.conformed}
        self._starts = timeline.starts()

    def clean(self, at: int) -> Part | None:
        """Clip `at` of the timeline as it is blended, without captions; None where its media is that already."""
        clip, picture = self._timeline.picture[at], self._timeline.format
        if clip.media is None:
            title = self._timeline.title

            def draw(path: Path, progress: Progress) -> None:
                write_card(clip, title, path, picture, progress)

            return Part(card_recipe(clip, title, picture), "card.mp4", draw)
        if clip.name in self._conformed:
            return None
        media, edge, delivery = clip.media, self._cut.overlap, self._cut.delivery
        target = Target(picture, clip.frames, edge)
        if is_conformed(self._store.open_file(media), target):
            return None

        def fit(path: Path, progress: Progress) -> None:
            source = self._store.open_file(media)
            conform(source, path, target, fit=delivery.fit, progress=progress)

        recipe = reconformed_recipe(media, clip.frames, edge, delivery, picture)
        return Part(recipe, "conformed.mp4", fit)

    def captioned(self, at: int, clean: Blob) -> Part | None:
        """Clip `at` with its captions burned in; None where there are none to burn."""
        clip, picture = self._timeline.picture[at], self._timeline.format
        lines = self._lines(self._starts[at], clip.frames)
        if not lines or clip.media is None:
            return None
        text, edge, fit = ass(lines, picture), self._cut.overlap, self._cut.delivery.fit
        # From what the clip was made from: encoded once, not twice.
        media = self._sources.get(clip.name, clean)

        def burn(path: Path, progress: Progress) -> None:
            source, script = self._store.open_file(media), path.with_suffix(".ass")
            script.write_text(text, encoding="utf-8")
            target = Target(picture, clip.frames, edge, script)
            conform(source, path, target, fit=fit, progress=progress)

        return Part(captioned_recipe(media, clip.frames, edge, fit, text, picture), "captioned.mp4", burn)

    def transition(self, at: int, before: Blob, after: Blob) -> Part | None:
        """The transition into clip `at`; None for a cut."""
        how, picture = self._timeline.picture[at].transition, self._timeline.format
        if not how.frames:
            return None
        lines = self._lines(self._starts[at], how.frames)
        text = ass(lines, picture) if lines else ""

        def blended(path: Path, progress: Progress) -> None:
            script = path.with_suffix(".ass")
            script.write_text(text, encoding="utf-8")
            target = Target(picture, how.frames, captions=script if text else None)
            blend(
                self._store.open_file(before),
                self._store.open_file(after),
                path,
                target,
                how.kind,
                progress=progress,
            )

        return Part(transition_recipe(before, after, how, text, picture), "transition.mp4", blended)

    def sound(self, make: Making) -> Part:
        """The film's sound, of parts of its own, which `make` finds or makes."""
        timeline, loudness = self._timeline, self._cut.delivery.loudness

        # Each file is verified once: music lies in every segment.
        verified = cache(self._store.open_file)

        def opened(entry: TimelineSound) -> Path:
            assert entry.media is not None, "what has no media the mix makes itself"
            return verified(entry.media)

        def mixed(path: Path, _progress: Progress) -> None:
            FilmSound(timeline, opened, loudness, path.parent, make, timeline.film_id).write(path)

        return Part(sound_recipe(timeline, loudness), "sound.m4a", mixed)

    def _lines(self, first: int, frames: int) -> Sequence[Caption]:
        """The captions to burn into `frames` frames of the film from `first` on, timed from there."""
        if self._cut.delivery.captions != "burn":
            return ()
        start, length = first / self._timeline.fps, frames / self._timeline.fps
        return [
            line.model_copy(
                update={"start": max(0.0, line.start - start), "end": min(length, line.end - start)}
            )
            for line in self._timeline.captions
            if line.start < start + length and line.end > start
        ]
