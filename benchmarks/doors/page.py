"""How soon a board of 60 shots and one of 2,000 is seen and answers, how soon what happens is a pixel, and what an hour of it leaves in a tab.

`python -m benchmarks.doors.page [LOOKS]`: a real `longtake studio`, a film of 60 shots that is drawn offline and waits at its gate, and one of
which 1,940 more are written into the tables, with the same pictures. Chromium looks at both in turn, each time with nothing kept. Then shots
of the first are written as being filmed and as drawn again, and each is waited for in the page; then an hour's events are poured.
"""

import asyncio
import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx
from playwright.async_api import Browser, CDPSession, Page, async_playwright

from benchmarks.doors.followers import served
from infra.database.database import Database, open_database
from infra.settings import load_settings
from infra.storage import Store, open_store
from library.events.log import News, add
from library.states.reader import Words, heads_of, placed_of
from library.states.writer import write_states
from models.film.shot_state import FilmRun, StateChanges, state_of, words_of
from models.shots.view import ShotStatus, ShotView

FEW, MANY = 60, 2000
CHANGES = 40
AN_HOUR = 18_000
"""Events, five a second."""
_LATER = "9999-01-01T00:00:00+00:00"


class Books:
    """What is written of films' shots, and written anew."""

    def __init__(self) -> None:
        settings = load_settings()
        self.database: Database = open_database(settings.database_url)
        self.store: Store = open_store(settings)
        self._change = 10**6

    def shots(self, film: str) -> list[ShotView]:
        """The shots of a film."""
        page = placed_of(self.database, film, (), 10**4)
        assert page is not None
        return [*map(Words(self.store).view, page.rows)]

    def write(self, film: str, shots: dict[int, ShotView]) -> None:
        """Where shots stand, by their places."""
        self._change += 1
        run = FilmRun(run_id=heads_of(self.database, [film])[film].run_id, began=_LATER)
        states = [
            state_of(view, place, self._change, words_of(view)) for place, view in sorted(shots.items())
        ]
        changes = StateChanges(run=run, change=self._change, shots=tuple(states))
        write_states(self.database, self.store, film, changes)

    def lengthen(self, film: str, to: int) -> None:
        """Make it a film of so many shots, by shots that are like those it has."""
        there = self.shots(film)
        more = {}
        for place in range(len(there), to):
            like = there[place % len(there)]
            named = like.shot.model_copy(update={"shot_id": f"shot_{place + 1:04}", "shot_number": place + 1})
            more[place] = like.model_copy(update={"shot": named})
        self.write(film, more)


async def at_gate(http: httpx.AsyncClient, film: str) -> None:
    """A film of a few shots, which is drawn and waits."""
    given = [
        {"enhanced_prompt": f"a quay with {number} gulls over it at dusk", "duration": 3}
        for number in range(FEW)
    ]
    answer = await http.post("/api/v1/films", json={"id": film, "title": film, "shots": given})
    answer.raise_for_status()
    while (await http.get(f"/status/{film}")).json()["status"] != "awaiting_approval":  # noqa: ASYNC110 - until it waits
        await asyncio.sleep(0.5)


async def look(opened: Browser, address: str, film: str) -> tuple[float, float]:
    """Milliseconds from asking for a board to its first paint, and to the first key that was answered in a frame."""
    context = await opened.new_context(viewport={"width": 1440, "height": 900})
    page = await context.new_page()
    await page.goto(f"{address}/films/{film}/board", wait_until="domcontentloaded")
    answered = await page.evaluate(
        """async () => {
          while (!document.activeElement?.closest(".card")) {
            document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "j", bubbles: true}));
            await new Promise((resolve) => requestAnimationFrame(resolve));
          }
          await new Promise((resolve) => requestAnimationFrame(resolve));
          return performance.now();
        }"""
    )
    painted = await page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    await context.close()
    return painted, answered


async def scrolled(page: Page) -> tuple[int, float]:
    """Cards that are there after five seconds of scrolling, and the longest time between two frames, in milliseconds."""
    told = await page.evaluate(
        """async () => {
          const gaps = [];
          let before = performance.now();
          const end = before + 5000;
          while (performance.now() < end) {
            scrollBy(0, 240);
            await new Promise((resolve) => requestAnimationFrame(resolve));
            const now = performance.now();
            gaps.push(now - before);
            before = now;
          }
          gaps.sort((a, b) => a - b);
          return [document.querySelectorAll(".card").length, gaps[Math.floor(gaps.length * 0.95)]];
        }"""
    )
    return int(told[0]), float(told[1])


async def pixels(page: Page, books: Books, film: str) -> list[float]:
    """Milliseconds from writing that a shot is being filmed to its card saying so, once each."""
    await page.evaluate(
        """() => {
          window.seen = {};
          new MutationObserver(() => {
            const at = performance.timeOrigin + performance.now();
            for (const card of document.querySelectorAll(".card")) window.seen[`${card.id} ${card.dataset.status}`] ??= at;
          }).observe(document.querySelector("#cards"), {childList: true, subtree: true, attributes: true});
        }"""
    )
    shots, found = books.shots(film), []
    for place in range(CHANGES):
        view = shots[place]
        status: ShotStatus = "rendering"
        at = time.time() * 1000
        await asyncio.to_thread(books.write, film, {place: view.model_copy(update={"status": status})})
        name = f"{view.shot.shot_id} {status}"
        await page.wait_for_function("name => window.seen[name]", arg=name)
        found.append(await page.evaluate("name => window.seen[name]", name) - at)
    return found


async def heap(session: CDPSession) -> float:
    """Megabytes that a tab holds of its own, after its garbage is gone."""
    await session.send("HeapProfiler.collectGarbage")
    told = {one["name"]: one["value"] for one in (await session.send("Performance.getMetrics"))["metrics"]}
    return float(told["JSHeapUsedSize"]) / 2**20


async def poured(books: Books, film: str, first: int, last: int) -> None:
    """Events of work of those numbers, half of them of another film."""
    for start in range(first, last, 100):
        news = [
            News(
                f"p-{number}",
                film if number % 2 else "another",
                "work",
                _work(number),
                f"shot_{1 + number % FEW:03}",
            )
            for number in range(start, min(start + 100, last))
        ]
        await asyncio.to_thread(books.database.write, lambda connection, told=news: add(connection, told))
        await asyncio.sleep(0.05)


def _work(number: int) -> dict[str, Any]:
    return {"what": "boards.keyframe", "state": ("begun", "done")[number // 2 % 2], "attempt": 1}


async def measured(looks: int) -> None:
    """Print what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "LONGTAKE_HOME": str(Path(folder) / "home"),
            "PYTHONPATH": str(Path.cwd()),
        }
        os.environ["LONGTAKE_HOME"] = environment["LONGTAKE_HOME"]
        async with served(environment) as (address, _), async_playwright() as playwright:
            async with httpx.AsyncClient(base_url=address, timeout=60, trust_env=False) as http:
                for film in ("few", "many"):
                    await at_gate(http, film)
            books = Books()
            await asyncio.to_thread(books.lengthen, "many", MANY)
            opened = await playwright.chromium.launch(
                executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                args=["--no-sandbox"] if os.geteuid() == 0 else [],
            )
            times: dict[str, list[tuple[float, float]]] = {"few": [], "many": []}
            for turn in range(looks + 1):
                for film, seen in times.items():
                    told = await look(opened, address, film)
                    if turn:  # the first warms the server
                        seen.append(told)
            for what, of in (("first paint", 0), ("answers a key", 1)):
                few, many = (median(one[of] for one in times[film]) for film in times)
                print(f"{what}: {FEW} shots {few:.0f} ms, {MANY} shots {many:.0f} ms: {many / few:.2f} x")
            page = await opened.new_page(viewport={"width": 1440, "height": 900})
            await page.goto(f"{address}/films/many/board")
            cards, gap = await scrolled(page)
            print(f"scrolled for five seconds through {cards} cards: p95 of a frame {gap:.0f} ms")
            await page.close()
            page = await opened.new_page(viewport={"width": 1440, "height": 900})
            await page.goto(f"{address}/films/few/board")
            await page.wait_for_timeout(2000)
            delays = await pixels(page, books, "few")
            cuts = quantiles(sorted(delays), n=20)
            print(
                f"{len(delays)} changes of a shot were pixels: p50 {median(delays):.0f} ms, p95 {cuts[-1]:.0f} ms"
            )
            session = await page.context.new_cdp_session(page)
            await session.send("Performance.enable")
            await poured(books, "few", 0, 1000)
            await page.wait_for_timeout(3000)
            early = await heap(session)
            await poured(books, "few", 1000, AN_HOUR)
            await page.wait_for_timeout(3000)
            late = await heap(session)
            print(
                f"a tab holds {early:.1f} MB after 1,000 events, {late:.1f} MB after {AN_HOUR:,}: {late / early:.2f} x"
            )
            await opened.close()
        down = await asyncio.create_subprocess_exec(sys.executable, "-m", "studio", "down", env=environment)
        await down.wait()


if __name__ == "__main__":
    asyncio.run(measured(int(sys.argv[1]) if sys.argv[1:] else 9))
