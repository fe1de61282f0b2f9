"""What has expired is deleted by one process at a time, and whoever is told to end leaves nothing behind."""

import asyncio
import threading
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from infra.database.database import open_database
from infra.database.tables import jobs
from infra.settings import Settings
from library.leases import Leases
from models.errors import EngineUnavailable
from models.names import DELETED
from studio.service.facts.erasure import ErasureFacts
from studio.service.privacy import expiry
from studio.service.privacy.place import Place
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


@pytest.mark.parametrize("early", [False, True])
async def test_one_that_is_told_to_end_lets_the_next_one_work(
    settings: Settings, early: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, told, really = asyncio.Event(), threading.Event(), asyncio.run_coroutine_threadsafe

    def started(*what: Any) -> Any:
        future = really(*what)
        assert not early or told.wait(30)
        return future

    monkeypatch.setattr(asyncio, "run_coroutine_threadsafe", started)

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
    told.set()
    async with asyncio.timeout(30):
        while held(settings):
            await asyncio.sleep(0.05)

    async def short() -> ErasureFacts:
        return ErasureFacts(deleted=True, films=("a",), goes=(), stays=())

    assert (await expiry._alone(settings, short)).films == ("a",)


async def test_the_name_of_an_old_job_is_in_no_page_of_the_database_once_it_is_gone(
    settings: Settings,
) -> None:
    job: dict[str, Any] = {
        "film_id": f"{DELETED}1",
        "recipe_key": "1" * 64,
        "stage": "clip",
        "provider": "fal",
        "revision": "1",
    }
    job |= {
        "reference": "quokkalith/run-1/1",
        "shot_id": "",
        "usd": Decimal(1),
        "at": "2026-01-01T00:00:00+00:00",
    }
    database = open_database(settings.database_url)
    with database.writing() as connection:
        connection.execute(insert(jobs), [job | {"job_id": "j", "state": "done"}])

    def said() -> bool:
        return any(b"quokkalith" in file.read_bytes() for file in settings.home.glob("longtake.db*"))

    assert said()
    await expiry.delete_expired(Place(settings, None), 30)
    # Somebody else has the database open, so its log stays, and would have the name.
    assert not said()
    database.close()


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
