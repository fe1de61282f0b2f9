"""Who serves the queues, and which builds they are."""

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from infra.settings import Settings
from studio.service.engine.cards import CARD_QUEUES, queues_of_cards
from studio.service.engine.check import Check
from studio.service.engine.deploys import builds_check
from studio.service.engine.served_queues import served_cards, served_queues
from studio.service.engine.vendors import vendor_queues

if TYPE_CHECKING:
    from temporalio.client import Client

_QUEUES = ("film", "io", "cpu")
"""What every film needs somebody to serve."""
_ANSWER_WITHIN = timedelta(seconds=10)


async def fleet_checks(client: "Client", settings: Settings, patience_s: float = 0.0) -> list[Check]:
    """Which queues somebody serves, by `patience_s` at the latest, and the builds of the film workers.

    Raises:
        EngineUnavailable: the server does not answer.

    """
    queues = (*_QUEUES, *vendor_queues(settings))
    served = await served_queues(client, queues, _ANSWER_WITHIN)
    give_up_at = time.monotonic() + patience_s
    while len(served) < len(queues) and time.monotonic() < give_up_at:
        await asyncio.sleep(0.3)
        served = await served_queues(client, queues, _ANSWER_WITHIN)
    on_cards = await served_cards(client, CARD_QUEUES, _ANSWER_WITHIN)
    builds = await builds_check(client)
    idle = [queue for queue in queues if queue not in served]
    if idle:
        mend = f"longtake worker {' '.join(idle)}"
        workers = Check(name="workers", ok=False, found=f"nobody serves {', '.join(idle)}", mend=mend)
    else:
        workers = Check(name="workers", ok=True, found=f"{', '.join(queues)} are served")
    return [workers, *builds, queues_of_cards(on_cards)]
