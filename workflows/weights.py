"""Which weights the open models of a cast have: asked of the workers that run them, before anything is made."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.orders.cast import Cast
    from models.queues import weights_queue
    from workflows.errands import executed


async def weighed(cast: Cast, bounds: retries.Bounds = retries.QUICK, *, pictures_only: bool = False) -> Cast:
    """The cast with the weights of those who run on cards; as it is where nobody does. Workers are waited for within `bounds`.

    `pictures_only` as in `Cast.on_cards`.

    Raises:
        ActivityError: a worker does not have them whole, or may not run them.

    """
    found: dict[str, str] = {}
    for label, choices in cast.on_cards(pictures_only=pictures_only).items():
        had = await executed(
            contracts.Casting.weights,
            contracts.WeightsRequest(choices=choices),
            task_queue=weights_queue(label),
            summary=f"Weights on {label}",
            **bounds,
        )
        found |= had.weights
    return cast.with_weights(found) if found else cast
