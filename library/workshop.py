"""One asset from one request: found in the library, or rendered here and kept."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

from infra.media.probe import probe
from infra.storage import storage_errors
from library.assets import Library
from models.assets import About, Asset, Recipe, Use
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
        about: About | None = None,
        use: Use | None = None,
        label: str = "",
        who: str = "",
    ) -> Asset:
        """The asset of a request: the stored one when the recipe is known, else rendered now.

        While somebody else renders the same, it is waited for; whoever renders pays. `about`, `use` and
        `label` are what `Library.keep` remembers; `who` as in `Leases.once`.

        Raises:
            LongtakeError: whatever the provider or the disk says.

        """
        recipe = provider.recipe(request)

        def make(token: str) -> Asset:
            with self.folder() as folder:
                begun = time.monotonic()
                rendered = provider.render(request, folder, progress)
                return self.keep(
                    recipe,
                    rendered,
                    fresh=fresh,
                    attempt=attempt,
                    about=about,
                    use=use,
                    work_s=time.monotonic() - begun,
                    label=label,
                    token=token,
                )

        return self.library.once(recipe, make, fresh=fresh, use=use, waiting=lambda: progress(0.0), who=who)

    def keep(
        self,
        recipe: Recipe,
        rendered: Rendered,
        *,
        fresh: str = "",
        attempt: int = 1,
        about: About | None = None,
        use: Use | None = None,
        work_s: float = 0.0,
        label: str = "",
        token: str = "",
    ) -> Asset:
        """Store a made file under its recipe, with what is measured of it; see `Library.keep`."""
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
        return self.library.keep(
            recipe, asset, fresh, about=about, use=use, work_s=work_s, label=label, token=token
        )

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
