"""One asset from one request: found in the library, or rendered here and kept."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from activities.assets.library import Library
from infra.media.probe import probe
from infra.storage import storage_errors
from models.assets import Asset, Recipe
from providers.base import Progress, Rendered


class Workshop:
    """Makes assets for a library; `scratch` is the folder where half-made files live."""

    def __init__(self, library: Library, scratch: Path) -> None:
        self.library = library
        self._scratch = scratch

    def render(
        self,
        provider: Any,  # noqa: ANN401 - a Renderer of the request's own kind
        request: Any,  # noqa: ANN401
        *,
        progress: Progress,
        fresh: str = "",
        attempt: int = 1,
    ) -> Asset:
        """The asset of a request: the stored one when the recipe is known, else rendered now.

        Raises:
            LongtakeError: whatever the provider or the disk says.

        """
        recipe = provider.recipe(request)
        found = self.library.find(recipe, fresh)
        if found is not None:
            return found
        with self.folder() as folder:
            rendered = provider.render(request, folder, progress)
            return self.keep(recipe, rendered, fresh=fresh, attempt=attempt)

    def keep(self, recipe: Recipe, rendered: Rendered, *, fresh: str = "", attempt: int = 1) -> Asset:
        """Store a made file under its recipe, with what is measured of it."""
        facts = probe(rendered.path) if rendered.path.suffix in (".mp4", ".wav") else None
        asset = Asset(
            blob=self.library.store.put_file(rendered.path),
            recipe_key=recipe.key(),
            seconds=(facts.seconds or facts.audio_seconds) if facts else 0.0,
            frames=facts.frames if facts else 0,
            cost=rendered.cost,
            attempt=attempt,
            note=rendered.note,
        )
        self.library.keep(recipe, asset, fresh)
        return asset

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder that vanishes with the work."""
        parent = self._scratch / str(os.getpid())
        with storage_errors(parent):
            parent.mkdir(parents=True, exist_ok=True)
            folder = tempfile.TemporaryDirectory(dir=parent)
        with folder:
            yield Path(folder.name)


def sweep(scratch: Path) -> None:
    """Remove what workers that no longer live left half-made."""
    if scratch.is_dir():
        for folder in scratch.iterdir():
            if folder.name.isdigit() and not psutil.pid_exists(int(folder.name)):
                shutil.rmtree(folder, ignore_errors=True)
