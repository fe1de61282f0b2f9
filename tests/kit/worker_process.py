"""`python -m tests.kit.worker_process JOURNAL LABEL…`: a worker with watched providers and workshop, to be killed."""

import asyncio
import os
import sys
from pathlib import Path

from infra.database.database import open_database
from infra.logs import start_log
from infra.settings import load_settings
from infra.storage import open_store
from infra.telemetry.startup import start_telemetry
from library.assets import Library
from providers.installation import install_of
from tests.kit.providers import Journal, WatchedWorkshop, watched_registry
from tests.kit.small_pictures import draw_small
from workers.process import checked_labels, serve

if __name__ == "__main__":
    start_telemetry("longtake-worker", install_of)
    path, labels, settings = Path(sys.argv[1]), checked_labels(sys.argv[2:]), load_settings()
    start_log()
    draw_small()
    library = Library(open_store(settings), open_database(settings.database_url))
    workshop = WatchedWorkshop(library, settings.home / "scratch")
    workshop.journal = Journal(path)
    asyncio.run(serve(settings, labels, watched_registry(path), workshop))
    os._exit(0)
