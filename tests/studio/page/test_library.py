"""The library as somebody looks through it in a browser: found by words and by meaning, shown in full, subjects renamed and forgotten."""

import re

import pytest
from playwright.async_api import expect

from infra.engine.server import TemporalServer
from models.film.decisions import Decision
from tests.kit.browser import browser, faults_of, looking
from tests.kit.makers import V1, Maker, making, picture
from tests.kit.studio import StudioKit
from tests.kit.web import ELSEWHERE, token_for

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

expect.set_options(timeout=60_000)
EVIL = "<img src=x onerror=\"document.title='owned'\">"


async def made(maker: Maker, film: str) -> None:
    """A film that is finished, with a subject of which there is a picture."""
    sent = await maker.send("emma.png", picture(), "picture")
    emma = {"name": "Emma", "description": f"A woman in a yellow coat {EVIL}", "references": [sent]}
    words = ("a quay at dawn", "a boat full of lemons", "the open sea")
    shots = [{"enhanced_prompt": one, "duration": 1, "characters": ["Emma"]} for one in words]
    await maker.post(f"{V1}/films", 201, id=film, title=EVIL, shots=shots, subjects=[emma])
    await maker.until(film, lambda told: told["status"] == "awaiting_approval")
    await maker.kit.decide(film, Decision(kind="approve", by="ann", board=1))
    await maker.until(film, lambda told: told["status"] == "completed")


async def test_assets_are_found_by_words_and_filters_and_one_is_shown_in_full(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await made(maker, film)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at("/library")
            await expect(page.locator(".tile")).to_have_count(3)
            source = await page.locator(".tile img").first.get_attribute("src") or ""
            assert source.endswith("?width=640")
            await page.keyboard.press("/")
            await page.keyboard.type("lemons")
            await expect(page.locator(".tile")).to_have_count(1)
            assert page.url.endswith("/library?q=lemons")
            await page.locator(".tile-words").click()
            shown = page.locator("#asset")
            await expect(shown).to_contain_text("a boat full of lemons")
            await expect(shown.get_by_role("link", name="shot_002")).to_be_visible()
            await shown.get_by_text("Its recipe").click()
            await expect(shown.locator("pre")).to_contain_text('"kind": "image"')
            assert await faults_of(page) == []
            await shown.get_by_role("button", name="Close").click()
            await page.get_by_label("Look for").fill("zebras")
            await expect(page.get_by_role("heading", name="Nothing is like that")).to_be_visible()
            await page.get_by_role("link", name="Clear").click()
            await page.get_by_label("Kind", exact=True).select_option("video")
            await expect(page.locator(".tile video[src]")).to_have_count(3)
            await page.get_by_label("Kind", exact=True).select_option("all")
            await page.get_by_label("Of the film").fill("nowhere-at-all")
            await expect(page.locator("#found .problem")).to_contain_text("nowhere-at-all")
            assert await page.title() == "Library · Longtake"
            assert somebody.wrong == []


async def test_the_library_goes_on_as_somebody_scrolls(
    studio: StudioKit, server: TemporalServer, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("studio.web.page.pages.library._AT_ONCE", 2)
    async with making(studio, server.address) as maker, browser() as opened:
        await made(maker, film)
        first = await maker.door.ask("/library")
        assert first.text.count('class="tile"') == 2
        following = re.search(r'href="(/library\?before=[0-9a-f]{64})"', first.text)
        assert following
        assert (await maker.door.ask(following[1])).text.count('class="tile"') == 1
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at("/library")
            await expect(page.locator(".tile")).to_have_count(3)
            assert len(set(await page.locator(".tile").evaluate_all("all => all.map(one => one.id)"))) == 3


async def test_saved_subjects_are_renamed_made_one_and_forgotten_after_a_question(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await made(maker, film)
        for name in ("Emma", "Emma Quill & <b>"):
            await maker.post(f"{V1}/subjects", 201, film=film, subject="Emma", name=name)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at("/library/subjects")
            await expect(page.locator(".saved-one")).to_have_count(2)
            await expect(page.locator(".saved-words").first).to_contain_text("onerror")
            assert await faults_of(page) == []
            one = page.locator('[data-subject="Emma"]')
            await one.get_by_role("button", name="Rename Emma").click()
            await page.get_by_label("Its name from now on").fill("Emma Quill & <b>")
            await page.locator("dialog").get_by_role("button", name="Rename").click()
            await expect(page.locator("dialog .problem")).to_contain_text("Emma Quill & <b>")
            await page.get_by_label("Its name from now on").fill("Ada")
            await page.locator("dialog").get_by_role("button", name="Rename").click()
            ada = page.locator('[data-subject="Ada"]')
            await ada.get_by_role("button", name="Make Ada one with another").click()
            await page.locator("dialog").get_by_role("button", name="Leave it").click()
            await expect(page.locator(".saved-one")).to_have_count(2)
            await ada.get_by_role("button", name="Make Ada one with another").click()
            await page.locator("dialog").get_by_role("button", name="Make them one").click()
            await expect(page.locator(".saved-one")).to_have_count(1)
            await page.locator("[data-forget]").click()
            await page.locator("dialog").get_by_role("button", name="Forget it").click()
            await expect(page.get_by_role("heading", name="No subjects yet")).to_be_visible()
            assert (await maker.ask("GET", f"{V1}/subjects", 200))["subjects"] == []


async def test_what_there_is_is_counted_and_who_may_only_see_changes_nothing(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker:
        empty = await maker.door.ask("/library/statistics")
        assert "Nothing was made yet" in empty.text
        await made(maker, film)
        await maker.post(f"{V1}/subjects", 201, film=film, subject="Emma")
        counted = (await maker.door.ask("/library/statistics")).text
        for words in ("Pictures", "Clips", "/library?kind=video"):
            assert words in counted
        key = (await maker.ask("GET", f"{V1}/assets?kind=image&limit=1", 200))["assets"][0]["key"]
        assert (await maker.door.ask(f"/library/assets/{key}")).status_code == 200
        assert (await maker.door.ask(f"/library/assets/{'0' * 64}")).status_code == 404
        assert EVIL not in (await maker.door.ask("/library/subjects")).text
    sees = token_for(studio.settings, "see")
    async with making(studio, server.address, ELSEWHERE) as maker:
        told = await maker.door.ask("/library/subjects", sees)
        assert "Emma" in told.text
        assert "data-rename" not in told.text
        assert (await maker.door.ask("/library")).status_code == 401


async def test_the_library_is_looked_through_on_a_small_screen_in_the_dark(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await made(maker, film)
        await maker.post(f"{V1}/subjects", 201, film=film, subject="Emma")
        for width, scheme in ((360, "dark"), (768, "light"), (1440, "dark")):
            how = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
            async with looking(opened, maker.door.address, **how) as somebody:
                for path in ("/library?kind=all", "/library/subjects", "/library/statistics", "/new"):
                    page = await somebody.at(path)
                    assert await faults_of(page) == [], (path, width)
                    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                    assert await page.evaluate(wider) == 0, (path, width)
