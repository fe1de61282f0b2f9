"""Work on tiny models: a bay on the CPU, shipped entries with tiny weights, what is kept of a run, workers that are killed."""

import shutil
from pathlib import Path
from typing import Any

from providers.base import Bench
from providers.kept import Steps
from providers.open_models.bay import Bay, Card
from providers.open_models.entry import OpenModel, Sizes
from providers.open_models.licences import Licences
from providers.open_models.table import OpenModels
from providers.open_models.weights import Weights


class Killed(BaseException):
    """Stands for the end of a worker, or for a cancellation: nobody may catch it."""


class KeptInFolder:
    """Implements `providers.base.Kept` with a folder, as the activity does it with the store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.puts = 0
        self.told: list[Steps] = []

    def put(self, file: Path) -> None:
        self.puts += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, self.folder / "kept.safetensors")

    def get(self) -> Path | None:
        file = self.folder / "kept.safetensors"
        return file if file.exists() else None

    def tell(self, steps: Steps) -> None:
        self.told.append(steps)


class DyingAt:
    """A bench's progress that ends its worker once `step` steps were told."""

    def __init__(self, kept: KeptInFolder, step: int) -> None:
        self._kept = kept
        self._step = step

    def __call__(self, share: float) -> None:
        if self._kept.told and self._kept.told[-1].step >= self._step:
            raise Killed


def bay_at(folder: Path, given: tuple[str, ...] = ()) -> Bay:
    """A new bay, as a worker has it that has just been started."""
    return Bay(Weights(folder), Licences(folder / "licences", given), Card(device="cpu", allow_cpu=True))


def tiny_model(name: str, source: Path, *, steps: int, **other: Any) -> OpenModel:
    """A shipped model's entry with tiny weights, pictures of 64 × 64 and few steps."""
    shipped = OpenModels.load().find(name)
    sizes = Sizes(step=shipped.sizes.step if shipped.sizes else 8, pixels=64 * 64)
    return shipped.model_copy(update={"source": str(source), "sizes": sizes, "steps": steps, **other})


def bench_at(folder: Path, name: str = "", **other: Any) -> Bench:
    into = folder / (name or f"into{len(list(folder.iterdir())) if folder.exists() else 0}")
    into.mkdir(parents=True)
    return Bench(into, **other)
