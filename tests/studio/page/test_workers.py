"""A film for cards that nobody runs: it says that it waits for a worker, since when and what to do, at casting and later."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from infra.engine.server import TemporalServer
from studio.client import Attempt
from studio.mcp.answers.plans import plan_of
from studio.service.engine.served_queues import is_served
from studio.service.film.reading.workers import lacking, with_lacks
from tests.kit.browser import browser, faults_of, looking
from tests.kit.carded import card_studio
from tests.kit.makers import SHOTS, V1, making
from tests.kit.views import film as view

pytestmark = [pytest.mark.studio]

SAYS = "It waits for a worker with a card, and nobody serves the gpu queue: `longtake worker gpu` on a machine with a card."


async def test_a_film_for_cards_that_nobody_runs_says_what_it_waits_for_until_somebody_does(
    server: TemporalServer, film: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LONGTAKE_HOME", str(tmp_path / "home"))
    async with (
        card_studio(server.address, tmp_path) as kit,
        making(kit, server.address) as maker,
        browser() as opened,
        looking(opened, maker.door.address) as somebody,
    ):
        began = datetime.now(UTC)
        await maker.post(f"{V1}/films", 201, id=film, shots=SHOTS, profile="gpu")
        job = await maker.until(film, lambda told: "waits for a worker" in told["message"])
        assert job["message"] == SAYS
        told = await maker.ask("GET", f"{V1}/films/{film}", 200)
        assert (told["stage"], told["waiting"]) == ("casting", SAYS)
        page = await somebody.at(f"/films/{film}/money")
        row = page.locator(".waits [data-what=worker]")
        await expect(row).to_contain_text("It waits for a worker with a card")
        await expect(row).to_contain_text("1 step waits at the queue gpu, which nobody serves.")
        await expect(row.locator("code")).to_have_text("longtake worker gpu")
        since = datetime.fromisoformat(str(await row.locator("time").get_attribute("datetime")))
        assert began - timedelta(seconds=5) < since < datetime.now(UTC)
        note = page.locator("#film-head .lacks")
        await expect(note).to_have_text(
            "waits for a worker with a card, which nobody runs: longtake worker gpu"
        )
        assert await faults_of(page) == []
        async with kit.serving("gpu"):
            await maker.until(film, lambda told: told["status"] == "awaiting_approval")
            await expect(note).to_have_count(0)
            await expect(row).to_have_count(0)
            assert "worker" not in (await maker.ask("GET", f"{V1}/films/{film}", 200))["waiting"]
        assert somebody.wrong == []


async def test_only_work_that_nobody_of_its_queue_could_take_up_is_waited_with(
    server: TemporalServer, tmp_path: Path
) -> None:
    earlier, before = (datetime.now(UTC) - timedelta(seconds=ago) for ago in (180, 9))

    def work(queue: str, *, queued: datetime | None = before, begun: bool = False) -> Attempt:
        return Attempt(what="shots.clip", shot_id="", attempt=1, queue=queue, queued=queued, begun=begun)

    async with card_studio(server.address, tmp_path) as kit:
        async with asyncio.timeout(60):
            while not await is_served(kit.client, "io", timedelta(seconds=5)):
                await asyncio.sleep(0.1)  # its worker has just begun
        found = await lacking(
            kit,
            (
                work("io"),  # somebody serves it, and is busy
                work("gpu", queued=datetime.now(UTC)),  # a worker may be taking it up
                work("cpu-night"),  # a worker of it has other work of the film in its hands
                work("cpu-night", queued=None, begun=True),
                work("gpu", queued=None),  # tried again later
                work("gpu-large"),
                work("gpu-large-weights", queued=earlier),
                work(""),  # a server that does not tell
            ),
        )
        assert [(one.label, one.works, one.since) for one in found] == [("gpu-large", 2, earlier)]
        assert found[0].who == "a worker with a large card"
        assert found[0].command == "longtake worker gpu-large"
    plan = plan_of(view(stage="casting"), None, "", found)
    assert [(one.why, one.command) for one in plan.blockers] == [
        (
            "It waits for a worker with a large card, and nobody serves the gpu-large queue.",
            "longtake worker gpu-large",
        )
    ]
    assert with_lacks(view(waiting="Paused."), found).waiting.startswith("Paused. It waits for a worker")
