"""A film whose files are in a bucket, as somebody looks at it: it plays from there, and its captions come from us."""

import asyncio
import zipfile
from io import BytesIO

import pytest
from playwright.async_api import expect

from infra.engine.server import TemporalServer
from infra.settings import Settings
from tests.kit.browser import browser, looking
from tests.kit.makers import SHOTS, V1, making
from tests.kit.studio import studio_of

pytestmark = pytest.mark.studio

expect.set_options(timeout=60_000)


async def test_a_film_in_a_bucket_is_played_and_taken_away(
    s3: Settings, server: TemporalServer, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(s3.home))
    monkeypatch.setenv("LONGTAKE_STORE", s3.store)
    monkeypatch.setenv("LONGTAKE_S3_ENDPOINT", s3.s3_endpoint)
    async with (
        studio_of(server.address, s3) as kit,
        making(kit, server.address) as maker,
        browser() as opened,
    ):
        await maker.post(f"{V1}/films", 201, id=film, shots=SHOTS, approve="auto")
        await maker.until(film, lambda told: told["status"] == "completed")
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/film")
            await page.locator("[data-shot=shot_002] button").click()
            async with asyncio.timeout(60):
                while not await page.locator("#film").evaluate("film => film.readyState >= 2"):
                    await asyncio.sleep(0.1)
            came = await page.locator("#film").evaluate("film => film.currentTime")
            assert came > 0.5
            pictures = "pictures => pictures.every(one => one.complete && one.naturalWidth > 8)"
            async with asyncio.timeout(60):
                while not await page.locator(".blocks img").evaluate_all(pictures):
                    await asyncio.sleep(0.1)
            assert somebody.wrong == []
        answer = await maker.door.ask(f"{V1}/films/{film}/folder.zip")
        packed = zipfile.ZipFile(BytesIO(answer.content))
        assert packed.testzip() is None
        assert set(packed.namelist()) == set((await kit.view(film)).folder())
