"""A worker process of films of every kind, to be killed: what serves is what ships, the providers are watched."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from infra.database.database import open_database
from infra.logs import start_log
from infra.processes import _die_with
from infra.settings import load_settings
from infra.storage import open_store
from library.assets import Library
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice
from providers.registry import Registry
from tests.kit.chaos.swift import Swift, SwiftFilms
from tests.kit.hosted import MEDIA, Listed
from tests.kit.providers import (
    Journal,
    Watched,
    WatchedPictures,
    WatchedVoice,
    WatchedWorkshop,
    WatchedWriter,
)
from tests.kit.small_pictures import draw_small
from workers.process import checked_labels, serve


def chaos_registry(vendor: str, journal: Path) -> Registry:
    """The offline providers, watched; a vendor's jobs; and who is asked for what is made up."""
    notes = Journal(journal)
    offline = (
        *(WatchedWriter(notes), WatchedVoice(PiperVoice(), notes), WatchedPictures(Animatic(), notes)),
        *(Watched(CameraMove(), notes), Watched(Bed(), notes)),
    )
    return Registry([*offline, *(Listed(kind, vendor) for kind in MEDIA), *(Swift(kind) for kind in MEDIA)])


def work(
    vendor: str, journal: Path, labels: Sequence[str], environment: Mapping[str, str], log: Path
) -> None:
    """Work until told to stop, in a process of one's own, with this environment and no other."""
    with log.open("ab") as file:
        for number in (1, 2):
            os.dup2(file.fileno(), number)
    _die_with(os.getppid())
    os.environ.clear()
    os.environ.update(environment)
    start_log()
    settings = load_settings()
    registry = chaos_registry(vendor, journal)
    checked = checked_labels(labels, registry.labels())
    draw_small()
    library = Library(open_store(settings), open_database(settings.database_url))
    workshop = WatchedWorkshop(library, settings.home / "scratch")
    workshop.journal = Journal(journal)
    asyncio.run(serve(settings, checked, registry, workshop, beside=[SwiftFilms(journal)]))
    os._exit(0)  # threads of the Temporal SDK can abort an ordinary interpreter exit
