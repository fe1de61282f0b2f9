"""`python -m benchmarks.operations.bare ADDRESS`: a worker that has nothing of ours, for the queue `bare`."""

import asyncio
import sys

from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker


@activity.defn
async def nothing() -> None:
    """Do nothing."""


async def main(address: str) -> None:
    """Serve until killed."""
    await Worker(await Client.connect(address), task_queue="bare", activities=[nothing]).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
