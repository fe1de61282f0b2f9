"""What a film waits for when it is money or a paid job, in one sentence that says what to do."""

from collections.abc import Callable
from decimal import Decimal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.film.view import Need
    from models.money.dollars import ZERO, plain
    from workflows.money.budget import Budget
    from workflows.money.unknown_jobs import Unknowns

SHOWN = 4
"""How many steps are named before the rest are counted."""


def waiting_for_money(film_id: str, budget: Budget, unknowns: Unknowns, rest: Callable[[], Decimal]) -> str:
    """What the film waits for; empty when it waits for no money and no word about any.

    `rest` gives the most that everything after what waits may cost, in dollars.
    """
    asks = [need for need in budget.needs if need.asks]
    short = [need for need in budget.needs if not need.asks]
    if unknowns.jobs:
        job = unknowns.jobs[0]
        line = f" of line {job.line}" if job.line > 1 else ""
        what = f"{job.shot_id}'s {job.stage}{line}" if job.shot_id else f"the {job.stage}"
        resolve = f"`longtake resolve {film_id} {job.shot_id or 'score'} --resubmit` or `--abandon`"
        if job.why:
            return (
                f"{job.provider} took {what} (up to ${plain(job.usd)}, {job.reference}): {job.why.rstrip('.')}. "
                f"See to that where it can be, then {resolve}."
            )
        return (
            f"Nobody knows whether {job.provider} took {what} (up to ${plain(job.usd)}, {job.reference}): look "
            f"there, then {resolve}."
        )
    if asks:
        shots = {need.shot_id for need in asks}
        one = f" {asks[0].shot_id}" if len(shots) == 1 and asks[0].shot_id else ""
        return (
            f"{_named(asks)}: dearer than may be begun unasked. `longtake allow {film_id}{one}` allows "
            f"{'it' if one else 'all of it'}, `longtake recast {film_id} --profile …` has others make it."
        )
    if not short:
        return ""
    if budget.ledger.held:
        return f"{budget.ledger.held}: nothing more is begun until you set the budget: `longtake budget {film_id} USD`."
    total = sum((need.usd for need in short), ZERO)
    lacks = budget.ledger.shortfall(total)
    enough = budget.ledger.spent + budget.ledger.reserved + total + rest()
    return (
        f"The budget is used up: {_named(short)}, ${plain(lacks)} more than is left. "
        f"`longtake budget {film_id} {plain(enough)}` is enough to the end as far as it is planned, "
        f"`longtake recast {film_id} --profile …` has others make what is left."
    )


def _named(needs: list[Need]) -> str:
    """`shot_003 (clip) and 2 more need up to $1.20`."""
    named = list(
        dict.fromkeys(
            f"{need.shot_id} ({need.stage})" if need.shot_id else f"the {need.stage}" for need in needs
        )
    )
    rest = len(named) - SHOWN
    text = ", ".join(named[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
    verb = "needs" if len(named) == 1 else "need"
    return f"{text} {verb} up to ${plain(sum((need.usd for need in needs), ZERO))}"
