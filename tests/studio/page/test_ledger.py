"""The money of all films: its sums, one film's budget in the list of films, and what is there when nothing is."""

from decimal import Decimal

import pytest
from playwright.async_api import expect

from activities.money.ledger_table import write_entries
from infra.engine.server import TemporalServer
from models.money.ledger import Ledger
from models.money.steps import Step
from studio.service.database import opened_database
from tests.kit.browser import browser, faults_of, looking, typed_together
from tests.kit.makers import making
from tests.kit.studio import StudioKit
from tests.kit.web import ELSEWHERE, token_for

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

V1 = "/api/v1"
SHOTS = [{"enhanced_prompt": words, "duration": 1} for words in ("a quay", "a boat")]
expect.set_options(timeout=60_000)


def pay(studio: StudioKit, film: str, day: str, usd: str, *, aside: str = "") -> None:
    """A clip that was paid for on that day, and money that is set aside for another."""
    ledger = Ledger(clock=lambda: f"{day}T12:00:00+00:00")
    paid, waits = (Step(stage="clip", shot_id=shot, provider="kling") for shot in ("shot_001", "shot_002"))
    ledger.reserve({paid: Decimal(usd)})
    ledger.settle(paid, Decimal(usd))
    if aside:
        ledger.reserve({waits: Decimal(aside)})
    with opened_database(studio.settings) as database:
        write_entries(database, film, "run-1", ledger.unwritten())


async def test_the_money_of_all_films_is_summed_by_film_stage_provider_and_month(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    gone, evil = f"{film}-gone", "<b>a</b> \u05e9\u05dc\u05d5\u05dd"
    async with making(studio, server.address) as maker, browser() as opened:
        await maker.post(f"{V1}/films", 201, id=film, title=evil, shots=SHOTS, budget="5")
        await maker.until(film, lambda told: told["status"] == "awaiting_approval")
        pay(studio, film, "2126-11-30", "1.25", aside="0.40")
        pay(studio, gone, "2126-10-02", "3.5")
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at("/")
            await typed_together(page, "g", "m", page.get_by_role("heading", name="Money", level=1))
            rows = page.locator("tbody tr")
            await expect(rows).to_have_count(2)
            await expect(rows.first).to_contain_text("$3.50")
            own = rows.filter(has_text=evil)
            for told in ("$1.25", "$0.40", "$5.00"):
                await expect(own).to_contain_text(told)
            await expect(page.locator("tfoot")).to_contain_text("$4.75")
            # A film that the server knows no more has no page, and is counted all the same.
            await expect(rows.filter(has_text=gone).get_by_role("link")).to_have_count(0)
            await page.get_by_role("link", name="2126-10").click()
            await expect(page.locator("tfoot")).to_contain_text("$3.50")
            await page.get_by_role("link", name="Provider").click()
            await expect(rows).to_have_count(1)
            await expect(rows).to_contain_text("kling")
            assert page.url.endswith("/money?month=2126-10&by=provider")
            await page.get_by_role("link", name="All months").click()
            await page.get_by_role("link", name="Month", exact=True).click()
            await expect(rows).to_have_count(2)
            assert await faults_of(page) == []
            await page.get_by_role("link", name="Film", exact=True).click()
            await page.get_by_role("link", name=evil).click()
            await expect(page.locator("tfoot")).to_contain_text("$1.25")
            # The list has films of others here too, whose pictures lie in stores of their own.
            assert [one for one in somebody.wrong if "/files/" not in one] == []


async def test_the_list_of_films_shows_what_each_has_spent_of_its_budget_as_that_changes(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await maker.post(f"{V1}/films", 201, id=film, shots=SHOTS, budget="5")
        await maker.until(film, lambda told: told["status"] == "awaiting_approval")
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at("/")
            card = page.locator(f"#film-{film}")
            await expect(card).to_contain_text("$0.00 of $5.00")
            await maker.post(f"{V1}/films/{film}/decisions", 200, decision="budget", usd="12.5")
            await expect(card).to_contain_text("$0.00 of $12.50")
            await maker.post(f"{V1}/films/{film}/decisions", 200, decision="budget", usd="none")
            await expect(card).to_contain_text("$0.00")
            await expect(card).not_to_contain_text("of $")
            # The list has films of others here too, whose pictures lie in stores of their own.
            assert [one for one in somebody.wrong if "/files/" not in one] == []


async def test_who_sees_may_look_at_the_ledger_and_nobody_else(
    studio: StudioKit, server: TemporalServer
) -> None:
    token = token_for(studio.settings, "see")
    async with making(studio, server.address, ELSEWHERE) as maker:
        assert (await maker.door.ask("/money")).status_code == 401
        page = await maker.door.ask("/money", token)
        assert "Nothing was paid yet" in page.text
        assert (await maker.door.ask("/money?month=2026-13", token)).status_code == 404
