"""What the library has already: asked for many orders at once, before anything is reserved."""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.orders.assets import Asset, Blob
    from models.orders.requests import AnyOrder, EffectRequest, ImageRequest, MusicRequest, Order
    from models.orders.shot_orders import MadeShot, ShotOrder
    from workflows.errands import executed
    from workflows.failures import let_cancelled

BATCH = 250
"""How many orders one look-up holds."""


async def look_up_keyframes(
    orders: tuple[Order[ImageRequest], ...],
) -> dict[str, Asset]:
    """The keyframes that were drawn before, by shot."""
    found: dict[str, Asset] = {}
    for first in range(0, len(orders), BATCH):
        batch = orders[first : first + BATCH]
        answer = await _ask(contracts.LookUp(keyframes=batch))
        found |= {
            order.request.shot.shot_id: asset
            for order, asset in zip(batch, answer.keyframes, strict=False)
            if asset is not None
        }
    return found


async def look_up_shots(orders: tuple[ShotOrder, ...]) -> dict[str, MadeShot]:
    """What there is of shots, by shot."""
    found: dict[str, MadeShot] = {}
    for first in range(0, len(orders), BATCH):
        batch = orders[first : first + BATCH]
        answer = await _ask(contracts.LookUp(shots=batch))
        found |= {order.shot.shot_id: shot for order, shot in zip(batch, answer.shots, strict=False)}
    return found


async def look_up_score(order: Order[MusicRequest]) -> Asset | None:
    """The score, when it was played before."""
    return next(iter((await _ask(contracts.LookUp(scores=(order,)))).scores), None)


async def look_up_effects(orders: tuple[Order[EffectRequest], ...]) -> tuple[Asset | None, ...]:
    """The sounds of scenes that were made before, in the order of `orders`."""
    found: list[Asset | None] = []
    for first in range(0, len(orders), BATCH):
        batch = orders[first : first + BATCH]
        answer = await _ask(contracts.LookUp(effects=batch))
        found += answer.effects or (None,) * len(batch)
    return tuple(found)


async def lost_files(files: tuple[Blob, ...]) -> tuple[str, ...]:
    """Those of some files that the store does not have any more, by their sha256."""
    return await executed(
        contracts.Publishing.lost,
        contracts.Delivered(files=files),
        task_queue="io",
        summary=f"Is everything there? {len(files)}",
        **retries.QUICK,
    )


async def _ask(request: contracts.LookUp) -> contracts.Found:
    """What is there; nothing for orders that are to be made afresh, nor when the library cannot say."""
    clips = [shot.clip for shot in request.shots]
    orders: list[AnyOrder] = [*request.keyframes, *clips, *request.scores, *request.effects]
    if not orders or orders[0].fresh:
        return contracts.Found()
    try:
        return await executed(
            contracts.Assets.look_up,
            request,
            task_queue="io",
            summary=f"In the library? {len(orders)}",
            **retries.QUICK,
        )
    except ActivityError as error:
        let_cancelled(error)
        return contracts.Found()
