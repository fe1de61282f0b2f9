"""A new film as somebody asks for it in a browser: said in a text, a file or shots, priced meanwhile, and begun once."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from infra.engine.server import TemporalServer
from tests.kit.browser import Looking, browser, faults_of, looking
from tests.kit.makers import V1, Maker, making
from tests.kit.studio import StudioKit
from tests.kit.web import ELSEWHERE, token_for

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

expect.set_options(timeout=60_000)
SCREENPLAY = "INT. LIGHTHOUSE - NIGHT\n\nEmma lights the lamp.\n\nEMMA\nWho is there?\n"


@asynccontextmanager
async def asking(studio: StudioKit, server: TemporalServer) -> AsyncIterator[tuple[Maker, Looking]]:
    """A door, and somebody with a browser at it."""
    async with (
        making(studio, server.address) as maker,
        browser() as opened,
        looking(opened, maker.door.address) as somebody,
    ):
        yield maker, somebody


def wrong(somebody: Looking) -> list[str]:
    """What the page complained about, but for what a browser notes of answers: prices that there are none of, and where it goes then."""
    return [one for one in somebody.wrong if "Failed to load resource" not in one]


async def priced(page: Page) -> None:
    """Wait until what is asked for has a price."""
    await expect(page.locator("#most-says")).to_have_text("It costs nothing")


async def films(maker: Maker) -> set[str]:
    """All films of the server, other tests' too."""
    return {film["id"] for film in (await maker.ask("GET", f"{V1}/films", 200))["films"]}


async def begun(page: Page) -> str:
    """The film that the page went to."""
    await page.wait_for_url(re.compile("/films/"))
    return page.url.split("/films/")[1].split("/")[0]


async def rows(page: Page) -> list[str]:
    found = await page.locator("#rows [name=enhanced_prompt]").evaluate_all(
        "all => all.map(one => one.value)"
    )
    return [str(one) for one in found]


async def test_a_film_is_begun_from_a_text_that_is_priced_as_it_is_typed(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with asking(studio, server) as (_, somebody):
        page = await somebody.at("/new")
        await page.get_by_role("button", name="Begin the film").click()
        await expect(page.locator("#text-error")).to_contain_text("a sentence is enough")
        await page.locator("#text").fill("Two foxes count the stars <script>document.title = 'x'</script>")
        await page.get_by_label("Length in seconds").fill("12")
        await priced(page)
        await expect(page.locator("#film-length")).to_contain_text("12 s")
        await page.get_by_text("Step by step").click()
        await expect(page.locator("#steps-list")).to_contain_text("animatic")
        await page.locator("#more > summary").click()
        await page.get_by_label("Resolution").select_option("1080p")
        await page.get_by_label("Subtitles", exact=True).select_option("None")
        await page.get_by_label("Clips’ own sound").select_option("Beneath voices and music")
        await page.get_by_label("Lines of several people").select_option("At once, by voices that can")
        await page.get_by_label("Loudness").select_option("−23, as broadcast")
        await page.get_by_label("Lips move to what is said").check()
        await priced(page)
        # It is kept as it is said, and said again by its name.
        await page.reload()
        await expect(page.get_by_label("Lines of several people")).to_have_value("together")
        await expect(page.get_by_label("Lips move to what is said")).to_be_checked()
        await priced(page)
        await page.get_by_role("button", name="Begin the film").click()
        film = await begun(page)
        asked = await studio.request_of(film)
        assert asked.brief.prompt.startswith("Two foxes count the stars <script>")
        assert (asked.brief.seconds, asked.brief.delivery.resolution) == (12, "1080p")
        delivery = asked.brief.delivery
        assert (delivery.captions, delivery.clip_sound, delivery.loudness) == ("off", "under", -23)
        assert (asked.brief.exchanges, asked.brief.lip_sync) == ("together", True)
        assert asked.options.approve == "wait"
        # What has begun is no unfinished form any more.
        page = await somebody.at("/new")
        await expect(page.locator("#text")).to_have_value("")
        assert wrong(somebody) == []


async def test_what_is_wrong_is_said_at_its_field_in_the_words_of_rest(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with asking(studio, server) as (maker, somebody):
        before = await films(maker)
        page = await somebody.at("/new")
        await page.locator("#text").fill("A door")
        await page.get_by_label("Length in seconds").fill("2")
        await expect(page.locator("#seconds-error")).to_have_text("seconds must be at least 6, not 2.")
        await expect(page.get_by_label("Length in seconds")).to_have_attribute("aria-invalid", "true")
        await expect(page.locator("#cannot")).to_have_text("seconds must be at least 6, not 2.")
        await page.get_by_role("button", name="Begin the film").click()
        await expect(page.get_by_label("Length in seconds")).to_be_focused()
        await page.get_by_label("Length in seconds").fill("12")
        await priced(page)
        await expect(page.locator("#seconds-error")).to_be_hidden()
        # What is folded away is unfolded where it is refused, and a tick has its sentence beneath it.
        await page.locator("#video").evaluate(
            "one => { one.value = 'nobody'; one.dispatchEvent(new Event('input', {bubbles: true})); }"
        )
        await expect(page.locator("#video-error")).to_contain_text("There is no video provider 'nobody'")
        await page.locator("#video").fill("")
        await priced(page)
        lips = {"detail": "lip_sync cannot be had.", "field": "lip_sync", "status": 422}

        async def no_lips(route: Route) -> None:
            if json.loads(route.request.post_data or "{}").get("lip_sync"):
                await route.fulfill(status=422, json=lips, content_type="application/problem+json")
            else:
                await route.continue_()

        await page.route(f"**{V1}/estimate", no_lips)
        await page.get_by_label("Lips move to what is said").check()
        await expect(page.locator("#lip_sync-error")).to_have_text("lip_sync cannot be had.")
        await page.get_by_label("Lips move to what is said").uncheck()
        await expect(page.locator("#lip_sync-error")).to_be_hidden()
        await priced(page)
        await page.get_by_label("Budget in dollars").fill("plenty")
        await expect(page.locator("#budget-error")).to_contain_text("budget must be an amount in dollars")
        assert await films(maker) == before


async def test_a_form_that_is_not_finished_is_kept_and_cleared_when_somebody_starts_over(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with asking(studio, server) as (_, somebody):
        page = await somebody.at("/new")
        await page.locator("#text").fill("A door in the sea")
        await page.get_by_label("Title", exact=True).fill("Kept")
        await page.get_by_label("Wait at the board").uncheck()
        await expect(page.locator("#kept")).to_have_text("Kept in this browser")
        await page.close()
        page = await somebody.at("/new")
        await expect(page.locator("#text")).to_have_value("A door in the sea")
        await expect(page.get_by_label("Wait at the board")).not_to_be_checked()
        await priced(page)
        await page.get_by_role("button", name="Start over").click()
        await page.locator("dialog").get_by_role("button", name="Start over").click()
        await expect(page.locator("#text")).to_have_value("")
        await expect(page.get_by_label("Title", exact=True)).to_have_value("")


async def test_a_double_click_and_a_lost_answer_begin_one_film(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with asking(studio, server) as (maker, somebody):
        before = await films(maker)
        page = await somebody.at("/new")
        keys: list[str | None] = []

        async def lost_once(route: Route) -> None:
            keys.append(await route.request.header_value("idempotency-key"))
            if len(keys) == 1:
                await route.fetch()
                await route.abort()
            else:
                await route.continue_()

        await page.route(f"**{V1}/films", lost_once)
        await page.locator("#text").fill("A gull steals a hat")
        await page.get_by_label("Length in seconds").fill("6")
        await priced(page)
        await page.get_by_role("button", name="Begin the film").dblclick()
        await expect(page.locator("#problem")).to_contain_text("did not answer")
        await page.get_by_role("button", name="Begin the film").click()
        film = await begun(page)
        assert len(set(keys)) == 1
        assert keys[0]
        assert await films(maker) - before == {film}


async def test_a_form_that_was_changed_after_it_began_a_film_says_so_and_begins_another(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with asking(studio, server) as (maker, somebody):
        before = await films(maker)
        page = await somebody.at("/new")

        async def lost(route: Route) -> None:
            await route.fetch()
            await route.abort()

        await page.route(f"**{V1}/films", lost)
        await page.locator("#text").fill("A goat on a roof")
        await page.get_by_label("Length in seconds").fill("6")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("#problem")).to_contain_text("did not answer")
        await page.unroute(f"**{V1}/films")
        await page.locator("#text").fill("A goat on a very high roof")
        await page.get_by_role("button", name="Begin the film").click()
        await expect(page.locator("#problem")).to_contain_text("has begun a film already")
        await page.get_by_role("button", name="Begin the film").click()
        film = await begun(page)
        async with asyncio.timeout(30):  # what a server lists is a moment behind
            while len(await films(maker) - before) < 2:
                await asyncio.sleep(0.1)
        assert len(await films(maker) - before) == 2
        assert (await studio.request_of(film)).brief.prompt == "A goat on a very high roof"


async def test_shots_are_defined_from_nothing_by_keys_and_by_pasting(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with asking(studio, server) as (_, somebody):
        page = await somebody.at("/new")
        await page.get_by_label("Shots of my own").check(force=True)
        await page.locator("#rows [name=enhanced_prompt]").click()
        for words in ("a quay", "a boat"):
            await page.keyboard.type(words)
            await page.keyboard.press("Enter")
        await page.keyboard.type("a gull")
        await page.keyboard.press("Alt+ArrowUp")
        assert await rows(page) == ["a quay", "a gull", "a boat"]
        await page.keyboard.press("Alt+Delete")
        assert await rows(page) == ["a quay", "a boat"]
        await page.get_by_role("button", name="Move shot 2 earlier").click()
        assert await rows(page) == ["a boat", "a quay"]
        await page.get_by_role("button", name="Add a shot").click()
        pasted = "the open sea\tEmma: Is that a door?\t2,5 s\twide\tpush\na lamp\t\t99"
        await page.evaluate(
            """text => {
                const data = new DataTransfer();
                data.setData("text/plain", text);
                document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
            }""",
            pasted,
        )
        assert await rows(page) == ["a boat", "a quay", "the open sea", "a lamp"]
        fourth = page.locator("#rows .row").nth(3)
        await expect(fourth.locator(".problem")).to_have_text("Shot 4: seconds must be at most 60, not 99.")
        await page.get_by_role("button", name="Remove shot 4").click()
        await priced(page)
        assert await faults_of(page) == []
        await page.get_by_role("button", name="Begin the film").click()
        made = (await studio.request_of(await begun(page))).brief
        shots = [
            (one.enhanced_prompt, one.duration, one.shot_type, one.camera_movement) for one in made.shots
        ]
        assert shots[2] == ("the open sea", 2.5, "wide", "push")
        assert [(line.subject, line.text) for line in made.shots[2].said] == [("Emma", "Is that a door?")]
        assert wrong(somebody) == []


async def test_a_film_is_begun_from_a_file_that_was_sent(
    studio: StudioKit, server: TemporalServer, tmp_path: Path
) -> None:
    told, broken = tmp_path / "door.fountain", tmp_path / "shots.json"
    told.write_text(SCREENPLAY)
    broken.write_text('{"shots": []}')
    async with asking(studio, server) as (_, somebody):
        page = await somebody.at("/new")
        await page.get_by_label("A file").check(force=True)
        await page.locator("#file").set_input_files([broken])
        await expect(page.locator("#file-error")).to_contain_text("shots.json has no shots")
        await page.locator("#file").set_input_files([told])
        await expect(page.locator("#files")).to_contain_text("door.fountain")
        await priced(page)
        await page.reload()
        await expect(page.locator("#files")).to_contain_text("door.fountain")
        await page.get_by_role("button", name="Begin the film").click()
        asked = (await studio.request_of(await begun(page))).brief
        assert "Emma lights the lamp" in asked.text


async def test_an_answer_that_was_overtaken_is_not_shown(studio: StudioKit, server: TemporalServer) -> None:
    async with asking(studio, server) as (_, somebody):
        page = await somebody.at("/new")
        held: list[Route] = []

        async def first_held(route: Route) -> None:
            body: dict[str, Any] = json.loads(route.request.post_data or "{}")
            if body["seconds"] == 60:
                held.append(route)
            else:
                await route.continue_()

        await page.route(f"**{V1}/estimate", first_held)
        await page.get_by_label("Length in seconds").fill("60")
        async with page.expect_request(f"**{V1}/estimate"):
            await page.locator("#text").fill("A door")
        await page.get_by_label("Length in seconds").fill("12")
        await expect(page.locator("#film-length")).to_contain_text("12 s")
        assert held[0].request.failure


async def test_who_may_not_spend_is_shown_no_form(studio: StudioKit, server: TemporalServer) -> None:
    decides, spends = (token_for(studio.settings, role) for role in ("decide", "spend"))
    async with making(studio, server.address, ELSEWHERE) as maker:
        assert (await maker.door.ask("/new", decides)).status_code == 403
        answer = await maker.door.ask("/new", spends)
        assert answer.status_code == 200
        assert "unsafe-inline" not in answer.headers["content-security-policy"]
        for part in ("emotional-arc", "Needs", "No limit", "No worker serves a card now"):
            assert part in answer.text
