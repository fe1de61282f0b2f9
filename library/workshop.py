"""Where assets are made: each once, by one of all who want it now, in a folder that vanishes with the work."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

import psutil

from infra.media.intake.inspection import inspect
from infra.media.intake.material import CLIP, MUSIC, OWN, VOICE, Material
from infra.media.intake.stills import STILL, read_still
from infra.media.probe import MediaFacts, probe
from infra.storage import storage_errors
from infra.telemetry.genai import made, words_of
from library.assets import Library, lease_key
from library.half_made import BrokenOff, HalfMade
from library.work import Work
from models.money.dollars import ZERO
from models.money.steps import Quote
from models.orders.assets import Asset, Recipe
from models.orders.requests import Request
from providers.base import Bench, Progress, Rendered, Renderer
from providers.kept import Kept, NothingKept
from providers.offers import VendorProvider

R = TypeVar("R", bound=Request)

_MATERIALS: Mapping[str, Material] = {
    "video": CLIP,
    "lips": CLIP,
    "speech": VOICE,
    "track": VOICE,
    "music": MUSIC,
    "effect": MUSIC,
}
"""What is asked of providers, by its kind; everything else was encoded here. All of it has a length, which is measured."""

_NUMBERS = (".blocks", ".json")
"""What we write for ourselves and is no media; nobody else's is taken for it, since it is asked for as another kind."""


def check_foreign(recipe: Recipe, rendered: Rendered) -> None:
    """See that what somebody else made of a recipe is whole and of its kind, before it is opened among ourselves.

    Raises:
        BrokenMedia: it is something else, or swells beyond any bounds.
        MediaError: it cannot be read.

    """
    if material := _MATERIALS.get(recipe.kind):
        inspect(rendered.path, material)
    _measured(recipe, rendered)


def _measured(recipe: Recipe, rendered: Rendered) -> MediaFacts | None:
    """What is measured of a file; None for a picture, which is decoded to its end, and for numbers."""
    if rendered.path.suffix in _NUMBERS:
        return None
    material = _MATERIALS.get(recipe.kind)
    if material is None and (recipe.kind == "image" or rendered.path.suffix in STILL):
        read_still(rendered.path)
        return None
    return probe(rendered.path, material or OWN)


def _keep_nothing(_half: HalfMade) -> Kept:
    return NothingKept()


class Watch(NamedTuple):
    """Who looks after work that is being done: told how far it is, called before its maker is asked, and keeper of what is half made."""

    progress: Progress
    asking: Callable[[], None] = lambda: None
    keeping: Callable[[HalfMade], Kept] = _keep_nothing


class Workshop:
    """Makes assets for a library; `scratch` is the folder where half-made files live."""

    def __init__(self, library: Library, scratch: Path) -> None:
        self.library = library
        self.broken_off = BrokenOff(library.database)
        self._scratch = scratch

    def once(
        self, recipe: Recipe, work: Work, make: Callable[[Path], Rendered], waiting: Callable[[], None]
    ) -> Asset:
        """The stored asset of a recipe, else what `make` makes in an empty folder, kept.

        While somebody else makes the same, it is waited for, and `waiting` is called; whoever makes it pays.

        Raises:
            Exception: whatever `make` and `waiting` raise.
            StorageError: the disk or the database says no.

        """

        def made(token: str) -> Asset:
            with self.folder() as folder:
                begun = time.monotonic()
                rendered = make(folder)
                return self.keep(recipe, rendered, work, work_s=time.monotonic() - begun, token=token)

        return self.library.once(recipe, work, made, waiting)

    def render(self, provider: Renderer[R], request: R, work: Work, watch: Watch, weights: str = "") -> Asset:
        """The asset of a request by a provider, which has these `weights`; as `once`.

        Raises:
            LongtakeError: whatever the provider or the disk says.

        """
        library, recipe = self.library, provider.recipe(request).with_weights(weights)
        half = HalfMade(library.database, library.store, lease_key(recipe, work.fresh), work.label)

        hosted = isinstance(provider, VendorProvider)

        def make(folder: Path) -> Rendered:
            for blob in request.inputs if hosted else ():
                library.store.open_file(blob)  # what is lost is said before anybody is asked
            watch.asking()
            kept = watch.keeping(half)
            vendor = provider.vendor if isinstance(provider, VendorProvider) else ""
            with made(vendor, provider.name, provider.kind, words_of(request)) as mark:
                rendered = provider.render(
                    request, Bench(folder, library.store.open_file, watch.progress, kept)
                )
                mark.tell({"longtake.cost.usd": float(rendered.cost)} if rendered.cost is not None else {})
            if hosted:
                check_foreign(recipe, rendered)
            return priced(rendered, provider.quote(request))

        asset = self.once(recipe, work, make, lambda: watch.progress(0.0))
        half.drop()
        return asset

    def keep(
        self, recipe: Recipe, rendered: Rendered, work: Work, *, work_s: float = 0.0, token: str = ""
    ) -> Asset:
        """Store a made file under its recipe, with what is measured of it; see `Library.keep`.

        Raises:
            BrokenMedia: it is not of the kind that was asked for.
            MediaError: it cannot be read.
            StorageError: the disk or the database says no.

        """
        facts = _measured(recipe, rendered)
        asset = Asset(
            blob=self.library.store.put_file(rendered.path),
            recipe_key=recipe.key(),
            seconds=(facts.seconds or facts.audio_seconds) if facts else 0.0,
            frames=facts.frames if facts else 0,
            cost=rendered.cost or ZERO,
            attempt=work.attempt,
            note=rendered.note,
        )
        return self.library.keep(recipe, asset, work, work_s=work_s, token=token)

    def close(self) -> None:
        """Its process ends: its folder goes, where nobody works in it any more."""
        with suppress(OSError):
            (self._scratch / str(os.getpid())).rmdir()

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """An empty folder that vanishes with the work."""
        parent = self._scratch / str(os.getpid())
        with storage_errors(parent):
            parent.mkdir(parents=True, exist_ok=True)
            folder = tempfile.TemporaryDirectory(dir=parent)
        with folder:
            yield Path(folder.name)


def priced(rendered: Rendered, quote: Quote) -> Rendered:
    """A made file with what it cost: where its maker does not say, the most that it may have."""
    return rendered if rendered.cost is not None else rendered.model_copy(update={"cost": quote.usd})


def sweep(scratch: Path) -> None:
    """Remove what workers that no longer live left half-made."""
    if scratch.is_dir():
        for folder in scratch.iterdir():
            if folder.name.isdecimal() and not psutil.pid_exists(int(folder.name)):
                shutil.rmtree(folder, ignore_errors=True)


def sweep_own(scratch: Path) -> None:
    """Remove what a process left half-made that had our number before us: in a container every start has the same one."""
    folder = scratch / str(os.getpid())
    with suppress(OSError):
        if folder.stat().st_mtime < psutil.Process().create_time():
            shutil.rmtree(folder, ignore_errors=True)
