"""The clip of a shot as the film has it."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.orders.assets import Asset
    from models.orders.shot_orders import ShotOrder
    from workflows.errands import executed


async def conformed(order: ShotOrder, what: str = "conform") -> Asset:
    """The clip that is there of a shot, made one of the film's; raises ActivityError."""
    return await executed(
        contracts.Shots.conform,
        order,
        task_queue="cpu",
        summary=f"Shot {order.shot.shot_number}: {what}",
        **retries.RENDERING,
    )
