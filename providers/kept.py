"""Work on a card while it is half made: what is kept of it for whoever goes on, and what people are told of it."""

from pathlib import Path
from typing import Protocol

from models.base import Frozen


class Steps(Frozen):
    """How far work on a card is, in its heartbeats: `step` of `steps`, and seconds a step; what it waits for, before it begins."""

    step: int = 0
    steps: int = 0
    step_s: float = 0.0
    doing: str = ""


class Kept(Protocol):
    """Half-made work that outlives its worker: what was kept last is there when somebody else goes on with it."""

    def put(self, file: Path) -> None:
        """Keep a file in the place of the one that was kept before."""

    def get(self) -> Path | None:
        """What was kept last of this very work; None where nothing was, or it is lost."""

    def tell(self, steps: Steps) -> None:
        """Tell people how far the work is."""


class NothingKept:
    """Work that is too short to keep anything of, or that nobody goes on with."""

    def put(self, file: Path) -> None:
        """Nothing is kept."""

    def get(self) -> Path | None:
        """There is nothing."""
        return None

    def tell(self, steps: Steps) -> None:
        """Nobody is told."""
