"""What every route has: an engine that is looked after, in a home that is there."""

import asyncio
import shutil
from pathlib import Path

import pytest

from models.errors import EngineUnavailable, StorageError
from studio.web.doors import Doors
from tests.kit.web import served, session_at, way
from workers.engine_files import identity


async def test_a_home_that_is_removed_ends_the_server_with_that_reason(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    session = session_at(home)
    session._home = identity(home)

    async def until_ended() -> None:
        async with served(session) as door:
            shutil.rmtree(home)
            async with asyncio.timeout(30):
                await door.doors.ending.wait()

    with pytest.raises(StorageError, match="home"):
        await until_ended()


async def test_an_engine_that_does_not_answer_in_a_home_that_is_gone_is_told_as_that(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    session = session_at(home)
    session._home = identity(home)
    doors = Doors(session, way(session.settings))
    shutil.rmtree(home)
    assert isinstance(await doors.explained(EngineUnavailable("Nobody answers.")), StorageError)
