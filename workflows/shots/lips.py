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

OFF_BY_S = 0.25
"""So much longer or shorter a clip may come back: what is off by more does not go with what is heard."""


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
    if abs(lips.seconds - made.conformed.seconds) > OFF_BY_S:
        said = f"they came back with {lips.seconds:.1f} s, and the shot has {made.conformed.seconds:.1f} s."
        return _alone(made, said, lips.cost)
    try:
        there = made.model_copy(update={"lips": lips})
        conformed = await _conformed(order.having(there), "conform it with its lips moved")
    except ActivityError as error:
        let_cancelled(error)
        return _alone(made, f"the clip cannot be used: {why(error)}", lips.cost)
    notes = (*made.notes, *dict.fromkeys(filter(None, (lips.note, conformed.note))))
    return there.model_copy(update={"conformed": conformed, "notes": notes})


async def _moved(order: ShotOrder, conformed: Asset) -> Asset:
    """The clip whose lips move, as it came; raises as `obtain`."""
    track = await executed(
        contracts.Sound.track,
        order,
        task_queue="cpu",
        summary=f"Shot {order.shot.shot_number}: what is said in it",
        **retries.RENDERING,
    )
    plain = order.in_plain_codec()
    handed = conformed if plain == order else await _conformed(plain, "conform it for whoever moves its lips")
    wanted = order.lips_of(handed.blob, track.blob)
    assert wanted is not None, "somebody moves its lips"
    price = order.prices.get("lips", Price())
    summary = f"Shot {order.shot.shot_number}: lips"
    return await obtain(wanted, summary, reference=price.reference, quote=price.usd)


async def _conformed(order: ShotOrder, what: str) -> Asset:
    return await executed(
        contracts.Shots.conform,
        order,
        task_queue="cpu",
        summary=f"Shot {order.shot.shot_number}: {what}",
        **retries.RENDERING,
    )


def _alone(made: MadeShot, reason: str, billed: Usd = ZERO) -> MadeShot:
    """The shot with its own clip, and a note that says why; what was billed all the same is booked."""
    bills = {**made.billed, "lips": billed} if billed else made.billed
    note = f"Its lips are left alone: {reason}"
    return made.model_copy(update={"notes": (*made.notes, note), "billed": bills})
