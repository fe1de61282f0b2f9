"""Worker processes whose metrics are looked at."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from infra.database.database import open_database
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import open_store
from infra.temporal import connect, local_config
from models.brief import Brief
from tests.kit.hosted_worker import crew_at
from tests.kit.studio import StudioKit, end_all, short_shots

TEMPORALS = {"temporal_worker_task_slots_used", "temporal_worker_task_slots_available"}
"""Temporal's own metrics that the dashboard shows, each there from the start."""


@asynccontextmanager
async def measured_crew(
    server: TemporalServer, home: Path, workers: Sequence[Sequence[str]]
) -> AsyncIterator[StudioKit]:
    """A studio whose workers are processes with the providers that ship, and this process's variables."""
    settings = Settings(home=home)
    home.mkdir()
    open_database(settings.database_url).close()
    client = await connect(open_store(settings), local_config(server.address))
    with crew_at(settings, server.address, "", workers):
        try:
            yield StudioKit(client, settings)
        finally:
            await end_all(client)


def pictures(*words: str) -> Brief:
    """A film whose pictures come from fal, a second a shot, and which nobody speaks in."""
    given = short_shots(*words).model_dump()
    shots = [{**shot, "dialogue": ""} for shot in given["shots"]]
    return Brief.model_validate({**given, "shots": shots, "casting": {"image": "flux"}})
