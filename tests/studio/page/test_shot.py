"""A shot in its window: filmed by others beside its take, and by whom and with whose pictures it is made."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from infra.engine.server import TemporalServer
from models.shots.shot_list import Shot
from models.subjects.bible import Bible, SubjectView
from models.subjects.subject import Subject
from studio.web.page.pages.shot import references_of
from studio.web.page.people import people_of
from tests.kit.browser import browser, faults_of, looking
from tests.kit.makers import Maker, making, picture
from tests.kit.studio import StudioKit
from tests.kit.views import film as film_view
from tests.kit.web import ELSEWHERE, token_for

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

V1 = "/api/v1"
SHOTS = [{"enhanced_prompt": words, "duration": 1} for words in ("a quay", "a boat")]
expect.set_options(timeout=60_000)


async def finished(maker: Maker, film: str) -> None:
    """A film that has ended with a film."""
    await maker.post(f"{V1}/films", 201, id=film, shots=SHOTS, approve="auto", draft=True)
    await maker.until(film, lambda told: told["status"] == "completed")


async def opened_with(page: Page, filmer: str) -> None:
    """Open the first shot's window until it says that this one films it: a film's books are a moment behind it."""
    clips = page.locator("#details").get_by_label("Clips by")
    async with asyncio.timeout(240):
        while True:
            await page.locator("#shot_001 .picture").click()
            if await clips.input_value() == filmer:
                return
            await page.locator("#details").get_by_role("button", name="Close").click()
            await asyncio.sleep(0.5)


async def test_a_shot_that_comes_late_says_so_and_stays_closed_for_whoever_has_left(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await maker.post(f"{V1}/films", 201, id=film, shots=SHOTS)
        await maker.until(film, lambda told: told["status"] == "awaiting_approval")
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/board")
            asked, may_go = asyncio.Event(), asyncio.Event()

            async def held(route: Route) -> None:
                asked.set()
                await may_go.wait()
                await route.continue_()

            await page.route("**/shot_001/details", held)
            window = page.locator("#details")
            await page.locator("#shot_001 .picture").click()
            await asked.wait()
            await expect(window.get_by_role("status")).to_contain_text("is being opened")
            await page.keyboard.press("Escape")
            await expect(window).to_be_hidden()
            async with page.expect_response("**/shot_001/details"):
                may_go.set()
            await page.locator("#shot_002 .picture").click()
            await expect(window.get_by_label("A note")).to_be_visible()
            await page.keyboard.press("Escape")
            await page.locator("#shot_001 .picture").click()
            await expect(window.get_by_label("A note")).to_be_visible()
            assert somebody.wrong == []


async def test_a_shot_is_filmed_by_another_and_its_take_is_chosen_beside_the_first(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await finished(maker, film)
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/board")
            await page.locator("#shot_002 .picture").click()
            window, form = page.locator("#details"), page.locator("#try")
            await expect(form).to_be_hidden()
            await window.get_by_text("Film this shot with…").click()
            await expect(form.get_by_role("button", name="Film it")).to_be_disabled()
            await expect(form.locator("input[value=kling]")).to_be_disabled()
            await form.get_by_label("camera-move").check()
            await expect(form.locator(".quote")).to_have_text("This costs nothing.")
            assert await faults_of(page) == []
            await page.get_by_label("A note").fill("closer")
            await form.get_by_role("button", name="Film it").click()
            await expect(window.locator("#try-says")).to_contain_text("It is being filmed")
            # They come by themselves, and what was being written stays.
            await expect(window.locator("#try-says")).to_contain_text("A new take is there")
            takes = window.locator(".takes li")
            await expect(takes).to_have_count(2)
            await expect(takes.last).to_contain_text("Take 2 · camera-move · $0.00")
            await expect(page.get_by_label("A note")).to_have_value("closer")
            takes_of = f"{V1}/films/{film}/shots/shot_002/takes"
            assert (await maker.ask("GET", takes_of, 200))["in_the_film"] == 1
            await takes.last.get_by_role("button", name="Use it").click()
            await expect(page.locator("#says")).to_contain_text("is cut into the film")
            # A run that has just begun has no shots yet: its window is looked at again.
            assert [one for one in somebody.wrong if "/details" not in one] == []
        await maker.until(film, lambda told: told["status"] == "completed")
        assert (await maker.ask("GET", takes_of, 200))["in_the_film"] == 2


async def test_who_makes_a_shot_is_chosen_among_those_who_can_and_whom_it_shows_among_those_with_pictures(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        sent = await maker.send("emma.png", picture(), "picture")
        emma = {"name": "Emma", "description": "A woman in a yellow coat", "references": [sent]}
        shots = [{**SHOTS[0], "characters": ["Emma"], "landscapes": ["harbour"]}, SHOTS[1]]
        await maker.post(f"{V1}/films", 201, id=film, shots=shots, subjects=[emma])
        await maker.until(film, lambda told: told["status"] == "awaiting_approval")
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/board")
            window, undo = page.locator("#details"), page.get_by_role("button", name="Undo")
            await expect(undo).to_be_disabled()
            await page.locator("#shot_001 .picture").click()
            pictures, clips = window.get_by_label("Pictures by"), window.get_by_label("Clips by")
            await expect(pictures).to_have_value("")
            await expect(pictures.locator("option[value=animatic]")).to_have_text(
                "animatic · this machine · free"
            )
            await expect(pictures.locator("option[value=flux]")).to_be_disabled()
            await expect(
                pictures.locator("optgroup[label='FAL_KEY is not set where this runs.']")
            ).to_have_count(1)
            # The bible's: a picture, or none to be drawn with.
            chips = window.locator("[data-references] li")
            await expect(chips.filter(has_text="Emma").locator("img")).to_be_visible()
            await expect(window.get_by_label("harbour")).to_be_disabled()
            await window.get_by_label("Emma").check()
            await window.get_by_role("button", name="Revise").click()
            await expect(window.locator("#revise-problem")).to_contain_text(
                "lists references, and animatic takes none"
            )
            await window.get_by_label("Emma").uncheck()
            await clips.select_option("camera-move")
            await window.get_by_role("button", name="Revise").click()
            await expect(window).to_be_hidden()
            await expect(page.get_by_role("button", name="Approve board 2")).to_be_visible()
            await expect(undo).to_be_enabled()
            await opened_with(page, "camera-move")
            await window.get_by_role("button", name="Close").click()
            await undo.click()
            await expect(page.get_by_role("button", name="Approve board 3")).to_be_visible()
            await expect(undo).to_be_disabled()
            await opened_with(page, "")
            # A refusal is a refusal in the console too.
            assert [one for one in somebody.wrong if "409" not in one] == []


async def test_who_may_only_see_has_nobody_film_a_shot(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker:
        await finished(maker, film)
    tokens = {role: token_for(studio.settings, role) for role in ("see", "decide", "spend")}
    async with making(studio, server.address, ELSEWHERE) as maker:
        for role, token in tokens.items():
            page = (await maker.door.ask(f"/films/{film}/board/shot_002/details", token)).text
            assert ('id="try"' in page) is (role != "see"), role


def test_references_are_those_that_a_shot_lists_in_its_order_then_whoever_else_recurs() -> None:
    subjects = [SubjectView(subject=Subject(name=name, kind="character")) for name in ("Emma", "Tom", "Ada")]
    view = film_view(bible=Bible(subjects=(*subjects[:2], subjects[2].changed(names=("The <aunt>",)))))
    shot = Shot(
        shot_id="shot_001",
        shot_number=1,
        enhanced_prompt="a quay",
        references=("The <aunt>", "nobody", "Tom"),
    )
    found = references_of(view, shot, people_of(view, {}))
    assert [(one.value, one.chosen, one.refused) for one in found] == [
        ("The <aunt>", True, True),
        ("nobody", True, True),
        ("Tom", True, True),
        ("Emma", False, True),
    ]
