"""A story that models write is read as it comes: stage by stage, with who wrote it, tokens and dollars, while the page is open."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import expect

from infra.engine.server import TemporalServer
from tests.kit.browser import browser, faults_of, looking
from tests.kit.house_models import KEY, write_models
from tests.kit.llm_server import Answer, llm_server
from tests.kit.makers import V1, making
from tests.kit.obedient import good
from tests.kit.studio import studio_at

pytestmark = pytest.mark.studio

expect.set_options(timeout=60_000)
WRITTEN = re.compile(r"Written by (studio/)?good\.")
STAGES = ("Template", "Story", "Scenes", "What is drawn")


async def test_each_stage_comes_into_the_open_page_with_its_model_its_tokens_and_its_dollars(
    server: TemporalServer, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("LONGTAKE_HOME", str(home))
    monkeypatch.setenv("STUDIO_API_KEY", KEY)
    turns = threading.Semaphore(0)

    def in_turn(body: dict[str, Any]) -> Answer:
        turns.acquire(timeout=150)
        return good(body)

    with llm_server(in_turn, key=KEY, bounded=True) as models:
        write_models(home, models.base_url)
        told = (home / "models.toml").read_text()
        (home / "models.toml").write_text(told.replace("read_timeout_s = 20", "read_timeout_s = 180"))
        async with (
            studio_at(server.address, home) as kit,
            making(kit, server.address) as maker,
            browser() as opened,
            looking(opened, maker.door.address) as somebody,
        ):
            await maker.post(
                f"{V1}/films",
                201,
                id=film,
                prompt="A lighthouse keeper finds a door in the sea",
                seconds=20,
                casting={"llm": "house"},
                stop_at="story",
            )
            page = await somebody.at(f"/films/{film}/story")
            stages = page.locator("ol.stages > li")
            for number, name in enumerate(STAGES):
                await expect(stages.nth(number)).to_have_attribute("data-state", "now")
                await expect(stages.nth(number)).to_contain_text(name)
                for before in range(number):
                    one = stages.nth(before)
                    await expect(one).to_have_attribute("data-state", "done")
                    await expect(one).to_contain_text(WRITTEN)
                    await expect(one).to_contain_text("1,000 tokens in, 500 out")
                    await expect(one).to_contain_text("$0.0035")
                # Who is being asked, and since when, stands there while nobody has answered.
                await expect(page.locator("#story-now .panel")).to_contain_text("by studio/good")
                await expect(page.locator("#story-now .panel time")).to_be_visible()
                turns.release()
            await expect(page.get_by_role("heading", name="What is drawn")).to_be_visible()
            await expect(page.locator("#film-head")).to_contain_text("Stopped")
            took = page.locator(".chapter .took")
            await expect(took.filter(has_text=WRITTEN)).to_have_count(4)
            await expect(page.locator("ol.stages")).to_have_count(0)
            await expect(page.locator("#film-head .meter")).to_contain_text("$0.01")
            assert await faults_of(page) == []
            assert somebody.wrong == []
            assert len(models.calls) == len(STAGES)
            assert models.refusals == []
