"""The board as somebody works on it, with mouse and keys, in a browser."""

import asyncio
import re

import pytest
from playwright.async_api import Page, expect

from infra.engine.server import TemporalServer
from tests.kit.browser import browser, looking
from tests.kit.makers import Maker, making
from tests.kit.studio import StudioKit

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

V1 = "/api/v1"


def shots(*words: str) -> list[dict[str, object]]:
    return [{"enhanced_prompt": one, "duration": 1} for one in words]


async def at_gate(maker: Maker, film: str, **brief: object) -> None:
    """A film whose board waits."""
    body = {"id": film, "title": film, "shots": shots("a quay", "a boat", "a gull"), **brief}
    await maker.post(f"{V1}/films", 201, **body)
    await maker.until(film, lambda told: told["status"] == "awaiting_approval")


async def order_of(page: Page) -> list[str]:
    found: list[str] = await page.locator(".card").evaluate_all("cards => cards.map(card => card.id)")
    return found


async def board(page: Page, number: int) -> None:
    """Wait until a board can be decided on: what is asked for before that is part of the one that is being drawn."""
    await expect(page.get_by_role("button", name=f"Approve board {number}")).to_be_visible()


async def in_order(page: Page, *wanted: str) -> None:
    """Wait until the cards are these, in this order."""
    await expect(page.locator(".card")).to_have_count(len(wanted))
    async with asyncio.timeout(60):
        while await order_of(page) != list(wanted):
            await asyncio.sleep(0.1)


async def test_a_board_is_revised_reordered_filled_and_undone_and_its_film_is_made(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await at_gate(maker, film)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/board")
            await in_order(page, "shot_001", "shot_002", "shot_003")
            await expect(page.locator("#approval-price")).to_contain_text("This costs nothing")
            await expect(page.get_by_role("button", name="Undo")).to_be_disabled()
            # A note, by the keyboard alone.
            await page.keyboard.press("j")
            await page.keyboard.press("e")
            await page.get_by_label("A note").fill("at night")
            await page.keyboard.press("Enter")
            await expect(page.locator("#shot_001")).to_contain_text("take 2 of 2")
            await expect(page.locator("#shot_001 .craft")).to_contain_text("night")
            await board(page, 2)
            # A field.
            await page.locator("#shot_002").get_by_role("button", name="Revise…").click()
            await page.get_by_label("Size").select_option("close-up")
            # A double click is one.
            await page.locator("#details").get_by_role("button", name="Revise").dblclick()
            await expect(page.locator("#shot_002 .craft")).to_contain_text("close-up")
            await board(page, 3)
            # Another order: by a button, and by dragging.
            await page.locator("#shot_001").get_by_role("button", name="Move shot 1 back").click()
            await in_order(page, "shot_002", "shot_001", "shot_003")
            await board(page, 4)
            await page.locator("#shot_003 .picture").drag_to(
                page.locator("#shot_002 .picture"), target_position={"x": 10, "y": 40}
            )
            await in_order(page, "shot_003", "shot_002", "shot_001")
            await board(page, 5)
            await page.get_by_role("button", name="Undo").click()
            await in_order(page, "shot_002", "shot_001", "shot_003")
            await board(page, 6)
            # One more, and one less.
            await page.get_by_role("button", name="Insert a shot").click()
            await page.get_by_label("What is seen").fill("a lamp that is lit")
            await page.get_by_role("button", name="Insert", exact=True).click()
            await expect(page.locator(".card")).to_have_count(4)
            await expect(page.locator(".card").last).to_contain_text("a lamp that is lit")
            await board(page, 7)
            await page.locator("#shot_001").get_by_label("Select shot 2").check()
            await page.get_by_role("button", name="Drop", exact=True).click()
            await page.locator("dialog[open]").get_by_role("button", name="Drop").click()
            await expect(page.locator("#shot_001")).to_have_count(0)
            await expect(page.locator(".card")).to_have_count(3)
            # Eight boards by then: what is approved is what was seen last.
            await page.get_by_role("button", name="Approve board 8").click()
            await page.get_by_role("button", name="Approve", exact=True).click()
            await expect(page.locator("#film-head")).to_contain_text("Finished")
            assert somebody.wrong == []
        told = await maker.ask("GET", f"{V1}/films/{film}", 200)
        assert told["stage"] == "finished"
        assert told["shots_by_status"] == {"done": 3}


async def test_of_two_who_decide_at_once_the_second_is_told_and_sees_what_the_first_has_done(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await at_gate(maker, film)
        async with (
            looking(opened, maker.door.address) as ann,
            looking(opened, maker.door.address) as bob,
        ):
            one = await ann.at(f"/films/{film}/board")
            other = await bob.at(f"/films/{film}/board")
            await other.get_by_role("button", name="Reject").click()
            await one.get_by_role("button", name="Approve board 1").click()
            await one.get_by_role("button", name="Approve", exact=True).click()
            await expect(one.locator("#says")).to_contain_text("Board 1 is approved")
            await other.locator("dialog[open]").get_by_role("button", name="Reject").click()
            await expect(other.locator("#says .bad")).to_be_visible()
            await expect(other.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)


async def test_what_people_and_models_write_runs_nowhere_in_the_page(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    evil = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>\"'`{{7*7}}"
    async with making(studio, server.address) as maker, browser() as opened:
        given = [
            {"enhanced_prompt": evil, "action": evil, "dialogue": evil, "mood": evil[:150], "duration": 1}
        ]
        await at_gate(maker, film, title=evil, shots=given)
        async with looking(opened, maker.door.address) as somebody:
            for path in ("/", f"/films/{film}/board"):
                page = await somebody.at(path)
                await expect(page.get_by_text(evil).first).to_be_visible()
                assert "owned" not in await page.title() or evil in await page.title()
            await page.locator("#shot_001 .picture").click()
            await expect(page.get_by_label("What is seen")).to_have_value(evil)
            await page.locator("#details").get_by_role("button", name="Close").click()
            await page.get_by_role("button", name="Play the board").click()
            await expect(page.locator("#player-line")).to_contain_text("onerror")
            assert await page.locator("[onerror], main script, .card script").count() == 0
            assert await page.title() == f"{evil} · Longtake"
            # The list has films of other homes too, whose posters are not here.
            assert [one for one in somebody.wrong if "/files/" not in one or film in one] == []


async def test_tabs_share_one_stream_which_comes_back_when_it_is_cut(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await at_gate(maker, film)
        async with looking(opened, maker.door.address) as somebody:
            pages = [await somebody.at(f"/films/{film}/board") for _ in range(3)]
            async with asyncio.timeout(60):
                while maker.door.followers == 0:
                    await asyncio.sleep(0.05)
            assert maker.door.followers == 1
            await somebody.context.set_offline(True)
            await pages[0].evaluate("fetch('/health').catch(() => {})")
            await somebody.context.set_offline(False)
            await maker.post(f"{V1}/films/{film}/decisions", decision="revise", shot="2", note="at dawn")
            for page in pages:
                await expect(page.locator("#shot_002")).to_contain_text("take 2 of 2")
            assert maker.door.followers == 1
