"""A picture or a score: reserved, had, and booked; asked for again when its outcome is unknown and somebody says so."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from decimal import Decimal

from temporalio import workflow
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from models.film.view import UnknownJob
    from models.money.dollars import ZERO
    from models.money.ledger import Charge
    from models.money.steps import Step
    from models.names import spare_reference
    from models.orders.assets import Asset
    from models.orders.requests import AnyOrder
    from workflows.failures import asked_instead, billed_for
    from workflows.film_state import FilmState
    from workflows.orders import Lost, obtain

LOST = "nobody knows whether it was accepted: booked at its quote"
LOST_PART = (
    "nobody knows whether a part of it was accepted: booked at that part's quote, with what was made before"
)
FAILED = "failed, and was billed"
STOPPED = "stopped on its way: booked at its quote"


class Unwanted(Exception):
    """It was not begun: nobody wants it any more, or the film ended."""


def always() -> bool:
    """What is wanted as long as the film goes on."""
    return True


async def bought(
    state: FilmState,
    plan: Callable[[], tuple[Step, Decimal, AnyOrder]],
    summary: str,
    *,
    wanted: Callable[[], bool] = always,
    aside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
    attempt: int = 1,
) -> Asset:
    """The asset of the order that `plan` gives, within the budget.

    The plan is made anew after every wait, if it is `wanted` still: another cast may make it by then.
    `aside` is entered while a person is waited for. `attempt` is more than 1 for what was had before, and lost.

    Raises:
        ActivityError: it could not be made.
        Lost: nobody knows whether it was made, and it is given up.
        Unwanted: nobody wanted it any more, or the film ended, before it was begun.

    """

    def steps() -> dict[Step, Decimal] | None:
        if not wanted():
            return None
        step, quote, _ = plan()
        return {step.model_copy(update={"attempt": attempt}): quote}

    while True:
        if await state.budget.reserve(steps) is None:
            raise Unwanted
        planned, quote, order = plan()
        step = planned.model_copy(update={"attempt": attempt})
        try:
            asset = await obtain(order, summary, reference=state.reference(step), quote=quote)
        except Lost as lost:
            try:
                async with aside():
                    again = await state.unknowns.again(step, lost, unknown_job(state, step, lost))
            finally:
                state.budget.give_up(step, LOST, by=lost.by)
            if not again:
                raise
            attempt += 1
        except (ActivityError, asyncio.CancelledError) as error:
            if is_cancelled_exception(error):
                state.budget.give_up(step, STOPPED)
            else:
                billed = billed_for(error) if isinstance(error, ActivityError) else ZERO
                book_failed(state, step, billed, asked_instead(error))
            raise
        else:
            book(state, step, asset)
            if asset.note:
                state.note(f"{step.name}: {asset.note}")
            return asset


def book(state: FilmState, step: Step, asset: Asset) -> None:
    """What a step cost; nothing when its asset was found."""
    if asset.cached and not asset.cost:
        state.budget.release(step)
        return
    state.budget.settle_parts(step, [_charge(state, step, asset.cost, asset.made_by)])


def book_failed(state: FilmState, step: Step, billed: Decimal, by: str = "") -> None:
    """What a step that failed cost all the same, mostly nothing; `by` is the fallback that bills it, where one was asked."""
    if billed:
        state.budget.settle_parts(step, [_charge(state, step, billed, by, FAILED)])
    else:
        state.budget.release(step)


def unknown_job(state: FilmState, step: Step, lost: Lost) -> UnknownJob:
    """A step whose outcome is unknown, as people see it."""
    return UnknownJob(
        shot_id=step.shot_id,
        stage=step.stage,
        line=step.line,
        provider=lost.by or step.provider,
        usd=state.budget.ledger.quote_of(step),
        reference=lost.reference or state.reference(step),
        why=lost.reason if lost.taken else "",
    )


def _charge(state: FilmState, step: Step, usd: Decimal, by: str, note: str = "") -> Charge:
    """What a step cost; `by` is the fallback that made it, where one did."""
    return Charge(step=step.paid_to(by), usd=usd, reference=_asked_as(state, step, by), note=note)


def _asked_as(state: FilmState, step: Step, by: str) -> str:
    """The name under which a vendor, or else the fallback `by`, was asked for a step."""
    reference = state.reference(step)
    return spare_reference(reference) if by else reference
