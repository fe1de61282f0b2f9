"""On what a film stands: the store and the database that it was begun with, and what the server knows."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from workflows.errands import executed
    from workflows.film_state import FilmState


async def look(state: FilmState, bounds: retries.Bounds = retries.QUICK) -> None:
    """Note whose store and database the film is begun with, and whether the server knows its attributes.

    Raises:
        ActivityError: they cannot be looked at.

    """
    facts = await executed(
        contracts.Premises.look,
        contracts.Surroundings(),
        task_queue="io",
        summary="Store, database, server",
        **bounds,
    )
    state.settle_on(facts.mark, attributes=facts.attributes, titled=facts.titled, note=facts.note)
