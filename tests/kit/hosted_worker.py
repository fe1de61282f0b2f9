"""`python -m tests.kit.hosted_worker VENDOR JOURNAL LABEL…`: a worker whose pictures, clips and sounds are jobs, to be killed.

Where VENDOR is empty it has the providers that ship. `Crew` is the workers as tests see them.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from infra.database.database import open_database
from infra.processes import _die_with
from infra.settings import Settings, load_settings
from infra.storage import open_store
from infra.telemetry.startup import start_telemetry
from library.assets import Library
from providers.installation import install_of
from tests.kit.hosted import hosted_registry
from tests.kit.providers import Journal, WatchedWorkshop
from tests.kit.small_pictures import draw_small
from workers.engine import engine_environment
from workers.process import checked_labels, serve
from workers.registry import build_registry


class Crew:
    """Worker processes, each serving some labels; one that is killed is replaced at once."""

    def __init__(self, settings: Settings, temporal: str, vendor: str, crew: Sequence[Sequence[str]]) -> None:
        self._start = [
            sys.executable,
            "-P",
            "-m",
            "tests.kit.hosted_worker",
            vendor,
            str(settings.home / "journal"),
        ]
        self._environment = engine_environment(settings) | {"TEMPORAL_ADDRESS": temporal}
        self._labels = list(crew)
        self._log = settings.home / "workers.log"
        self._workers = [self._begin(labels) for labels in self._labels]

    def _begin(self, labels: Sequence[str]) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [*self._start, *labels],
                env=self._environment,
                stdout=log,
                stderr=log,
                preexec_fn=partial(_die_with, os.getpid()),
            )

    def kill(self, number: int) -> None:
        """`kill -9` a worker; another takes its place."""
        self._workers[number].kill()
        self._workers[number].wait()
        self._workers[number] = self._begin(self._labels[number])

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        for worker in self._workers:
            worker.wait()


@contextmanager
def crew_at(settings: Settings, temporal: str, vendor: str, crew: Sequence[Sequence[str]]) -> Iterator[Crew]:
    """Workers for a running server, killed at the end."""
    workers = Crew(settings, temporal, vendor, crew)
    try:
        yield workers
    finally:
        workers.close()


if __name__ == "__main__":
    start_telemetry("longtake-worker", install_of)
    vendor, journal, settings = sys.argv[1], Path(sys.argv[2]), load_settings()
    registry = hosted_registry(vendor) if vendor else build_registry(settings)
    labels = checked_labels(sys.argv[3:], registry.labels())
    draw_small()
    library = Library(open_store(settings), open_database(settings.database_url))
    workshop = WatchedWorkshop(library, settings.home / "scratch")
    workshop.journal = Journal(journal)
    asyncio.run(serve(settings, labels, registry, workshop))
    os._exit(0)
