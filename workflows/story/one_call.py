"""One question to a film's models about one of its shots, paid from the film's budget and written down with its story's."""

import asyncio

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts
    from models.money.steps import Step
    from models.names import call_place
    from models.story.plan import StageRoute
    from models.story.results import StageResult
    from workflows.film_state import FilmState
    from workflows.money.purchases import STOPPED
    from workflows.story.model_calls import ModelCalls, charges_of


async def answered(
    state: FilmState, route: StageRoute, request: contracts.AskRequest, step: Step
) -> tuple[StageResult | None, str]:
    """What the first model that can answers, for which the money of the `step` is set aside; else None, and why nobody did."""
    calls = ModelCalls()
    try:
        result = await calls.ask(route, request)
    except (ActivityError, asyncio.CancelledError):
        state.budget.give_up(step, STOPPED)
        raise
    place = step.place
    charges = charges_of(
        calls.records, lambda number, call: state.named(call_place(number, call.stage, place))
    )
    state.budget.settle_parts(step, charges)
    state.writing = (*state.writing, *calls.records)
    return result, calls.records[-1].fell_back.rstrip(".")
