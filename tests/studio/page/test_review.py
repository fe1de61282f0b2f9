"""Review by eye: what somebody says is heard of by all who look, goes into a revision, and a link opens one film and nothing else."""

import re

import pytest
from playwright.async_api import expect

from infra.engine.server import TemporalServer
from tests.kit.browser import browser, faults_of, looking
from tests.kit.makers import SHOTS, V1, making
from tests.kit.studio import StudioKit
from tests.kit.web import ELSEWHERE, token_for

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]


async def test_a_guest_comments_by_a_link_and_what_they_said_goes_into_a_revision(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    token = token_for(studio.settings, "spend", "mara")
    async with making(studio, server.address, ELSEWHERE) as maker, browser() as opened:
        mara = maker.as_(token)
        await mara.post(f"{V1}/films", 201, id=film, title=film, shots=SHOTS)
        await mara.until(film, lambda told: told["status"] == "awaiting_approval")
        async with looking(opened, maker.door.address) as us, looking(opened, maker.door.address) as them:
            # Whoever is not known is asked, and a wrong token opens nothing.
            page = await us.at(f"/films/{film}/review")
            await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
            assert await faults_of(page) == []
            await page.get_by_label("Token").fill("lt_nothing")
            await page.get_by_role("button", name="Log in").click()
            await expect(page.get_by_role("alert")).to_contain_text("opens nothing")
            await page.get_by_label("Token").fill(token)
            await page.get_by_role("button", name="Log in").click()
            await expect(page.get_by_role("heading", name="Shared with")).to_be_visible()
            assert await page.evaluate("document.cookie") == "", "no script reads the token"
            await page.get_by_role("button", name="Share…").click()
            await page.get_by_label("Whom it is for").fill("Client")
            await page.get_by_role("button", name="Make a link").click()
            link = await page.get_by_role("textbox", name="Link").input_value()
            await page.get_by_role("button", name="Leave it").click()
            # They say what they are called, and what they think of the first shot.
            guest = await them.at(link.removeprefix(maker.door.address))
            await guest.get_by_label("What are you called?").fill("Zoë")
            await guest.get_by_role("button", name="Look at the film").click()
            await guest.locator("#strip button").first.click()
            await guest.get_by_label("A comment").fill("Make it night.")
            await guest.get_by_role("button", name="Say it").dblclick()
            await expect(guest.locator("#comments")).to_contain_text("Zoë (guest)")
            assert await faults_of(guest) == []
            # Those who made it hear of it, and put it into a revision.
            await expect(page.locator("#comments")).to_contain_text("Make it night.")
            # What they say among themselves stands on their own page alone, marked; what is said after it, on both.
            tick = page.get_by_label("The team alone sees it")
            await page.get_by_label("A comment").fill("They will never pay for this.")
            await tick.check()
            await page.get_by_role("button", name="Say it").click()
            await expect(page.locator("#comments [data-internal]")).to_contain_text("never pay")
            await expect(page.locator("#comments [data-internal]")).to_contain_text("Team only")
            await expect(tick).not_to_be_checked()
            await page.get_by_label("A comment").fill("The sea is fine.")
            await page.get_by_role("button", name="Say it").click()
            await expect(guest.locator("#comments")).to_contain_text("The sea is fine.")
            await guest.reload()
            await expect(guest.locator("#comments")).to_contain_text("The sea is fine.")
            assert "never pay" not in await guest.content()
            assert await guest.get_by_label("The team alone sees it").count() == 0
            assert await faults_of(page) == []
            for number in (2, 3):
                await page.locator(f"#comment-{number}").get_by_role("button", name="Resolve").click()
                await expect(page.locator(f"#comment-{number}")).to_have_count(0)
            assert us.wrong == [one for one in us.wrong if "401" in one], "but for the wrong token"
            await page.goto(f"{maker.door.address}/films/{film}/board")
            await page.locator("#shot_001 .picture").click()
            await page.get_by_label(re.compile("into the note")).check()
            await page.locator("#details").get_by_role("button", name="Revise").click()
            await expect(page.locator("#shot_001 .craft")).to_contain_text("night")
            await expect(guest.locator("#comments")).to_contain_text("Nothing that is open")
            # Nothing else is opened by the link, and nothing at all once it is over.
            await guest.goto(f"{maker.door.address}/films/{film}/board")
            await expect(guest.locator("main")).to_contain_text("A link lets you see one film")
            answer = await guest.request.get(f"{maker.door.address}{V1}/films/{film}/costs")
            assert answer.status == 403
            await page.goto(f"{maker.door.address}/films/{film}/review")
            await page.get_by_role("button", name="Revoke").click()
            await expect(page.locator("#links")).to_contain_text("revoked")
            await guest.goto(f"{maker.door.address}/films/{film}/review")
            await expect(guest.get_by_role("heading", name="Log in")).to_be_visible()


async def test_a_change_that_comes_without_the_pages_mark_is_refused_though_the_cookie_is_good(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    token = token_for(studio.settings, "spend", "mara")
    async with (
        making(studio, server.address, ELSEWHERE) as maker,
        browser() as opened,
        looking(opened, maker.door.address) as somebody,
    ):
        page = await somebody.at("/login?next=//evil.example/")
        await page.get_by_label("Token").fill(token)
        await page.get_by_role("button", name="Log in").click()
        await expect(page.get_by_role("heading", name="Films")).to_be_visible()
        assert page.url == f"{maker.door.address}/"
        sent = """([mark, path]) => fetch(path, {method: "POST", body: JSON.stringify({prompt: "a quay"}),
          headers: {"content-type": "application/json", ...(mark ? {"x-longtake-mark": mark} : {})}}).then((one) => one.status)"""
        path = f"{V1}/estimate"
        mark = await page.evaluate("document.body.dataset.mark")
        assert await page.evaluate(sent, [mark, path]) == 200
        assert await page.evaluate(sent, ["", path]) == 403
        assert await page.evaluate(sent, ["0" * 32, path]) == 403
        await page.get_by_role("button", name="Log out").click()
        await expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        assert await page.evaluate(sent, [mark, path]) == 401
