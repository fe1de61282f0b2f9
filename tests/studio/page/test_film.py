"""The film as somebody looks at it: played, with its timeline beneath it, and taken anew from where it is."""

import asyncio
import re
import zipfile
from io import BytesIO

import pytest
from playwright.async_api import Page, expect

from infra.engine.server import TemporalServer
from tests.kit.browser import browser, faults_of, looking
from tests.kit.makers import Maker, making
from tests.kit.studio import StudioKit

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

V1 = "/api/v1"
SHOTS = [
    {"enhanced_prompt": "a quay", "duration": 1, "dialogue": "It begins.", "landscapes": ["quay"]},
    {"enhanced_prompt": "a boat <script>alert(1)</script>", "duration": 1, "transition": "crossfade"},
    {"enhanced_prompt": "a gull", "duration": 1, "landscapes": ["harbour"]},
]
expect.set_options(timeout=60_000)


async def made(maker: Maker, film: str, **brief: object) -> None:
    """A film that is finished."""
    body = {"id": film, "title": "The <i>Quay</i>", "shots": SHOTS, "approve": "auto", **brief}
    await maker.post(f"{V1}/films", 201, **body)
    await maker.until(film, lambda told: told["status"] == "completed")


async def time_of(page: Page) -> float:
    found: float = await page.locator("#film").evaluate("film => film.currentTime")
    return found


async def test_a_film_is_played_and_its_timeline_leads_and_follows_it(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await made(maker, film)
        told = await maker.ask("GET", f"{V1}/films/{film}", 200)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/film")
            await expect(page.get_by_role("heading", level=1)).to_have_text("The <i>Quay</i>")
            blocks = page.locator(".blocks > li")
            await expect(page.locator(".blocks [data-shot^=shot_]")).to_have_count(3)
            await expect(blocks.first).to_have_attribute("aria-current", "true")
            # As long as they are: together, what overlaps counted once, the film.
            lengths = await blocks.evaluate_all(
                "blocks => blocks.map(one => Number(one.dataset.length) - Number(one.dataset.joint))"
            )
            assert sum(lengths) == pytest.approx(told["seconds"], abs=0.01)
            await expect(page.locator(".blocks .joint")).not_to_have_count(0)
            await expect(page.locator(".said li")).to_have_text("It begins.")
            # By keys: from shot to shot, and the film is there.
            await page.keyboard.press("j")
            await expect(page.locator("[data-shot=shot_001]")).to_have_attribute("aria-current", "true")
            await page.locator("[data-shot=shot_001] button").focus()
            await page.keyboard.press("ArrowRight")
            await expect(page.locator("[data-shot=shot_002] button")).to_be_focused()
            await expect(page.locator("#now")).to_contain_text("shot 2")
            start = await page.locator("[data-shot=shot_002]").get_attribute("data-start")
            assert await time_of(page) == pytest.approx(float(start or 0), abs=0.6)
            # By clicks, on blocks and chapters.
            await page.locator("[data-shot=shot_003] button").click()
            await expect(page.locator("#now")).to_contain_text("shot 3")
            await page.get_by_role("button", name=re.compile("0:00")).first.click()
            await expect(page.locator("#now")).to_contain_text("0:00")
            # Captions are there for whoever wants them.
            mode = "film => film.textTracks[0].mode"
            assert await page.locator("#film").evaluate(mode) == "disabled"
            await page.get_by_label("Captions").check()
            assert await page.locator("#film").evaluate(mode) == "showing"
            cues = "film => new Promise(done => { const look = () => film.textTracks[0].cues?.length ? done(film.textTracks[0].cues[0].text) : setTimeout(look, 50); look(); })"
            assert "It begins." in await page.locator("#film").evaluate(cues)
            # It plays.
            await page.keyboard.press("p")
            await expect(page.get_by_role("button", name="Pause", exact=True)).to_be_visible()
            async with asyncio.timeout(60):
                while await time_of(page) < 0.3:
                    await asyncio.sleep(0.1)
            await page.keyboard.press("p")
            assert await faults_of(page) == []
            assert somebody.wrong == []


async def test_a_shot_is_taken_anew_from_where_the_film_is_and_the_new_cut_is_there(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await made(maker, film)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/film")
            before = await page.locator("#stage").get_attribute("data-cut")
            await page.locator("[data-shot=shot_003] button").click()
            await page.get_by_role("button", name="Retake from here").click()
            await expect(page.locator("#details")).to_contain_text("Shot 3")
            await page.get_by_label("A note").fill("closer, at night")
            await page.locator("#details").get_by_role("button", name="Retake").click()
            await expect(page.locator("#says")).to_contain_text("taken anew")
            await expect(page.locator("#stands")).to_contain_text("Its storyboard waits for a decision")
            told = await maker.ask("GET", f"{V1}/films/{film}", 200)
            await maker.post(f"{V1}/films/{film}/decisions", 200, decision="approve", board=told["board"])
            await expect(page.locator("#film-head")).to_contain_text("Finished")
            await expect(page.locator("#stage")).not_to_have_attribute("data-cut", before or "")
            assert somebody.wrong == []


async def test_before_there_is_a_film_it_says_what_is_under_way(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await maker.post(f"{V1}/films", 201, id=film, shots=SHOTS)
        await maker.until(film, lambda told: told["status"] == "awaiting_approval")
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/film")
            await expect(page.get_by_text("None of its 3 shots are filmed yet")).to_be_visible()
            assert await faults_of(page) == []
            await maker.post(f"{V1}/films/{film}/decisions", 200, decision="approve", board=1)
            # The film comes into the page by itself.
            await expect(page.locator("#film")).to_be_visible(timeout=240_000)
            assert somebody.wrong == []


async def test_a_film_is_taken_away_whole(studio: StudioKit, server: TemporalServer, film: str) -> None:
    async with making(studio, server.address) as maker:
        await made(maker, film)
        page = (await maker.door.ask(f"/films/{film}/film")).text
        for called in ("Film", "Subtitles, SRT", "Timeline, OTIO", "Edit list, EDL", "Storyboard", "Report"):
            assert f">{called}</a>" in page
        assert "<i>Quay" not in page
        answer = await maker.door.ask(f"{V1}/films/{film}/folder.zip")
        assert answer.headers["content-type"] == "application/zip"
        assert answer.headers["content-disposition"] == f'attachment; filename="{film}.zip"'
        packed = zipfile.ZipFile(BytesIO(answer.content))
        assert packed.testzip() is None
        view = await studio.view(film)
        assert set(packed.namelist()) == set(view.folder())
        assert packed.read("film.mp4") == (await maker.door.ask(f"{V1}/films/{film}/files/film.mp4")).content
        captions = await maker.door.ask(f"/films/{film}/film/captions")
        assert captions.text.startswith("WEBVTT")
        # What was lost is said before anything is sent.
        studio.store.path_of(view.documents["film.mp4"]).unlink()  # type: ignore[attr-defined]
        lost = await maker.door.ask(f"{V1}/films/{film}/folder.zip")
        assert (lost.status_code, "film.mp4" in lost.json()["detail"]) == (500, True)
        assert (await maker.door.ask(f"{V1}/films/nowhere/folder.zip")).status_code == 404


async def test_a_film_that_is_not_there_has_pages_that_say_so(
    studio: StudioKit, server: TemporalServer
) -> None:
    async with making(studio, server.address) as maker:
        for tab in ("film", "story", "money"):
            answer = await maker.door.ask(f"/films/nowhere/{tab}")
            assert answer.status_code == 404
            assert "There is no such film" in answer.text
