"""The offline music provider: asked for a score, it gives one of exactly that length, for nothing."""

from models.kinds import Kind
from models.money.steps import Quote
from models.orders.assets import Recipe
from models.orders.requests import MusicRequest
from models.story.moods import mood_family
from providers.base import Bench, Label, Rendered


class Bed:
    """Composes and plays pads, a plucked figure and a bass, of exactly the length asked for.

    The mood's family chooses mode, tempo and instruments, the seed key, chords and figures.
    """

    name = "bed"
    kind: Kind = "music"
    label: Label = "cpu"
    revision = "1"

    def quote(self, request: MusicRequest) -> Quote:
        """Free; a few hundredths of the music's length."""
        return Quote(seconds=0.5 + request.seconds * 0.04)

    def recipe(self, request: MusicRequest) -> Recipe:
        """Two moods of one family are the same score."""
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters={
                "mood": mood_family(request.mood),
                "seconds": request.seconds,
                "seed": request.seed,
            },
        )

    def render(self, request: MusicRequest, bench: Bench) -> Rendered:
        """Play the score into `score.wav`: 48 kHz, stereo, 16 bits, peaks below −3 dBFS."""
        from infra.media import sound
        from providers.offline.score.composition import compose
        from providers.offline.score.performance import perform

        total = max(1, round(request.seconds * sound.RATE))
        piece = compose(mood_family(request.mood), request.seconds, request.seed)
        path = bench.into / "score.wav"
        done = 0
        with sound.wav_writer(path) as write:
            for block in perform(piece, total, request.seed):
                write(block)
                done += len(block)
                bench.progress(done / total)
        return Rendered(path=path)
