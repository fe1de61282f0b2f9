"""What one process of tests has made once it does not make again: a recipe determines the bytes of what is made of it.

Every test has a library of its own, finds nothing in it and makes its films from their first picture on. Most of that
work is the same in every test: it is done for the first one, and handed to the others as their own.
Nothing is remembered of what is asked for afresh, nor of what a test makes in a way of its own.
"""

import atexit
import os
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from library.work import Work
from library.workshop import Watch, Workshop
from models.orders.assets import Asset, Recipe
from providers.base import Bench, Rendered, Renderer
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice

_MAKERS = (Animatic, Bed, CameraMove, PiperVoice)
_PARTS = {"card", "poster", "sound-levels", "sound-mix", "sound-piece", "timeline", "transition"}
"""The parts of a cut that take long. What a whole film is joined from, it is joined from each time."""


def _folder() -> Path:
    """A folder that goes with this process, and with no child of it."""
    path, mine = Path(tempfile.mkdtemp(prefix="longtake-tests-")), os.getpid()

    def remove() -> None:
        if os.getpid() == mine:
            shutil.rmtree(path, ignore_errors=True)

    atexit.register(remove)
    return path


class Memory:
    """What was made, by its recipe: a copy of each file, in a folder that goes with the process."""

    def __init__(self) -> None:
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._folder: Path | None = None
        self._made: dict[str, Rendered] = {}
        self._lock = threading.Lock()

    def rendered(self, maker: Renderer[Any], request: Any, bench: Bench) -> Rendered:
        """What a maker makes of a request; that what it is made from is there and whole is seen to each time."""
        for blob in request.inputs:
            bench.files(blob)
        return self.made(maker.recipe(request), bench.into, lambda: maker.render(request, bench))

    def made(self, recipe: Recipe, into: Path, make: Callable[[], Rendered]) -> Rendered:
        """What was made of a recipe, as a file of one's own in the folder `into`; made now by whoever comes first."""
        key = recipe.key()
        if kept := self._made.get(key):
            path = into / kept.path.name
            shutil.copyfile(kept.path, path)
            return kept.model_copy(update={"path": path})
        rendered = make()
        with self._lock:
            if key not in self._made:
                self._folder = self._folder or _folder()
                path = self._folder / str(len(self._made)) / rendered.path.name
                path.parent.mkdir()
                shutil.copyfile(rendered.path, path)
                self._made[key] = rendered.model_copy(update={"path": path})
        return rendered


MEMORY = Memory()


class _Remembered:
    """A maker that makes nothing twice."""

    def __init__(self, maker: Renderer[Any]) -> None:
        self._maker = maker

    def __getattr__(self, name: str) -> Any:
        return getattr(self._maker, name)

    def render(self, request: Any, bench: Bench) -> Rendered:
        return MEMORY.rendered(self._maker, request, bench)


class RememberingWorkshop(Workshop):
    """A workshop that remembers what the offline makers make, and the parts of a cut."""

    def render(
        self, provider: Renderer[Any], request: Any, work: Work, watch: Watch, weights: str = ""
    ) -> Asset:
        """As `Workshop.render`."""
        if isinstance(provider, _MAKERS) and not work.fresh:
            provider = cast(Renderer[Any], _Remembered(provider))
        return super().render(provider, request, work, watch, weights)

    def once(
        self, recipe: Recipe, work: Work, make: Callable[[Path], Rendered], waiting: Callable[[], None]
    ) -> Asset:
        """As `Workshop.once`."""

        def remembered(folder: Path) -> Rendered:
            if work.fresh or recipe.kind not in _PARTS:
                return make(folder)
            return MEMORY.made(recipe, folder, lambda: make(folder))

        return super().once(recipe, work, remembered, waiting)
