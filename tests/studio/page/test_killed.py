"""The page over the death of its server: it says so, and is as the film is once the server is back."""

import httpx
import pytest
from playwright.async_api import expect

from infra.engine.server import TemporalServer
from models.film.decisions import read_decision
from tests.kit.browser import browser, looking
from tests.kit.followers import studio_process
from tests.kit.makers import SHOTS, V1
from tests.kit.object_stores import free_ports
from tests.kit.studio import StudioKit

pytestmark = pytest.mark.studio


async def test_a_page_whose_server_is_killed_says_so_and_shows_what_has_happened_meanwhile(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with (
        studio_process(server.address, studio.settings.home, free_ports(1)[0]) as door,
        httpx.AsyncClient(trust_env=False, timeout=60) as client,
        browser() as opened,
    ):
        body = {"id": film, "title": film, "shots": SHOTS}
        (await client.post(f"{door.address}{V1}/films", json=body)).raise_for_status()
        async with looking(opened, door.address) as somebody:
            page = await somebody.at(f"/films/{film}/board")
            approve = page.get_by_role("button", name="Approve board 1")
            await expect(approve).to_be_visible()
            await door.kill()
            await expect(page.locator("#link")).to_contain_text("Not connected")
            await approve.click()
            await page.get_by_role("button", name="Approve", exact=True).click()
            await expect(page.locator("#says .bad")).to_contain_text("nothing was changed")
            record = await studio.decide(film, read_decision("approve", {"board": 1, "by": "ann"}))
            assert record.accepted
            await door.start()
            await expect(page.locator("#link")).to_be_hidden()
            await expect(page.locator("#film-head")).to_contain_text("Finished")
            await expect(page.locator(".card").first).to_contain_text("filmed")
