"""What a change of a board does to a film's money: no more than was accepted, given to the film once."""

from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest

from infra.settings import Settings
from models.errors import BadInput, KeyTaken
from models.film.decisions import Decision, DecisionRecord
from models.film.run_options import RunOptions
from models.film.start import FilmRequest
from models.film.view import FilmView
from models.money.dollars import Usd
from models.shots.view import ShotView
from studio.mcp.board_changes import Sent, taken_once, wanted
from studio.mcp.callers import Caller, Role
from studio.service.session import Session
from tests.kit.studio import short_shots

BRIEF = short_shots("a quay", "a boat").model_copy(update={"casting": {"image": "flux"}})


class Films:
    """One film that takes every decision, as a studio shows it; it is killed before one of a kind that it is to die at."""

    def __init__(self, settings: Settings, budget: Usd | None = Decimal("0.10")) -> None:
        self.settings, self.studio = settings, self
        self.dies_at = ""
        views = tuple(ShotView(shot=one, status="drawn") for one in BRIEF.shots)
        self.film = FilmView(
            film_id="a", brief_digest=BRIEF.digest(), board=1, shots=views, budget=budget, stage="approval"
        )

    async def view(self, film_id: str) -> FilmView:
        return self.film

    async def request_of(self, film_id: str) -> FilmRequest:
        return FilmRequest(brief=BRIEF, options=RunOptions())

    async def decide(self, film_id: str, decision: Decision) -> DecisionRecord:
        if decision.kind == self.dies_at:
            raise KeyboardInterrupt
        record = DecisionRecord(decision=decision, accepted=True, at="now")
        update: dict[str, Any] = {"decisions": (*self.film.decisions, record)}
        if decision.kind == "budget":
            update["budget"] = decision.usd
        self.film = self.film.model_copy(update=update)
        return record

    @property
    def told(self) -> list[str]:
        return [one.decision.kind for one in self.film.decisions]


@pytest.fixture
def films(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Films:
    monkeypatch.setenv("FAL_KEY", "a-key")
    return Films(Settings(home=tmp_path))


async def changed(
    films: Films, accepted: str, role: Role = "spend", key: str = "one", **fields: Any
) -> DecisionRecord:
    caller = Caller("ann", role)
    sent = Sent("revise_shot", "a", 1, key, Decimal(accepted))
    change = wanted("revise", {"shot": "1", "note": "at night"} | fields, sent, caller)
    return await taken_once(cast(Session, films), caller, change)


async def test_a_film_gets_what_a_change_costs_beside_its_budget_once(films: Films) -> None:
    first = await changed(films, "1")
    added = films.film.budget
    assert added and Decimal("0.10") < added < Decimal("1.10"), "the price, and not all that was accepted"
    assert await changed(films, "1") == first
    assert films.told == ["revise", "budget"]
    assert films.film.budget == added
    with pytest.raises(KeyTaken):
        await changed(films, "1", note="at dawn")


async def test_a_server_that_dies_before_the_money_is_given_gives_it_when_it_is_asked_again(
    films: Films,
) -> None:
    films.dies_at = "budget"
    with pytest.raises(KeyboardInterrupt):
        await changed(films, "1")
    assert films.told == ["revise"]
    films.dies_at = ""
    await changed(films, "1")
    await changed(films, "1")
    assert films.told == ["revise", "budget"]


async def test_more_than_was_accepted_is_refused_and_whoever_only_decides_gives_a_film_nothing(
    films: Films,
) -> None:
    with pytest.raises(BadInput, match="may cost up to"):
        await changed(films, "0.001")
    assert films.told == []
    await changed(films, "1", "decide")
    assert films.told == ["revise"]
    await changed(films, "0", key="two", seconds=3, note="")
    assert films.told == ["revise", "revise"], "a length alone is not drawn"
