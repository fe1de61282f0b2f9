"""What Temporal says of the queues: how much waits in each, for how long, and who asks for it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from temporalio.api.workflowservice.v1 import DescribeTaskQueueResponse
from temporalio.client import Client

from infra.pollers import described, is_here
from models.metrics import BACKLOG, QUEUE_AGE, QUEUE_WORKERS
from models.queues import pool_of, weights_queue
from workers.meters.readings import Reading

_WITHIN = timedelta(seconds=10)


async def read_queues(client: Client, queues: Sequence[str]) -> list[Reading]:
    """What the gauges of these queues show.

    Raises:
        RPCError: the server does not answer.

    """
    readings: list[Reading] = []
    for queue in queues:
        told = await described(client, queue, _WITHIN, stats=True)
        # Who is at work on a card asks for none: those are seen at the queue beside it.
        asked = await described(client, weights_queue(queue), _WITHIN) if pool_of(queue) == "gpu" else told
        readings += _of(queue, told, sum(map(is_here, asked.pollers)))
    return readings


def _of(queue: str, told: DescribeTaskQueueResponse, workers: int) -> Iterator[Reading]:
    labels = (("queue", queue),)
    yield Reading(BACKLOG, told.stats.approximate_backlog_count, labels)
    yield Reading(QUEUE_AGE, told.stats.approximate_backlog_age.ToMilliseconds() / 1000, labels)
    yield Reading(QUEUE_WORKERS, workers, labels)
