"""Makes a score with an open model of music: as long as it is asked for, whatever the model makes at once."""

from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from models.kinds import Kind
from models.orders.assets import Recipe
from models.orders.requests import MusicRequest
from providers.base import Bench, Rendered
from providers.kept import Steps
from providers.open_models.bay import Loaded
from providers.open_models.model_provider import ModelProvider
from providers.open_models.music.tokens import Score, Wanted, continued
from providers.open_models.resume import Work
from providers.open_models.run import run

_CROSSFADE_S = 4.0


class OpenMusic(ModelProvider[MusicRequest]):
    """A renderer of scores without voices, of exactly the length asked for.

    A model that writes token by token goes on from the end of what it wrote, so that a long score does not repeat itself. One that
    makes its piece as a whole makes it as long as it can, and that is repeated with a crossfade.
    """

    kind: ClassVar[Kind] = "music"

    def recipe(self, request: MusicRequest) -> Recipe:
        """What the model is called with, and the seed."""
        model = self.model
        return Recipe(
            kind=self.kind,
            provider=self.name,
            revision=self.revision,
            parameters={
                **model.always,
                "prompt": score_prompt(request.mood),
                "seconds": request.seconds,
                "seed": request.seed,
                "longest_s": model.longest_s,
                "guidance": model.guidance,
                "steps": model.steps,
            },
        )

    def render(self, request: MusicRequest, bench: Bench) -> Rendered:
        """Make `score.wav`, of 16 bits, at the model's rate.

        Raises:
            BadInput: the weights or the licence are not as they should be, or there is no card here.
            OutOfMemory, CardLost: the card cannot make it.

        """
        from infra.media.sound import write_wav

        about = self.recipe(request).with_weights(self.weights()).key()
        work = Work(about, request.seed, bench, keeps=False)
        wanted = Wanted(score_prompt(request.mood), request.seconds)

        def waiting() -> None:
            bench.kept.tell(Steps(doing="waiting for the card"))
            bench.progress(0.0)

        with self.bay.at_work(self.model, waiting) as loaded:
            if self.model.library == "transformers":
                score = continued(self.bay, self.model, loaded, wanted, work)
            else:
                score = self._whole(loaded, wanted, work)
        count = max(1, round(request.seconds * score.rate))
        whole = repeated(score.samples, count, round(_CROSSFADE_S * score.rate))
        bench.progress(1.0)
        return Rendered(path=write_wav(bench.into / "score.wav", whole, score.rate), note=score.note)

    def _whole(self, loaded: Loaded, wanted: Wanted, work: Work) -> Score:
        """A piece made at once: as long as is wanted, or as the model makes them."""
        model, called = self.model, self.model.called
        seconds = min(wanted.seconds, model.longest_s or wanted.seconds)
        call: dict[str, Any] = {**model.always, called.prompt: wanted.prompt, called.seconds: seconds}
        call |= {called.steps: model.steps, called.guidance: model.guidance, "output_type": "np"}
        ran = run(self.bay, loaded, {name: value for name, value in call.items() if name}, work)
        told = [ran.note] if ran.note else []
        if seconds < wanted.seconds:
            told.append(f"{self.name} makes {seconds:g} s of music at once: its score repeats.")
        samples = np.asarray(ran.output.audios[0], np.float32).T
        return Score(samples, int(loaded.pipeline.sample_rate), " ".join(told))


def score_prompt(mood: str) -> str:
    """What a model is told of a score."""
    return (
        f"Instrumental film score, {mood.strip().rstrip('.')}."
        if mood.strip()
        else "Instrumental film score."
    )


def repeated(samples: NDArray[np.float32], count: int, crossfade: int) -> NDArray[np.float32]:
    """So many samples of a piece: cut short, or played again and again, each time its begin blended with its end."""
    fade = min(crossfade, len(samples) // 4)
    rise = np.sin(np.linspace(0.0, np.pi / 2, fade, dtype=np.float32))[:, None]
    whole = samples
    while len(whole) < count:
        blended = whole[len(whole) - fade :] * rise[::-1] + samples[:fade] * rise
        whole = np.concatenate([whole[: len(whole) - fade], blended, samples[fade:]])
    return whole[:count]
