"""Temporal's own UI in a browser: it shows an encrypted film through the codec server, to whoever has logged in there."""

import json
import random
import re
from base64 import b64decode
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, Response, expect

from infra.engine.server import TemporalServer
from infra.storage import open_store
from infra.temporal import connect, local_config
from studio.web.access.browsers import COOKIE
from tests.kit.browser import WITHIN_MS, browser
from tests.kit.keyed import keyed
from tests.kit.makers import V1, making
from tests.kit.studio import StudioKit
from tests.kit.web import HERE, token_for

pytestmark = pytest.mark.ops

WORD, STORE_WORD = "Zephyrine", "quaxmoor"
SIZE = re.compile(r"\d\s?([kKM]i?)?B")
"""What Temporal's UI calls the button that fetches it."""
SETTINGS = """
localStorage.setItem('endpoint', JSON.stringify(%r));
localStorage.setItem('includeCredentials', 'true');
localStorage.setItem('overrideRemoteCodecConfiguration', 'true');
"""
"""What a person sets in the UI: its own codec server, asked with the cookie that the browser has for it."""
ASKS = """
address => fetch(address, {method: 'POST', credentials: 'include', body: '{"payloads": []}',
  headers: {'Content-Type': 'application/json', 'X-Namespace': 'default'}}).then(a => a.status, e => e.name)
"""


def answer_in(page: Page) -> list[Response]:
    """What a page is answered by the codec server, as it comes."""
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one) if "/codec/decode" in one.url else None)
    return answers


async def history(context: BrowserContext, ui: str, film: str, run: str) -> tuple[Page, list[Response]]:
    page = await context.new_page()
    page.set_default_timeout(WITHIN_MS)
    answers = answer_in(page)
    async with page.expect_response(lambda one: "/codec/decode" in one.url and one.request.method == "POST"):
        await page.goto(f"{ui}/namespaces/default/workflows/{film}/{run}/history")
    return page, answers


async def test_temporals_ui_shows_an_encrypted_film_to_whoever_has_logged_in_and_to_no_page_of_elsewhere(
    server: TemporalServer, tmp_path: Path, film: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = keyed(tmp_path, monkeypatch)
    client = await connect(open_store(settings), local_config(server.address), settings.encryption_keys)
    draw = random.Random(5)
    story = " ".join(f"{STORE_WORD} {draw.getrandbits(256):x}" for _ in range(3000))
    told = [{"title": WORD}, story]
    begun = await client.start_workflow("FilmWorkflow", args=told, id=film, task_queue="nobody's")
    run, token = begun.first_execution_run_id or "", token_for(settings, "see")
    wanted = HERE._replace(login=True, codec_origins=(server.ui_url,))
    async with (
        making(StudioKit(client, settings), server.address, wanted) as maker,
        browser() as opened,
    ):
        address, codec = maker.door.address, f"{maker.door.address}{V1}/codec"
        # Somebody who has not logged in.
        context = await opened.new_context()
        await context.add_init_script(SETTINGS % codec)
        page, answers = await history(context, server.ui_url, film, run)
        assert {one.status for one in answers if one.request.method == "POST"} == {401}
        await expect(page.get_by_text(film).first).to_be_visible()
        assert WORD not in await page.content()
        # They log in at the studio, and look again.
        await page.goto(f"{address}/login")
        await page.fill("input[name=token]", token)
        await page.click("button.main")
        await page.wait_for_url(f"{address}/")
        assert COOKIE in {cookie.get("name") for cookie in await context.cookies()}
        page, _ = await history(context, server.ui_url, film, run)
        await expect(page.get_by_text(WORD).first).to_be_visible()
        # What is too large for a history lies in the store, and is fetched when somebody asks for it.
        assert STORE_WORD not in await page.content()
        async with page.expect_response(re.compile("/codec/download")) as fetching:
            await page.get_by_role("button", name=SIZE).first.click()
        [fetched] = (await (await fetching.value).json())["payloads"]
        assert json.loads(b64decode(fetched["data"])) == story
        await page.screenshot(path=str(tmp_path / "ui.png"), full_page=True)
        assert await page.evaluate(ASKS, f"{codec}/decode") == 200
        # A page of another origin, and that one for something else.
        assert await page.evaluate(ASKS, f"{address}{V1}/films") == "TypeError"
        await page.goto(server.ui_url.replace("127.0.0.1", "localhost"))
        assert await page.evaluate(ASKS, f"{codec}/decode") == "TypeError"
    await begun.terminate()
