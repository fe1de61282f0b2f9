"""One picture or clip: by plain diffusers, and as the product makes it; how long each takes, side by side."""

import itertools
import shutil
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.cards.clock import Clock
from benchmarks.cards.material import (
    Model,
    Pipeline,
    Tensor,
    call_of,
    copied,
    parts_of,
    pipeline_of,
    weights_gb,
)
from providers.base import Bench
from providers.kept import Kept, Steps
from providers.open_models.checkpoint import read_checkpoint
from providers.open_models.resume import Work, resumed
from providers.open_models.speed import quicken

ABOUT = "benchmark"
_SEED = 42


class Pair(NamedTuple):
    """A model twice, with the same weights: as diffusers makes it, and made faster as its entry says."""

    model: Model
    clock: Clock
    folder: Path
    plain: Pipeline
    ours: Pipeline

    @property
    def networks(self) -> tuple[Any, Any]:
        """The plain network and ours."""
        return getattr(self.plain, self.model.network), getattr(self.ours, self.model.network)


class Took(NamedTuple):
    """Seconds for all pictures, and the most memory of the card besides what else lay in it."""

    seconds: float
    peak_gb: float | None


class FileKept:
    """Keeps the first checkpoint from a step on, in a file; `told` is called at every step."""

    def __init__(self, file: Path, told: Callable[[], None] = lambda: None, from_step: int = 0) -> None:
        self.file = file
        self.times = 0
        self.goes_on = False
        self._told = told
        self._from_step = from_step

    def put(self, file: Path) -> None:
        """Keep it where nothing was kept yet, or where the newest is wanted."""
        self.times += 1
        found = read_checkpoint(file, ABOUT) if self._from_step and not self.file.exists() else None
        if not self._from_step or (found and found.step >= self._from_step):
            shutil.copyfile(file, self.file)

    def get(self) -> Path | None:
        """What was kept, where a run goes on."""
        return self.file if self.goes_on and self.file.exists() else None

    def tell(self, steps: Steps) -> None:
        """Mark the time of a step."""
        if steps.step:
            self._told()


def paired(model: Model, clock: Clock, folder: Path) -> Pair:
    """A model, ready to be run both ways; on the CPU both are the same."""
    parts = parts_of(model, clock.device)
    plain, ours = pipeline_of(model, parts), pipeline_of(model, copied(parts))
    if clock.on_card:
        quicken(ours, model.open.speed)
    return Pair(model, clock, folder, plain, ours)


def plain_shot(pipeline: Pipeline, call: dict[str, Any], told: Callable[[], None]) -> Tensor:
    """What plain diffusers gives."""
    import torch

    def stepped(_pipeline: object, _step: int, _time: object, tensors: dict[str, Any]) -> dict[str, Any]:
        told()
        return tensors

    generator = torch.Generator("cpu").manual_seed(_SEED)
    with torch.no_grad():
        return tensor_of(pipeline(**call, generator=generator, callback_on_step_end=stepped))


def our_shot(
    pipeline: Pipeline, call: dict[str, Any], kept: Kept, folder: Path, every_s: float | None = 1.0
) -> Tensor:
    """What the product makes, with a checkpoint every so often, or without any."""
    import torch

    work = Work(ABOUT, _SEED, Bench(into=folder, kept=kept), keeps=every_s is not None, every_s=every_s)
    with torch.no_grad():
        return tensor_of(resumed(pipeline, call, work))


def tensor_of(output: Any) -> Tensor:  # noqa: ANN401 - a pipeline's output
    """The pictures, or the frames, or the latents of them, of what a pipeline gave."""
    return output.images if hasattr(output, "images") else output.frames


def timed(pair: Pair, shot: Callable[[Callable[[], None]], object], pipeline: Pipeline) -> Took:
    """How long a shot takes; where only some steps are done, a whole one is reckoned from them."""
    clock, model, marks = pair.clock, pair.model, []
    clock.wait()
    others = clock.forget_peak() - weights_gb(pipeline)
    began = clock.mark()
    shot(lambda: marks.append(clock.mark()))
    ended = clock.mark()
    clock.wait()
    peak = clock.peak_gb()
    memory = None if peak is None else round(peak - others, 2)
    if not model.timed:
        return Took(clock.between(began, ended), memory)
    step = statistics.median(clock.between(*pairs) for pairs in itertools.pairwise(marks))
    before, after = clock.between(began, marks[0]) - step, clock.between(marks[-1], ended)
    return Took(max(0.0, before) + model.steps * step + after, memory)


def plain_took(pair: Pair, batch: int = 1) -> Took:
    """A shot, or a batch of them, by plain diffusers."""
    call = call_of(pair.model, pair.networks[0], batch)
    return timed(pair, lambda told: plain_shot(pair.plain, call, told), pair.plain)


def ours_took(pair: Pair, batch: int = 1, every_s: float | None = 1.0) -> Took:
    """A shot, or a batch of them, by the product, with what it keeps on the way."""
    call = call_of(pair.model, pair.networks[1], batch)

    def shot(told: Callable[[], None]) -> None:
        kept = FileKept(pair.folder / "kept.safetensors", told)
        our_shot(pair.ours, call, kept, pair.folder, every_s)

    return timed(pair, shot, pair.ours)
