"""Makers that need a card, played by the offline ones: with weights of their own, and a licence to be accepted."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from models.errors import BadInput
from models.kinds import Kind
from providers.base import Embedded, Progress, Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.providers import Journal, Watched


class Carded(Watched):
    """A maker on the gpu queue, watched; its weights are what stands in a file."""

    def __init__(self, inner: Any, name: str, journal: Path, weights: Path) -> None:
        super().__init__(inner, Journal(journal))
        self._called = name
        self._weights = weights

    @property
    def name(self) -> str:
        return self._called

    @property
    def label(self) -> str:
        return "gpu"

    def recipe(self, request: Any) -> Any:
        return super().recipe(request).model_copy(update={"provider": self.name})

    def check_licence(self) -> None:
        if self._weights.with_suffix(".closed").exists():
            raise BadInput(
                f"{self.name} forbids something: `longtake licences accept {self.name}` accepts it."
            )

    def weights(self) -> str:
        self.check_licence()
        if not self._weights.exists():
            raise BadInput(f"The weights of {self.name} are not here.")
        return self._weights.read_text()


class Alike:
    """Finds all pictures alike."""

    kind: Kind = "check"
    name = "clip"
    label = "gpu"
    revision = "1"

    def embed(self, pictures: Sequence[Path], words: str, progress: Progress) -> Embedded:
        return Embedded([[1.0] for _ in pictures], [0.3])


def carded_registry(journal: Path, weights: Path) -> Registry:
    """The offline providers, and those of the profile gpu, whose weights are what stands in one file."""
    pictures, clips = (
        Carded(Animatic(), "sdxl", journal, weights),
        Carded(CameraMove(), "wan-5b", journal, weights),
    )
    offline: list[Provider] = [OutlineWriter(), PiperVoice(), Bed(), Animatic(), CameraMove()]
    return Registry([*offline, pictures, clips, Alike()])
