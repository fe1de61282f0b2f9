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


async def check_shots(
    state: FilmState, shots: tuple[Shot, ...], words: Step | None = None
) -> dict[str, Blocked]:
    """The shots that may not be drawn, by id.

    `words` is the step at which they were worded anew, with whose money that of `check_of` was set aside: that is not waited
    for, and the caller frees what is left of it.
    """
    blocked: dict[str, Blocked] = {}
    for first in range(0, len(shots), BATCH):
        found = await _checked(state, shots[first : first + BATCH], words)
        blocked |= {one.shot_id: one for one in found}
    return blocked


def check_of(state: FilmState, shot_id: str, words: Step | None = None) -> Step:
    """The step at which a shot is checked; of one that was worded anew, at `words`, it is another one."""
    take = state.reel.view(shot_id).take if state.reel.find(shot_id) else 1
    step = Step(stage="safety", shot_id=shot_id, take=take)
    return step.model_copy(update={"attempt": words.attempt, "rung": words.rung}) if words else step


async def _checked(state: FilmState, shots: tuple[Shot, ...], words: Step | None) -> tuple[Blocked, ...]:
    for guard in state.cast.guards:
        step = check_of(state, shots[0].shot_id, words)
        step = step.model_copy(update={"provider": guard.vendor, "model": guard.model})
        if guard.quote and not await _granted(state, step, guard.quote, waits=words is None):
            break
        try:
            answer = await _ask(guard, shots, retries.ASKING)
        except asyncio.CancelledError:
            state.budget.give_up(step, STOPPED, guard.quote)
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


async def _granted(state: FilmState, step: Step, quote: Decimal, *, waits: bool) -> bool:
    """Whether a check may be paid for; where it does not wait, as far as money was set aside for it and the ones before."""
    if waits:
        return await state.budget.reserve(partial(_plan, state, step, quote)) is not None
    return bool(state.budget.ledger.quote_of(step)) or state.budget.reserve_at_once({step: quote})


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
