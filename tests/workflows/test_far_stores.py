"""A film whose database is PostgreSQL and whose files are in S3; either may go away while it is made."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from infra.database.database import open_database
from infra.database.tables import assets, ledger
from infra.engine.server import TemporalServer
from infra.settings import Settings
from infra.storage import LocalStore
from tests.kit.databases import PostgresServer
from tests.kit.object_stores import ObjectServer
from tests.kit.providers import Journal, renders
from tests.kit.studio import short_shots, studio_of


@pytest.fixture
def far(s3: Settings, postgres: PostgresServer, tmp_path: Path) -> Settings:
    """Settings that name a real PostgreSQL and a real S3."""
    return s3.model_copy(update={"home": tmp_path / "home", "database": postgres.url(postgres.create())})


async def test_a_film_outlives_its_stores_going_away_and_loses_nothing(
    server: TemporalServer, far: Settings, object_server: ObjectServer, postgres: PostgresServer, film: str
) -> None:
    async with studio_of(server.address, far) as studio:
        journal = Journal(studio.journal)
        journal.hold("image").touch()
        await studio.begin(short_shots("a quay", "a boat"), film, approve="auto")
        async with asyncio.timeout(60):
            while len(renders(studio.journal, "image", what="begin")) < 2:
                await asyncio.sleep(0.02)
        await asyncio.to_thread(object_server.kill)
        postgres.kill()
        journal.hold("image").unlink()
        async with asyncio.timeout(60):
            while len(renders(studio.journal, "image")) < 2:
                await asyncio.sleep(0.02)
        await asyncio.to_thread(object_server.start)
        await asyncio.to_thread(postgres.start)
        view = await studio.until(film, lambda view: view.ended, within_s=120)
        assert view.verdict == "finished"
        assert len(renders(studio.journal, "image", what="begin")) == 2, "no picture was drawn twice"
        there = studio.store.open_file(view.documents["film.mp4"])
        assert there.stat().st_size == view.documents["film.mp4"].size
    database = open_database(far.database_url)
    kept = database.read(lambda connection: connection.scalar(select(func.count()).select_from(assets)))
    booked = database.read(lambda connection: connection.scalar(select(func.count()).select_from(ledger)))
    database.close()
    assert kept is not None and kept >= 7, "two pictures, a voice, two clips, a score, a film"
    assert booked
    assert not list(LocalStore(far.assets_dir).blobs()), "nothing lies in the local folder"
