"""The bare SDK beside which a film is measured: what as many children and activities take at the least."""

import asyncio
from datetime import timedelta

from temporalio import activity, workflow

AT_ONCE = 8
STEPS = 4


@activity.defn(name="bare.step")
async def step(name: str) -> str:
    """Do nothing."""
    return name


@workflow.defn
class BareShot:
    """Four activities, one after another."""

    @workflow.run
    async def run(self, name: str) -> str:
        """Run them."""
        for _ in range(STEPS):
            name = await workflow.execute_activity(
                step, name, task_queue="io", start_to_close_timeout=timedelta(minutes=1)
            )
        return name


@workflow.defn
class BareReel:
    """A hundred children, eight at a time."""

    @workflow.run
    async def run(self, count: int) -> int:
        """Run them."""
        slots = asyncio.Semaphore(AT_ONCE)

        async def one(number: int) -> None:
            async with slots:
                await workflow.execute_child_workflow(
                    BareShot.run, f"shot {number}", id=f"{workflow.info().workflow_id}/{number}"
                )

        await asyncio.gather(*(one(number) for number in range(count)))
        return count


@workflow.defn
class BareFilm:
    """Reels of a hundred, four at a time: what a film of so many shots takes at the least."""

    @workflow.run
    async def run(self, count: int) -> int:
        """Run them."""
        slots = asyncio.Semaphore(4)

        async def one(first: int) -> None:
            async with slots:
                await workflow.execute_child_workflow(
                    BareReel.run, min(100, count - first), id=f"{workflow.info().workflow_id}/reel-{first}"
                )

        await asyncio.gather(*(one(first) for first in range(0, count, 100)))
        return count
