"""The real offline providers, watched: work is counted in a journal, and can be made to fail, to wait, to cost."""

import os
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

from library.work import Work
from library.workshop import Workshop
from models.errors import InvalidRequest
from models.kinds import Kind
from models.money.dollars import ZERO
from models.money.steps import Quote
from models.orders.assets import Asset, Recipe
from models.orders.requests import ImageRequest, SpeechRequest, VideoRequest
from providers.base import Bench, Rendered, Voice
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.remembered import MEMORY


class Journal:
    """A file of what was begun and ended, by all processes; beside it lie the files that hold work up.

    While a file `hold-<kind>` exists, work of that kind waits when it is done and before it is reported.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, did: str, kind: str, what: str) -> None:
        with self.path.open("a") as file:
            file.write(f"{did} {kind} {what} {os.getpid()}\n")

    def hold(self, kind: str) -> Path:
        """The file that holds up a kind of work."""
        return self.path.parent / f"hold-{kind}"

    def wait(self, kind: str) -> None:
        while self.hold(kind).exists():
            time.sleep(0.02)


class Wrapped:
    """A renderer around another; what it states itself is its own, and everything that a renderer has is stated."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def kind(self) -> Kind:
        return cast(Kind, self._inner.kind)

    @property
    def name(self) -> str:
        return str(self._inner.name)

    @property
    def label(self) -> str:
        return str(self._inner.label)

    @property
    def revision(self) -> str:
        return str(self._inner.revision)

    def recipe(self, request: Any) -> Recipe:
        return cast(Recipe, self._inner.recipe(request))

    def quote(self, request: Any) -> Quote:
        return cast(Quote, self._inner.quote(request))

    def render(self, request: Any, bench: Bench) -> Rendered:
        return cast(Rendered, self._inner.render(request, bench))


class Watched(Wrapped):
    """A renderer that is watched. A request whose words contain `FAIL-<kind>` is refused; each costs `price`."""

    def __init__(self, inner: Any, journal: Journal, price: Decimal = ZERO) -> None:
        super().__init__(inner)
        self._journal = journal
        self._price = price

    def quote(self, request: Any) -> Quote:
        return Quote(usd=self._price)

    def render(self, request: Any, bench: Bench) -> Rendered:
        kind, key = self.kind, self.recipe(request).key()
        self._journal.write("begin", kind, key)
        if f"FAIL-{kind}" in _words(request):
            raise InvalidRequest(f"The {kind} provider was told to fail.")
        rendered = MEMORY.rendered(self._inner, request, bench)
        self._journal.wait(kind)
        self._journal.write("end", kind, key)
        return rendered.model_copy(update={"cost": self._price})


class WatchedVoice(Watched):
    """A speech provider that is watched, with the voices of the one in it."""

    def voices(self) -> tuple[Voice, ...]:
        return cast("tuple[Voice, ...]", self._inner.voices())


class WatchedPictures(Watched):
    """Pictures, watched; it says what they leave out."""

    def undrawn(self, request: Any) -> tuple[str, ...]:
        return cast("tuple[str, ...]", self._inner.undrawn(request))


class WatchedWriter:
    """The outline writer, each stage watched under the kind `llm`."""

    def __init__(self, journal: Journal) -> None:
        self._inner = OutlineWriter()
        self._journal = journal

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if name not in ("choose_template", "write_story", "plan_shots", "specify_visuals"):
            return found

        def stage(*args: Any) -> Any:
            self._journal.write("begin", "llm", name)
            written = found(*args)
            self._journal.wait("llm")
            self._journal.write("end", "llm", name)
            return written

        return stage


class WatchedWorkshop(Workshop):
    """A workshop that waits, while `hold-stored-<kind>` exists, with an asset stored and not yet reported."""

    journal: Journal

    def keep(self, recipe: Recipe, rendered: Rendered, work: Work, **remembered: Any) -> Asset:
        asset = super().keep(recipe, rendered, work, **remembered)
        self.journal.write("stored", recipe.kind, recipe.key())
        self.journal.wait(f"stored-{recipe.kind}")
        return asset


def _words(request: Any) -> str:
    match request:
        case ImageRequest() | VideoRequest():
            return request.shot.enhanced_prompt
        case SpeechRequest():
            return request.text
        case _:
            return str(request.mood)


def watched_registry(journal: Path, price: Decimal = ZERO) -> Registry:
    """Every offline provider, watched; each picture, clip, voice and score costs `price` dollars."""
    notes = Journal(journal)
    voice, pictures = WatchedVoice(PiperVoice(), notes, price), WatchedPictures(Animatic(), notes, price)
    makers = (Watched(maker, notes, price) for maker in (CameraMove(), Bed()))
    return Registry([WatchedWriter(notes), voice, pictures, *makers])


def renders(journal: Path, kind: str = "", *, what: str = "end") -> list[str]:
    """What work of a kind ended, or began, in order: recipe keys, and the names of story stages."""
    if not journal.exists():
        return []
    lines = [line.split() for line in journal.read_text().splitlines()]
    return [key for did, of, key, _ in lines if did == what and kind in ("", of)]
