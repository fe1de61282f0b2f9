"""How one asset is had: rendered by an activity, or submitted to a vendor, waited for and fetched."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, options
    from models.assets import Asset

Order = contracts.KeyframeOrder | contracts.VoiceOrder | contracts.ClipOrder | contracts.ScoreOrder


async def obtain(order: Order, summary: str) -> Asset:
    """The asset of an order, from the queue its provider declares; `summary` is shown in Temporal's UI.

    Raises:
        ActivityError: it could not be made.

    """
    if order.choice.hosted:
        return await _from_vendor(order, summary)
    queue = order.choice.label
    if isinstance(order, contracts.KeyframeOrder):
        return await workflow.execute_activity_method(
            contracts.Boards.keyframe, order, task_queue=queue, summary=summary, **options.DRAWING
        )
    if isinstance(order, contracts.VoiceOrder):
        return await workflow.execute_activity_method(
            contracts.Sound.voice, order, task_queue=queue, summary=summary, **options.DRAWING
        )
    if isinstance(order, contracts.ClipOrder):
        return await workflow.execute_activity_method(
            contracts.Shots.clip, order, task_queue=queue, summary=summary, **options.RENDERING
        )
    return await workflow.execute_activity_method(
        contracts.Sound.score, order, task_queue=queue, summary=summary, **options.RENDERING
    )


async def _from_vendor(order: Order, summary: str) -> Asset:
    hosted = _hosted(order)
    queue = order.choice.label
    ticket = await workflow.execute_activity_method(
        contracts.Jobs.submit, hosted, task_queue=queue, summary=f"{summary}: submit", **options.SUBMITTING
    )
    if ticket.found is not None:
        return ticket.found
    await workflow.execute_activity_method(
        contracts.Jobs.wait, ticket, task_queue=queue, summary=f"{summary}: wait", **options.WAITING
    )
    return await workflow.execute_activity_method(
        contracts.Jobs.fetch, ticket, task_queue=queue, summary=f"{summary}: fetch", **options.RENDERING
    )


def _hosted(order: Order) -> contracts.HostedOrder:
    match order:
        case contracts.KeyframeOrder():
            return contracts.HostedOrder(keyframe=order)
        case contracts.VoiceOrder():
            return contracts.HostedOrder(voice=order)
        case contracts.ClipOrder():
            return contracts.HostedOrder(clip=order)
        case contracts.ScoreOrder():
            return contracts.HostedOrder(score=order)
