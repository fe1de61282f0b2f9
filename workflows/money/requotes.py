"""A revised shot costs what it costs as it is then: other lines are other voices, and a clip of another length."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.shots.shot_list import Shot
    from workflows.errands import executed
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
