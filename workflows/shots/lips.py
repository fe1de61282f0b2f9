"""The last step of a shot whose speaker's lips move: its clip and what is said in it go to whoever moves them.

Whatever becomes of that, the shot has a clip: its own, where its lips are left alone.
"""

from temporalio import workflow
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.money.dollars import ZERO, Usd
    from models.orders.assets import Asset
    from models.orders.shot_orders import LostPart, MadeShot, Price, ShotOrder
    from workflows.errands import executed
    from workflows.failures import billed_for, let_cancelled, why
    from workflows.orders import Lost, obtain
    from workflows.shots.conformed_clips import conformed


async def with_lips(order: ShotOrder) -> MadeShot:
    """What there is of a shot that is made but for its lips, once they move, or why they do not.

    A clip that came back of another length is paid for, and not used.
    """
    made = order.made
    assert made.conformed is not None, "lips are moved in a clip of the film's own"
    if reason := order.lips_objection:
        return _alone(made, f"{reason}.")
    try:
        lips = await _moved(order, made.conformed)
    except Lost as lost:
        part = LostPart(part="lips", reason=lost.reason, job=lost.job, taken=lost.taken)
        return made.model_copy(update={"lost": part})
    except ActivityError as error:
        let_cancelled(error)
        return _alone(made, why(error), billed_for(error))
    if off := order.lips_off(lips):
        return _alone(made, off, lips.cost)
    try:
        there = made.model_copy(update={"lips": lips})
        clip = await conformed(order.having(there), "conform it with its lips moved")
    except ActivityError as error:
        let_cancelled(error)
        return _alone(made, f"the clip cannot be used: {why(error)}", lips.cost)
    notes = tuple(dict.fromkeys(filter(None, (*made.notes, lips.note, clip.note))))
    return there.model_copy(update={"conformed": clip, "notes": notes})


async def _moved(order: ShotOrder, own: Asset) -> Asset:
    """The clip whose lips move, as it came; raises as `obtain`."""
    track = await executed(
        contracts.Sound.track,
        order,
        task_queue="cpu",
        summary=f"Shot {order.shot.shot_number}: what is said in it",
        **retries.RENDERING,
    )
    plain = order.in_plain_codec()
    handed = own if plain == order else await conformed(plain, "conform it for whoever moves its lips")
    wanted = order.lips_of(handed.blob, track.blob)
    assert wanted is not None, "somebody moves its lips"
    price = order.prices.get("lips", Price())
    summary = f"Shot {order.shot.shot_number}: lips"
    return await obtain(wanted, summary, reference=price.reference, quote=price.usd)


def _alone(made: MadeShot, reason: str, billed: Usd = ZERO) -> MadeShot:
    """The shot with its own clip, and a note that says why; what was billed all the same is booked."""
    bills = {**made.billed, "lips": billed} if billed else made.billed
    return made.lips_left_alone(reason).model_copy(update={"billed": bills})
