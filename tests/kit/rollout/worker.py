"""`python -m tests.kit.rollout.worker JOURNAL good|bad LABEL…`: a worker of an image, whose pictures and voices cost."""

import asyncio
import os
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import workers.composition
from infra.database.database import open_database
from infra.logs import start_log
from infra.settings import load_settings
from infra.storage import open_store
from library.assets import Library
from providers.base import Bench, Rendered
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.providers import (
    Journal,
    Watched,
    WatchedPictures,
    WatchedVoice,
    WatchedWorkshop,
    WatchedWriter,
)
from tests.kit.rollout.bad_smoke import BadSmoke
from tests.kit.small_pictures import draw_small
from workers.process import checked_labels, serve
from workflows.smoke.workflow import SmokeWorkflow

PRICE = Decimal("0.01")
"""Of each picture and each voice; clips cost nothing, and are held up in tests."""

HELD = "held"
"""Clips whose words say that are held up while the file `hold-held` is there; all others are not."""


class Clips(Watched):
    """Clips, watched."""

    def render(self, request: Any, bench: Bench) -> Rendered:
        """A clip, once nothing holds it up."""
        if HELD in request.shot.enhanced_prompt:
            self._journal.write("begin", HELD, self.recipe(request).key())
            while self._journal.hold(HELD).exists():
                bench.progress(0.0)  # which raises once the worker has no more time
                time.sleep(0.05)
        return super().render(request, bench)


if __name__ == "__main__":
    path, sort, labels, settings = (
        Path(sys.argv[1]),
        sys.argv[2],
        checked_labels(sys.argv[3:]),
        load_settings(),
    )
    start_log()
    draw_small()
    if sort == "bad":
        good = (each for each in workers.composition.WORKFLOWS if each is not SmokeWorkflow)
        workers.composition.WORKFLOWS = (*good, BadSmoke)  # type: ignore[assignment]
    notes = Journal(path)
    makers: list[Any] = [
        WatchedWriter(notes),
        WatchedVoice(PiperVoice(), notes, PRICE),
        WatchedPictures(Animatic(), notes, PRICE),
        Clips(CameraMove(), notes),
        Watched(Bed(), notes),
    ]
    library = Library(open_store(settings), open_database(settings.database_url))
    workshop = WatchedWorkshop(library, settings.home / "scratch")
    workshop.journal = notes
    asyncio.run(serve(settings, labels, Registry(makers), workshop))
    os._exit(0)
