"""Whom the page reaches: small and large screens, light and dark, a keyboard alone, a reader of screens, paper."""

import pytest
from playwright.async_api import Page, expect

from infra.engine.server import TemporalServer
from tests.kit.browser import browser, faults_of, looking, typed_together
from tests.kit.makers import SHOTS, V1, Maker, making
from tests.kit.studio import StudioKit

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

LONG = "باب في البحر — عنوان طويل جدا لفيلم قصير عن حارسة منارة " + "Donaudampfschifffahrtsgesellschaft" * 3
TABS = ("board", "film", "story", "money", "review")
"""The pages of a film."""


async def films(maker: Maker, film: str) -> list[str]:
    """A film that is finished, one that waits, and one that failed."""
    made = {"finished": "auto", "waits": "wait", "stopped": "wait"}
    for name, approve in made.items():
        body = {"id": f"{film}-{name}", "title": f"{LONG} {name}", "shots": SHOTS, "approve": approve}
        await maker.post(f"{V1}/films", 201, **body)
    await maker.until(f"{film}-stopped", lambda told: told["status"] == "awaiting_approval")
    await maker.post(f"{V1}/films/{film}-stopped/decisions", decision="reject")
    await maker.until(f"{film}-finished", lambda told: told["status"] == "completed")
    await maker.until(f"{film}-waits", lambda told: told["status"] == "awaiting_approval")
    return [f"{film}-{name}" for name in made]


async def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(
        await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


async def out_of_sight(page: Page, width: int) -> list[str]:
    """Which buttons of the film's own lie beside the window."""
    buttons = await page.locator(".tabs button").all()
    boxes = {await each.inner_text(): await each.bounding_box() for each in buttons}
    return [
        f"{name!r} is out of sight"
        for name, box in boxes.items()
        if not box or box["x"] + box["width"] > width
    ]


async def test_nothing_serious_keeps_anybody_out_and_no_screen_is_too_small(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        made = await films(maker, film)
        paths = [
            "/",
            "/new",
            "/library",
            "/library/subjects",
            "/library/statistics",
            "/money",
            "/nowhere",
            "/films/nowhere-at-all/board",
        ]
        paths += [f"/films/{made[0]}/{tab}" for tab in TABS]
        paths += [f"/films/{name}/board" for name in made[1:]]
        faults: dict[str, list[str]] = {}
        for width, scheme in ((360, "light"), (768, "dark"), (1440, "light")):
            how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
            async with looking(opened, maker.door.address, **how) as somebody:
                for path in paths:
                    page = await somebody.at(path)
                    found = await faults_of(page)
                    if by := await sideways(page):
                        found.append(f"{by} pixels too wide")
                    found += await out_of_sight(page, width)
                    if found:
                        faults[f"{path} at {width}, {scheme}"] = found
                    await page.close()
        assert faults == {}


async def test_a_keyboard_alone_reaches_every_place_and_shows_its_keys(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        made = await films(maker, film)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{made[1]}/board")
            await page.keyboard.press("?")
            await expect(page.get_by_role("heading", name="Keys")).to_be_visible()
            await expect(page.locator("#keys-list")).to_contain_text("Approve board 1")
            await page.keyboard.press("Escape")
            await page.keyboard.press("j")
            await page.keyboard.press("x")
            await expect(page.locator("#shot_001")).to_have_attribute("aria-selected", "true")
            await page.keyboard.press("Enter")
            await expect(page.locator("#details")).to_be_visible()
            assert await faults_of(page) == []
            await page.keyboard.press("Escape")
            await expect(page.locator("#details")).to_be_hidden()
            await typed_together(page, "g", "f", page.get_by_role("heading", name="Films"))


async def test_a_board_is_printed_without_what_cannot_be_pressed_on_paper(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        made = await films(maker, film)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{made[1]}/board")
            await page.emulate_media(media="print")
            await expect(page.locator(".card").first).to_be_visible()
            await expect(page.get_by_role("button", name="Approve board 1")).to_be_hidden()
            assert len(await page.pdf()) > 20_000
