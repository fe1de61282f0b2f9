"""Shots checked before any picture is made: the first guard that answers decides, the word list last."""

import asyncio
from decimal import Decimal
from functools import partial

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.money.dollars import ZERO
    from models.money.steps import Step
    from models.shots.shot_list import Shot
    from models.story.plan import Blocked, ModelChoice
    from workflows.errands import executed
    from workflows.failures import failure_of, let_cancelled, reason_of
    from workflows.film_state import FilmState
    from workflows.money.purchases import STOPPED

WORDS = ModelChoice(vendor="local", model="words", api="words")
"""The word list, which is always there."""

BATCH = 20
"""How many shots one check looks at."""


async def check_shots(state: FilmState, shots: tuple[Shot, ...]) -> dict[str, Blocked]:
    """The shots that may not be drawn, by id."""
    blocked: dict[str, Blocked] = {}
    for first in range(0, len(shots), BATCH):
        found = await _checked(state, shots[first : first + BATCH])
        blocked |= {one.shot_id: one for one in found}
    return blocked


async def _checked(state: FilmState, shots: tuple[Shot, ...]) -> tuple[Blocked, ...]:
    for guard in state.cast.guards:
        first = shots[0].shot_id
        step = Step(
            stage="safety",
            shot_id=first,
            take=state.reel.view(first).take if state.reel.find(first) else 1,
            provider=guard.vendor,
            model=guard.model,
        )
        if guard.quote and await state.budget.reserve(partial(_plan, state, step, guard.quote)) is None:
            break
        try:
            answer = await _ask(guard, shots, retries.ASKING)
        except asyncio.CancelledError:
            state.budget.give_up(step, STOPPED)
            raise
        except ActivityError as error:
            lost = failure_of(error, attempt=1).lost
            state.budget.settle(step, guard.quote if lost else ZERO)
            let_cancelled(error)
            state.note(f"{guard.name} could not check the shots ({reason_of(error)}): the next guard did.")
            continue
        state.budget.settle(step, answer.call.cost)
        return answer.blocked
    return (await _ask(WORDS, shots, retries.QUICK)).blocked


def _plan(state: FilmState, step: Step, quote: Decimal) -> dict[Step, Decimal] | None:
    """What a check may cost, as long as the shot it begins with is wanted; sheets are until the film is rejected."""
    known = state.reel.find(step.shot_id) is not None
    wanted = state.reel.wants(step.shot_id, step.take) if known else state.gate.rejected is None
    return {step: quote} if wanted else None


async def _ask(guard: ModelChoice, shots: tuple[Shot, ...], bounds: retries.Bounds) -> contracts.SafetyAnswer:
    return await executed(
        contracts.Asking.check,
        contracts.SafetyRequest(guard=guard, shots=shots),
        task_queue="io",
        summary=f"Safety: {guard.name}",
        **bounds,
    )
