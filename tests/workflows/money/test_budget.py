"""The budget of a running film."""

from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from infra.engine.server import TemporalServer
from models.film.decisions import Decision
from models.film.view import FilmView
from tests.kit.providers import renders, watched_registry
from tests.kit.studio import StudioKit, short_shots, studio_at

PRICE = Decimal("0.10")


@pytest.fixture
async def priced(server: TemporalServer, tmp_path: Path) -> AsyncIterator[StudioKit]:
    """A studio where each picture, clip, voice and score costs ten cents."""
    home = tmp_path / "home"
    async with studio_at(server.address, home, watched_registry(home / "journal", PRICE)) as kit:
        yield kit


async def test_a_film_that_runs_out_of_budget_pauses_and_goes_on_after_a_new_one(
    priced: StudioKit, film: str
) -> None:
    brief = short_shots("a quay", "a boat")
    await priced.begin(brief, film, approve="auto", budget="0.40")
    view = await priced.until(film, lambda view: "budget" in view.waiting and view.reserved == 0)
    assert view.spent == Decimal("0.40"), "two pictures, a voice and a clip"
    assert "shot_002 (clip) needs up to $0.10, $0.10 more than is left" in view.waiting
    assert f"`longtake budget {film} 0.60` is enough to the end" in view.waiting, "a clip and the score"
    assert [(need.shot_id, need.stage, need.usd) for need in view.needs] == [("shot_002", "clip", PRICE)]
    assert len(renders(priced.journal)) == 4
    await priced.decide(film, Decision(kind="budget", usd=Decimal("1.00")))
    view = await priced.until(film, lambda view: view.ended)
    assert view.verdict == "finished"
    assert view.spent == Decimal("0.60")
    assert view.budget == Decimal("1.00")


async def test_a_film_is_never_above_its_budget_while_shots_run_at_once(priced: StudioKit, film: str) -> None:
    brief = short_shots(*(f"picture {n}" for n in range(6)))
    await priced.begin(brief, film, approve="auto", budget="0.65")
    seen: list[FilmView] = []

    def stuck(view: FilmView) -> bool:
        seen.append(view)
        return "budget" in view.waiting and view.reserved == 0

    view = await priced.until(film, stuck)
    assert all(view.spent + view.reserved <= Decimal("0.65") for view in seen)
    assert view.spent == Decimal("0.60")
    await priced.decide(film, Decision(kind="budget", usd=Decimal(10)))
    view = await priced.until(film, lambda view: view.ended)
    assert view.spent == Decimal("1.40"), "six pictures, a voice, six clips and a score"


async def test_what_is_found_in_the_library_costs_nothing(priced: StudioKit, film: str) -> None:
    first = await priced.make(short_shots("a quay"), film)
    assert first.spent == Decimal("0.40")
    assert (await priced.make(short_shots("a quay"), film)).spent == 0


async def test_a_film_whose_redraw_waits_for_money_can_be_rejected(priced: StudioKit, film: str) -> None:
    await priced.at_gate(short_shots("a quay"), film, budget="0.10")
    await priced.decide(film, Decision(kind="revise", shot="1", prompt="a pier"))
    await priced.until(film, lambda view: "budget" in view.waiting)
    await priced.decide(film, Decision(kind="reject", note="too dear"))
    view = await priced.until(film, lambda view: view.ended)
    assert view.stage == "rejected"
    assert view.reserved == 0
