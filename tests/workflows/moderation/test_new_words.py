"""A shot worded anew: all that this may cost is set aside before its writer is asked, and nothing of it waits for money."""

import asyncio
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from temporalio.exceptions import ActivityError, ApplicationError

from activities.contracts import SafetyAnswer
from models.money.dollars import ZERO
from models.money.steps import Step
from models.shots.refusals import Reworded
from models.shots.shot_list import Shot
from models.story.plan import ModelChoice, StageRoute
from models.story.records import CallRecord
from workflows.film_state import FilmState
from workflows.moderation import new_words
from workflows.moderation.new_words import Worded, reworded
from workflows.money.budget import Budget
from workflows.story import safety

WRITES = Decimal("0.10")
GUARDS = Decimal("0.02")
ROUTE = StageRoute(
    stage="reword", models=(ModelChoice(vendor="house", model="writer", quote=WRITES),), paid_calls=1
)


class State:
    """As much of a film's state as wording a shot anew looks at, with a budget and so many guards that are paid."""

    def __init__(self, usd: Decimal, guards: int = 1) -> None:
        self.notes: list[str] = []
        self.note = self.notes.append
        self.budget = Budget(usd, say=self.note)
        self.budget.ledger._clock = str
        guard = ModelChoice(vendor="house", model="guard", quote=GUARDS)
        self.cast = SimpleNamespace(guards=(guard,) * guards)
        self.request = SimpleNamespace(brief=SimpleNamespace(seed=0))
        self.bible = SimpleNamespace(seen_in=lambda _: ())
        self.reel = SimpleNamespace(find=lambda _: True, view=self._view, wants=lambda *_: True)
        self.fresh = ""

    def _view(self, _: str) -> Any:
        return SimpleNamespace(take=1)

    def cast_of(self, _: str) -> Any:
        return SimpleNamespace(reword=ROUTE)

    async def afforded(self, step: Step, usd: Decimal) -> bool:
        return self.budget.affords({step: usd})


def worded(state: State, monkeypatch: pytest.MonkeyPatch, *shots: int, checks: Any = None) -> list[Worded]:
    """What becomes of shots that are worded anew at once; `checks` is how a guard answers."""

    async def answered(state: Any, route: Any, request: Any, step: Step) -> tuple[Any, str]:
        await asyncio.sleep(0)
        state.budget.settle(step, WRITES)
        return SimpleNamespace(reworded=Reworded(prompt="a calm quay")), ""

    async def check(guard: ModelChoice, shots: Any, bounds: Any) -> SafetyAnswer:
        await asyncio.sleep(0)
        return SafetyAnswer(call=CallRecord(stage="story", model=guard.name, cost=guard.quote))

    monkeypatch.setattr(new_words, "answered", answered)
    monkeypatch.setattr(safety, "_ask", checks or check)

    async def one(number: int) -> Worded:
        shot = Shot(shot_id=f"shot_{number:03d}", shot_number=number, enhanced_prompt="a quay")
        step = Step(stage="story", shot_id=shot.shot_id, rung="reword")
        return await reworded(cast("FilmState", state), shot, step, "no")

    async def every() -> list[Worded]:
        return list(await asyncio.gather(*map(one, shots)))

    return asyncio.run(every())


def test_of_two_shots_that_are_worded_anew_at_once_neither_waits_for_the_money_of_its_check(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = State(2 * WRITES + GUARDS)
    first, second = worded(state, monkeypatch, 1, 2)
    assert first.words is not None
    assert (second.words, second.why) == (
        None,
        "To have it worded anew costs up to $0.12, which nobody allowed yet.",
    )
    assert (state.budget.ledger.spent, state.budget.ledger.reserved) == (WRITES + GUARDS, ZERO)


def test_a_guard_that_is_down_leaves_the_check_to_the_next_with_the_money_that_was_set_aside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    async def check(guard: ModelChoice, shots: Any, bounds: Any) -> SafetyAnswer:
        asked.append(guard.name)
        if len(asked) == 1:
            error = ActivityError(
                "failed",
                scheduled_event_id=1,
                started_event_id=1,
                identity="",
                activity_type="asking.check",
                activity_id="1",
                retry_state=None,
            )
            raise error from ApplicationError("It is down.", type="Transient")
        return SafetyAnswer(call=CallRecord(stage="story", model=guard.name, cost=guard.quote))

    state = State(WRITES + 2 * GUARDS, guards=2)
    (only,) = worded(state, monkeypatch, 1, checks=check)
    assert only.words is not None
    assert len(asked) == 2
    assert (state.budget.ledger.spent, state.budget.ledger.reserved) == (WRITES + GUARDS, ZERO)


def test_what_was_set_aside_for_a_check_that_nobody_made_is_free_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    state = State(WRITES + 3 * GUARDS, guards=3)
    (only,) = worded(state, monkeypatch, 1)
    assert only.words is not None
    assert (state.budget.ledger.spent, state.budget.ledger.reserved) == (WRITES + GUARDS, ZERO)
