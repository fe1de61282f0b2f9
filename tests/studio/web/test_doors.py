"""What every route has: an engine that is looked after, in a home that is there."""

import asyncio
import shutil
from pathlib import Path

import pytest

from models.errors import EngineUnavailable, StorageError
from studio.service.session import Session
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


async def test_an_engine_that_is_told_to_stop_between_two_looks_is_not_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was not told to stop when that is asked, and is gone a moment later."""
    home = tmp_path / "home"
    home.mkdir()
    doors = Doors(session := session_at(home), way(session.settings))
    runs, asked, started = True, asyncio.Event(), False

    async def engine(_: Doors) -> str:
        return "running" if runs else "stopped"

    async def stopped(_: Session) -> bool:
        nonlocal runs
        told, runs = not runs, False
        if told:
            asked.set()
        return told

    async def mend(_: Session) -> bool:
        nonlocal started
        started = True
        asked.set()
        return True

    monkeypatch.setattr("studio.web.doors._LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(Session, "embedded", property(lambda _: True))
    for owner, double in ((Doors, engine), (Session, stopped), (Session, mend)):
        monkeypatch.setattr(owner, double.__name__, double)
    keeping = asyncio.create_task(doors.keep())
    async with asyncio.timeout(30):
        await asked.wait()
    keeping.cancel()
    assert not started
