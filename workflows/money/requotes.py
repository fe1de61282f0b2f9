"""A board that is changed costs what it costs as it is then: other lines are other voices, and a clip of another length."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.shots.shot_list import Shot
    from workflows.errands import executed
    from workflows.failures import why
    from workflows.film_state import FilmState


async def requoted(state: FilmState, shot: Shot) -> None:
    """Ask what the steps of a shot cost as it is now; what the cast is not able to make of it is said.

    Raises:
        ActivityError: they cannot be quoted.

    """
    request = contracts.QuotesRequest(film=state.orders, cast=state.cast_of(shot.shot_id), shots=(shot,))
    quotes = await executed(
        contracts.Casting.quotes,
        request,
        task_queue="io",
        summary=f"Quotes of shot {shot.shot_number}",
        **retries.QUICK,
    )
    state.heed(quotes, score=False)


async def rescored(state: FilmState) -> None:
    """Ask what the score costs of a film whose shots are others by now; of a reel its film knows that.

    One that cannot be quoted keeps its quote.
    """
    if state.number or not state.quotes.score:
        return
    request = contracts.QuotesRequest(film=state.orders, cast=state.cast, shots=state.reel.shots)
    try:
        quotes = await executed(
            contracts.Casting.quotes, request, task_queue="io", summary="Quote of the score", **retries.QUICK
        )
    except ActivityError as error:
        state.note(f"What the score costs could not be asked: {why(error)}")
        return
    state.quotes.score, state.quotes.cannot_score = quotes.score, quotes.cannot_score
