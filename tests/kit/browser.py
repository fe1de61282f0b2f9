"""A browser as somebody looks with it: Chromium of the system, which keeps all that goes wrong in its pages."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.resources import files
from typing import Any

import pytest
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    async_playwright,
    expect,
)
from playwright.async_api import TimeoutError as NotInTime

WITHIN_MS = 60_000
expect.set_options(timeout=WITHIN_MS)
AXE = files("axe_playwright_python") / "axe.min.js"
SERIOUS = ("serious", "critical")


class Looking:
    """Somebody who looks: their tabs share cookies and the stream; `wrong` is what their pages complained about."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.wrong: list[str] = []

    async def at(self, path: str) -> Page:
        """A new tab at a page."""
        page = await self.context.new_page()
        page.set_default_timeout(WITHIN_MS)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        await page.goto(f"{self.address}{path}")
        return page

    def _said(self, message: ConsoleMessage) -> None:
        # A line that no voice of this machine speaks is read instead: nothing is wrong with that.
        if message.type == "error" and "/scratch/" not in message.location["url"]:
            self.wrong.append(f"{message.text} {message.location['url']}")


def chromium() -> str:
    """Where Chromium is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.fail("There is no Chromium to look with: on Debian or Ubuntu, apt-get install chromium.")
    return found


@asynccontextmanager
async def browser() -> AsyncIterator[Browser]:
    """A browser without a window, until the block ends."""
    # Its sandbox takes rights that root's own processes are refused in containers.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=arguments)
        try:
            yield opened
        finally:
            await opened.close()


@asynccontextmanager
async def looking(opened: Browser, address: str, **how: Any) -> AsyncIterator[Looking]:
    """Somebody who looks, with a browser profile of their own; `how` is what Playwright takes, such as `viewport`."""
    context = await opened.new_context(**{"locale": "en-US", **how})
    try:
        yield Looking(context, address)
    finally:
        await context.close()


async def faults_of(page: Page) -> list[str]:
    """What axe finds serious on a page, a line each."""
    # Through the protocol and not as a script of the page, whose policy would refuse it.
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['help']} ({', '.join(node['html'][:90] for node in one['nodes'][:3])})"
        for one in found["violations"]
        if one["impact"] in SERIOUS
    ]


async def typed_together(page: Page, first: str, second: str, there: Locator) -> None:
    """Type two keys that belong together until they lead somewhere: the page takes them for two where a busy machine is slow."""
    async with asyncio.timeout(WITHIN_MS / 1000):
        while not await there.is_visible():
            await page.keyboard.press(first)
            await page.keyboard.press(second)
            with suppress(NotInTime):
                await there.wait_for(timeout=2_000)
