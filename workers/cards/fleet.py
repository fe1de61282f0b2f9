"""Several cards: a process for each, looked after as the engine looks after its workers."""

import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from infra import processes
from infra.settings import Settings
from models.errors import BadInput
from models.queues import pool_of
from workers.cards.devices import Device
from workers.cards.duty import HAND_OVER_S
from workers.cards.process import CardOrders, cards_for, serve_card
from workers.engine import REFUSED

log = logging.getLogger("longtake.worker")

_HEALTHY_S = 60.0
_LONGEST_PAUSE_S = 60.0
_ENDS_WITHIN_S = HAND_OVER_S + 1.5


def serve_cards(settings: Settings, orders: CardOrders) -> None:
    """Serve the queues with all the cards of the orders, until told to stop.

    Raises:
        BadInput: a card, or a model on it, cannot be used so.
        LongtakeError: as `serve_card`.

    """
    cards = cards_for(orders)
    if len(cards) < 2:
        serve_card(settings, orders, cards[0] if cards else None)
        return
    if settings.probes:
        raise BadInput(
            f"A worker with {len(cards)} cards has a process for each, and --probes and LONGTAKE_PROBES are about one: "
            "start a worker for each card, with --device and a port of its own."
        )
    others = [label for label in orders.labels if pool_of(label) != "gpu"]
    if others:
        raise BadInput(
            f"A worker with {len(cards)} cards has a process for each, which serves queues of cards alone: serve "
            f"{', '.join(others)} by a worker of its own, or name one card with --device."
        )
    asyncio.run(Fleet(orders, cards).run())


class Fleet:
    """Keeps a process alive for each card until told to stop."""

    def __init__(self, orders: CardOrders, cards: Sequence[Device]) -> None:
        self._orders = orders
        self._cards = cards

    async def run(self) -> None:
        """Until SIGTERM or SIGINT.

        Raises:
            BadInput: a process refused its card when it was first started; why, it has said itself.

        """
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop.set)
        kept: list[asyncio.Task[Any]] = [asyncio.create_task(self._keep(device)) for device in self._cards]
        told: asyncio.Task[Any] = asyncio.create_task(stop.wait())
        done, _ = await asyncio.wait([*kept, told], return_when=asyncio.FIRST_COMPLETED)
        for task in kept:
            task.cancel()
        await asyncio.gather(*kept, return_exceptions=True)
        for task in done - {told}:
            task.result()

    async def _keep(self, device: Device) -> None:
        deaths, ever = 0, False
        while True:
            began = time.monotonic()
            process = await processes.spawn(self._command(device), env=os.environ, cwd=Path.cwd(), log=None)
            try:
                code = await process.wait()
            finally:
                await processes.stop(process, _ENDS_WITHIN_S)
            healthy = time.monotonic() - began >= _HEALTHY_S
            ever, deaths = ever or healthy, 1 if healthy else deaths + 1
            if code == REFUSED and not ever:
                raise BadInput(f"The worker of device {device.number} did not start: it says why above.")
            pause = min(_LONGEST_PAUSE_S, 0.5 * 2.0 ** min(deaths, 10))
            log.warning(
                "The worker of device %d ended with exit code %s: starting it again in %g s.",
                *(device.number, code, pause),
            )
            await asyncio.sleep(pause)

    def _command(self, device: Device) -> list[str]:
        alone = self._orders.model_copy(update={"device": str(device.number)})
        return [sys.executable, "-P", "-m", "workers.cards", alone.model_dump_json()]
