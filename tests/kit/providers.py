"""The real offline providers, watched: renders are counted in a journal, and can be made to fail or to wait."""

import os
import time
from pathlib import Path
from typing import Any

from models.errors import InvalidRequest
from providers.base import ImageRequest, Progress, Rendered
from providers.image.animatic import Animatic
from providers.llm.outline import OutlineWriter
from providers.music.bed import Bed
from providers.registry import Registry
from providers.speech.piper import PiperVoice
from providers.video.camera_move import CameraMove


class Watched:
    """A renderer that writes a line to `journal` as it begins and ends.

    A request whose prompt or text contains `FAIL-<kind>` is refused; while a file `hold-<kind>` lies
    beside the journal, a render waits after its work is done and before it reports.
    """

    def __init__(self, inner: Any, journal: Path) -> None:
        self._inner = inner
        self._journal = journal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    def render(self, request: Any, into: Path, progress: Progress) -> Rendered:
        key = self._inner.recipe(request).key()
        self._write(f"begin {self._inner.kind} {key}")
        if f"FAIL-{self._inner.kind}" in _words(request):
            raise InvalidRequest(f"The {self._inner.kind} provider was told to fail.")
        rendered: Rendered = self._inner.render(request, into, progress)
        while (self._journal.parent / f"hold-{self._inner.kind}").exists():
            progress(0.5)
            time.sleep(0.02)
        self._write(f"end {self._inner.kind} {key}")
        return rendered

    def _write(self, line: str) -> None:
        with self._journal.open("a") as file:
            file.write(f"{line} {os.getpid()}\n")


def _words(request: Any) -> str:
    if isinstance(request, ImageRequest):
        return request.shot.enhanced_prompt
    return getattr(request, "prompt", "") or getattr(request, "text", "") or getattr(request, "mood", "")


def watched_registry(journal: Path) -> Registry:
    """Every offline provider, the four that make media watched."""
    makers = (Animatic(), CameraMove(), PiperVoice(), Bed())
    return Registry([OutlineWriter(), *(Watched(maker, journal) for maker in makers)])


def renders(journal: Path, kind: str = "", *, what: str = "end") -> list[str]:
    """The recipe keys of the renders of a kind that ended, or began."""
    if not journal.exists():
        return []
    lines = [line.split() for line in journal.read_text().splitlines()]
    return [key for did, of, key, _ in lines if did == what and kind in ("", of)]
