"""A film that has used its budget up pauses, says so, and goes on when somebody gives it more, or allows what is dear."""

import asyncio
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.async_api import TimeoutError as NotInTime
from playwright.async_api import expect

from infra.engine.server import TemporalServer
from tests.kit.browser import browser, faults_of, looking
from tests.kit.long_film import swift_studio
from tests.kit.makers import making
from tests.kit.studio import short_shots

pytestmark = pytest.mark.studio

PRICE = Decimal("0.25")
expect.set_options(timeout=60_000)


async def test_a_film_out_of_budget_says_what_waits_and_goes_on_with_more(
    server: TemporalServer, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    async with (
        swift_studio(server.address, tmp_path / "home", price=PRICE) as kit,
        making(kit, server.address) as maker,
        browser() as opened,
        looking(opened, maker.door.address) as somebody,
    ):
        await kit.begin(short_shots("a quay", "a boat", "a gull"), film, approve="auto", budget=Decimal(1))
        page = await somebody.at(f"/films/{film}/money")
        waits = page.locator(".waits [data-what=money]")
        await expect(waits.first).to_contain_text("waits for money")
        await expect(page.locator(".figures")).to_contain_text("$1.00")
        await page.get_by_role("link", name="Raise the budget").first.click()
        assert await faults_of(page) == []
        await page.get_by_label("Dollars").fill("20")
        await page.get_by_role("button", name="Set the budget").click()
        await expect(page.locator("#says")).to_contain_text("The budget is set")
        await expect(waits).to_have_count(0)
        await expect(page.locator("#film-head")).to_contain_text("Finished")
        view = await kit.view(film)
        await expect(page.locator("tfoot")).to_contain_text(f"${view.spent:.2f}")
        await expect(page.locator("tbody")).to_contain_text("Clips")
        assert somebody.wrong == []


async def test_what_is_dear_waits_until_it_is_allowed(
    server: TemporalServer, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    async with (
        swift_studio(server.address, tmp_path / "home", price=PRICE) as kit,
        making(kit, server.address) as maker,
        browser() as opened,
        looking(opened, maker.door.address) as somebody,
    ):
        brief = short_shots("a quay")
        await kit.begin(brief, film, approve="auto", approve_above=Decimal("0.10"))
        page = await somebody.at(f"/films/{film}/money")
        allow = page.locator("[data-allow]:enabled")
        finished = page.locator("#film-head", has_text="Finished")
        allowed = False
        async with asyncio.timeout(120):
            while not await finished.count():
                await expect(allow.or_(finished).first).to_be_visible()
                if await allow.count():
                    # What is asked for by then may be taken away before it is clicked.
                    with suppress(NotInTime):
                        await allow.first.click(timeout=5_000)
                        if not allowed:
                            await expect(page.locator("#says")).to_contain_text("It is allowed")
                            allowed = True
        assert allowed
        # What is allowed once more, or as the film ends, is refused in a sentence.
        assert [one for one in somebody.wrong if not one.endswith("/decisions")] == []
