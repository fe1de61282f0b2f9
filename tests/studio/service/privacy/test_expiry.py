"""What has expired is deleted by one process at a time, and whoever is told to end leaves nothing behind."""

import asyncio
from pathlib import Path

import pytest

from infra.database.database import open_database
from infra.settings import Settings
from library.leases import Leases
from models.errors import EngineUnavailable
from studio.service.facts.erasure import ErasureFacts
from studio.service.privacy import expiry
from studio.service.session import Session


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(home=tmp_path, keep_days=30)
    open_database(settings.database_url).close()
    return settings


def held(settings: Settings) -> bool:
    database = open_database(settings.database_url)
    try:
        return Leases(database).holder(expiry._LEASE) is not None
    finally:
        database.close()


async def test_one_that_is_told_to_end_lets_the_next_one_work(settings: Settings) -> None:
    begun = asyncio.Event()

    async def work() -> ErasureFacts:
        begun.set()
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits so long")

    at_work = asyncio.create_task(expiry._alone(settings, work))
    await begun.wait()
    assert held(settings)
    at_work.cancel()
    with pytest.raises(asyncio.CancelledError):
        await at_work
    async with asyncio.timeout(30):
        while held(settings):
            await asyncio.sleep(0.05)

    async def short() -> ErasureFacts:
        return ErasureFacts(deleted=True, films=("a",), goes=(), stays=())

    assert (await expiry._alone(settings, short)).films == ("a",)


async def test_nobody_looks_every_day_where_nothing_expires(settings: Settings) -> None:
    async def awake() -> Session:
        raise AssertionError("nobody is to be woken")

    await expiry.delete_daily(settings.model_copy(update={"keep_days": 0}), awake)


async def test_what_cannot_be_done_today_is_tried_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(expiry, "EVERY_S", 0.01)
    looked, twice = 0, asyncio.Event()

    async def awake() -> Session:
        nonlocal looked
        looked += 1
        if looked > 1:
            twice.set()
        raise EngineUnavailable("it does not answer")

    daily = asyncio.create_task(expiry.delete_daily(settings, awake))
    async with asyncio.timeout(30):
        await twice.wait()
    daily.cancel()
