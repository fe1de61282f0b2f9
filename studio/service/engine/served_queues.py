"""The fleet: which queues somebody serves."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio.client import Client

from infra.pollers import pollers_of, seen_at
from models.queues import pool_of, weights_queue
from studio.client.server_answers import answered


async def served_queues(client: Client, queues: Sequence[str], within: timedelta) -> list[str]:
    """Those of the queues that a worker has asked for work in the last minutes.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    return [queue for queue in queues if await answered(pollers_of(client, queue, within))]


async def is_served(client: Client, label: str, within: timedelta) -> bool:
    """Whether somebody serves a label: cards now, however busy they are; what else there is in the last minutes.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    if pool_of(label) == "gpu":
        return bool(await served_cards(client, (label,), within))
    return bool(await served_queues(client, (label,), within))


async def served_cards(client: Client, labels: Sequence[str], within: timedelta) -> list[str]:
    """Those of the classes of cards that a worker serves now, however busy it is.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    return [label for label in labels if await answered(seen_at(client, weights_queue(label), within))]
