"""A film of several reels that goes on from an earlier run: the reels that are changed are begun again, the others stand."""

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities import contracts, retries
    from models.film.start import Previous
    from models.shots.takes import Change
    from workflows.errands import executed
    from workflows.film_state import FilmState
    from workflows.reels.reels import Reels
    from workflows.retakes import unusable
    from workflows.story.script import quote_score


async def restore_reels(state: FilmState, reels: Reels, previous: Previous) -> None:
    """Take over the reels of the earlier run; those that the changes are about, or that lost a file, are left to be made.

    Raises:
        ActivityError: what a reel left cannot be read.
        ApplicationError: there is not the shot that a change names.

    """
    assert state.earlier is not None, "it was recalled"
    earlier = state.earlier.reels
    asked = contracts.EarlierReels(reels=earlier)
    left = await executed(
        contracts.Reels.earlier, asked, task_queue="io", summary="What its reels left", **retries.QUICK
    )
    lost = await executed(
        contracts.Reels.lost, asked, task_queue="io", summary="Is everything there?", **retries.QUICK
    )
    places = {name: plan.number for plan in left.plans for name in plan.shot_ids}
    changes: dict[int, tuple[Change, ...]] = dict.fromkeys(lost, ())
    for one in previous.changes:
        number = places.get(one.shot_id)
        if number is None:
            raise unusable(
                f"The earlier run has no shot {one.shot_id!r}: it has {', '.join(list(places)[:3])} …"
            )
        changes[number] = (*changes.get(number, ()), one)
    reels.restore(left.plans, earlier, changes)
    await quote_score(state)
