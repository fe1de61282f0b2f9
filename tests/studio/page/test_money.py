"""Money as somebody sees to it: what was spent, what waits, a budget, a draft that is finished."""

from decimal import Decimal
from pathlib import Path

import pytest
from playwright.async_api import expect

from activities.money.ledger_table import write_entries
from infra.engine.server import TemporalServer
from library.events.log import News, add
from models.film.view import FilmView, Need, UnknownJob
from models.kinds import Kind
from models.money.ledger import Ledger
from models.money.steps import Step
from studio.service.database import opened_database
from studio.service.facts.money import CostFacts
from studio.service.film.reading.waits import Waits, waits_of
from studio.service.vendors.provider_rows import ProviderChoice, ShownPrice
from studio.web.access.roles import Role
from studio.web.page.film_head import head_of
from studio.web.page.pages.money import SUMS
from studio.web.page.tabs.offers import offers_of
from tests.kit.browser import browser, faults_of, looking
from tests.kit.makers import Maker, making
from tests.kit.pages import shown
from tests.kit.studio import StudioKit
from tests.kit.views import film as film_view
from tests.kit.web import ELSEWHERE, session_at, token_for

pytestmark = [pytest.mark.studio, pytest.mark.usefixtures("own_home")]

V1 = "/api/v1"
SHOTS = [{"enhanced_prompt": words, "duration": 1} for words in ("a quay", "a boat")]
expect.set_options(timeout=60_000)


async def begun(maker: Maker, film: str, status: str, **brief: object) -> None:
    """A film that stands so."""
    await maker.post(f"{V1}/films", 201, id=film, shots=SHOTS, **brief)
    await maker.until(film, lambda told: told["status"] == status)


def pay(studio: StudioKit, film: str, *prices: str) -> None:
    """Clips that were paid for at these prices, and one that money is set aside for."""
    steps = [Step(stage="clip", shot_id=f"shot_{number:03d}", provider="kling") for number in (1, 2, 3)]
    ledger = Ledger(clock=lambda: "2026-11-30T12:00:00+00:00")
    for step, price in zip(steps, prices, strict=False):
        ledger.reserve({step: Decimal(price)})
        ledger.settle(step, Decimal(price))
    with opened_database(studio.settings) as database:
        write_entries(database, film, "run-1", ledger.unwritten())


async def test_a_budget_is_set_and_what_waits_is_told(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await begun(maker, film, "awaiting_approval", budget="5")
        pay(studio, film, "1.25", "0.0625")
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/money")
            await expect(page.get_by_text("Board 1 waits for a decision").last).to_be_visible()
            await expect(page.locator(".waits time")).to_be_visible()
            await expect(page.locator("tfoot")).to_contain_text("$1.31")
            # By shot, without another page.
            await page.get_by_role("link", name="Shot", exact=True).click()
            await expect(page.locator("tbody tr")).to_have_count(2)
            await expect(page.locator("tbody tr").first).to_contain_text("shot_001")
            await page.get_by_label("Dollars").fill("12.50")
            await page.get_by_label("What it does").select_option("warn")
            await page.get_by_role("button", name="Set the budget").click()
            await expect(page.locator(".figures")).to_contain_text("$12.50")
            await page.get_by_label("Dollars").fill("a lot")
            await page.get_by_role("button", name="Set the budget").click()
            await expect(page.locator("#budget .problem")).to_be_visible()
            assert await faults_of(page) == []
            # A refusal is a refusal in the console too.
            assert [one for one in somebody.wrong if "422" not in one] == []
        told = await maker.ask("GET", f"{V1}/films/{film}", 200)
        assert (told["money"]["budget_usd"], told["money"]["mode"]) == ("12.50", "warn")


async def test_a_draft_is_finished_after_its_price_was_told(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker, browser() as opened:
        await begun(maker, film, "completed", approve="auto", draft=True)
        assert (await maker.post(f"{V1}/films/{film}/quotes", finish=True))["most_usd"] == "0"
        async with looking(opened, maker.door.address) as somebody:
            page = await somebody.at(f"/films/{film}/money")
            await expect(page.locator("#finish .quote")).to_have_text("This costs nothing.")
            # Its shots are filmed by others in their windows, and nowhere else.
            await expect(page.locator("#try")).to_have_count(0)
            await expect(page.locator("main").get_by_role("link", name="the board")).to_be_visible()
            await page.get_by_role("button", name="Finish the film").click()
            await expect(page.locator("#says")).to_contain_text("It is being finished")
            assert somebody.wrong == []


async def test_what_a_try_may_cost_is_asked_of_one_shot(
    studio: StudioKit, server: TemporalServer, film: str
) -> None:
    async with making(studio, server.address) as maker:
        await begun(maker, film, "awaiting_approval")
        quotes = f"{V1}/films/{film}/quotes"
        told = await maker.post(quotes, 422, shots=["1", "2"], makers=["camera-move"])
        assert told["detail"] == "makers film one shot: name it, and it alone, in shots."
        told = await maker.post(quotes, 409, shots=["1"], makers=["camera-move"])
        assert "cannot be retaken now" in told["detail"]
        told = await maker.post(quotes, 422)
        assert told["detail"] == "shots is empty: name some, such as 3 or shot_003."


async def test_who_may_only_see_decides_nothing(studio: StudioKit, server: TemporalServer, film: str) -> None:
    async with making(studio, server.address) as maker:
        await begun(maker, film, "awaiting_approval", budget="5")
    tokens = {role: token_for(studio.settings, role) for role in ("see", "decide", "spend")}
    async with making(studio, server.address, ELSEWHERE) as maker:
        for role, token in tokens.items():
            page = (await maker.door.ask(f"/films/{film}/money", token)).text
            assert ('id="budget"' in page) is (role == "spend"), role
            assert "Board 1 waits for a decision" in page


def choice(name: str, **told: object) -> ProviderChoice:
    kind: Kind = "video"
    return ProviderChoice.model_validate({"kind": kind, "name": name, **told})


def test_makers_that_can_be_asked_come_first_with_their_prices_to_the_last_digit() -> None:
    rates = {"by": {"512P": "0.017"}, "reference": "0", "as_of": None, "source": "", "origin": ""}
    price = ShownPrice.model_validate({"unit": "second", "usd": "0.0450", **rates})
    found = offers_of(
        [
            choice("fal/hailuo", short=("hailuo",), vendor="fal", key="FAL_KEY", key_set=False, price=price),
            choice("camera-move"),
            ProviderChoice(kind="image", name="flux"),
        ],
        "video",
    )
    assert [one.name for one in found] == ["camera-move", "hailuo"]
    assert (found[0].price, found[0].refused) == ("free", "")
    assert found[1].price == "$0.017 to $0.045 a second"
    assert found[1].refused == "FAL_KEY is not set where this runs."


def standing(view: FilmView, *waits: Waits, home: Path, role: Role = "spend") -> str:
    """The books of a film in which these wait."""
    nothing = CostFacts(
        by="stage",
        month=None,
        film=view.film_id,
        costs=(),
        charges=0,
        total_usd="0",
        reserved_usd="0",
        reserved=(),
    )
    return shown(
        home,
        "parts/money_books.html",
        role,
        head=head_of(view),
        view=view,
        by="stage",
        sums=SUMS,
        rows=[],
        costs=nothing,
        left=view.budget,
        waits=waits,
        jobs=(),
        stage_names={},
    )


async def test_everything_that_waits_has_what_ends_it_for_whom_it_is(tmp_path: Path) -> None:
    unknown = UnknownJob(
        shot_id="shot_002", stage="clip", provider="fal/<kling>", usd=Decimal("0.35"), reference="a/2.1"
    )
    needs = (
        Need(shot_id="shot_003", stage="clip", usd=Decimal("0.5")),
        Need(shot_id="", stage="score", usd=Decimal("0.1"), asks=True),
    )
    view = film_view(budget=Decimal(1), unknown=(unknown,), needs=needs)
    found = await waits_of(session_at(tmp_path), view)
    assert [one.what for one in found] == ["resolution", "money", "leave"]
    page = standing(view, *found, home=tmp_path)
    assert "Nobody knows whether fal/&lt;kling&gt; took the clip of shot_002" in page
    assert 'data-resolve="resubmit" data-of="shot_002"' in page
    assert 'data-allow=""' in page
    assert 'href="#budget"' in page
    # Money is for those who may spend; what happened to a job anybody may say who decides.
    decides = standing(view, *found, home=tmp_path, role="decide")
    assert "data-resolve" in decides
    assert "data-allow" not in decides
    assert "data-resolve" not in standing(view, *found, home=tmp_path, role="see")


async def test_a_step_that_waits_for_money_has_waited_since_something_happened_to_its_shot(
    tmp_path: Path,
) -> None:
    session = session_at(tmp_path)
    news = [
        News(f"a{second}", "the-door", "shot", {}, "shot_003", f"2026-11-30T12:00:0{second}.000+00:00")
        for second in (1, 3, 2)
    ]
    with opened_database(session.settings) as database:
        database.write(lambda connection: add(connection, news))
    need = Need(shot_id="shot_003", stage="clip", usd=Decimal("0.5"))
    [found] = await waits_of(session, film_view(needs=(need,)))
    assert found.since == "2026-11-30T12:00:03.000+00:00"


async def test_a_film_that_has_ended_waits_for_nobody(tmp_path: Path) -> None:
    need = Need(shot_id="shot_003", stage="clip", usd=Decimal("0.5"))
    assert await waits_of(session_at(tmp_path), film_view(stage="cancelled", needs=(need,))) == ()
