"""One process for several tenants. What fails at one of them is its own: the others go on, and it is tried again."""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Sequence
from contextlib import closing, suppress

from infra.settings import Settings, load_settings, operators_settings
from infra.temporal import cluster_config
from infra.tenants.table import tenants_in
from library.pair import mark_of
from models.errors import BadInput, CardLost, LongtakeError
from providers.registry import Registry
from workers.cards.duty import CardDuty
from workers.composition import build_workshop
from workers.probes.readiness import Readiness
from workers.probes.server import answering
from workers.process import Crew, serve_until, told_to_stop
from workers.registry import build_registry

log = logging.getLogger("longtake.worker")

_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_HEALTHY_S = 60.0
"""Whoever was served for so long is tried again as soon as the first time."""

Registries = Callable[[Settings], Registry]
"""What builds a tenant's registry."""


def settings_of(names: Sequence[str]) -> list[Settings]:
    """The settings of these tenants, or of all where none is named, each once. The CPU's slots are shared out among them.

    Raises:
        BadInput: there is no such tenant, its settings cannot be used, or it has no Temporal server.

    """
    operators = operators_settings()
    there = tenants_in(operators.tenants, operators.home)
    chosen = [there.find(name).name for name in dict.fromkeys(names)] or list(there.by_name)
    if not chosen:
        raise BadInput(f"There are no tenants: {there.path} would name them, and is not there.")
    found = [load_settings(name) for name in chosen]
    for settings in found:
        if not _has_server(settings):
            raise BadInput(
                "Several tenants are served at a Temporal server of your own: set TEMPORAL_ADDRESS, or give each a profile. "
                "Without one each tenant has an engine of its own, and `longtake --tenant NAME` starts it."
            )
    # Each rounds up: a tenant without a slot would wait for ever.
    slots = -(-found[0].cpu_slots // len(found))
    return [settings.model_copy(update={"cpu_slots": slots}) for settings in found]


def _has_server(settings: Settings) -> bool:
    """Whether a tenant has a Temporal server of one's own; one that cannot be used so is told when the tenant is served."""
    try:
        return cluster_config(settings) is not None
    except BadInput:
        return True


async def serve_tenants(
    tenants: Sequence[Settings],
    labels: Sequence[str],
    registries: Registries = build_registry,
    card: CardDuty | None = None,
) -> None:
    """Serve the queues of all these tenants until SIGTERM or SIGINT.

    Raises:
        LongtakeError: none of them could be served when this began; the first one's error.
        BadInput: nobody can listen for its probes.
        CardLost: the card that they share does not answer any more.

    """
    stop, readiness = told_to_stop(), Readiness()
    async with answering(tenants[0].probes, readiness):
        house = _House(
            stop, labels, registries, Crew(card=card, readiness=readiness, shared=True), len(tenants)
        )
        kept = [asyncio.create_task(house.keep(settings)) for settings in tenants]
        try:
            await asyncio.gather(*kept)
        finally:
            stop.set()
            await asyncio.gather(*kept, return_exceptions=True)


class _House:
    """What the tenants of a process have in common: when to stop, which queues, the card, its probes; and whether any was ever served."""

    def __init__(
        self,
        stop: asyncio.Event,
        labels: Sequence[str],
        registries: Registries,
        crew: Crew,
        tenants: int,
    ) -> None:
        self._stop = stop
        self._labels = labels
        self._registries = registries
        self._crew = crew
        self._untried = tenants
        self._any_served = False

    async def keep(self, settings: Settings) -> None:
        """Serve a tenant, and again after whatever ended that."""
        pause_s, tried, began = _FIRST_PAUSE_S, False, math.inf

        def begun() -> None:
            nonlocal began
            began = time.monotonic()
            self._any_served = True

        while not self._stop.is_set():
            try:
                await self._serve(settings, begun)
            except CardLost:
                raise
            except Exception as error:  # noqa: BLE001 - whatever it is, the other tenants go on
                if not tried and began == math.inf:
                    self._count_out(error)
                if time.monotonic() - began >= _HEALTHY_S:
                    pause_s = _FIRST_PAUSE_S
                tried, began = True, math.inf
                self._tell(settings, error, pause_s)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), pause_s)
                pause_s = min(_LONGEST_PAUSE_S, pause_s * 2)

    async def _serve(self, settings: Settings, begun: Callable[[], None]) -> None:
        workshop = await asyncio.to_thread(build_workshop, settings)
        with closing(workshop.library.database):
            # Whatever waits for one tenant's places waits beside the loop, in which the others work.
            await asyncio.to_thread(mark_of, workshop.library.store, workshop.library.database)
            crew = self._crew._replace(registry=self._registries(settings), workshop=workshop, begun=begun)
            await serve_until(self._stop, settings, self._labels, crew)

    def _count_out(self, error: Exception) -> None:
        """The first try of a tenant failed; where that of every one did, the error is the process's own."""
        self._untried -= 1
        if not self._untried and not self._any_served:
            raise error

    @staticmethod
    def _tell(settings: Settings, error: Exception, pause_s: float) -> None:
        ours = isinstance(error, LongtakeError)
        log.error(
            "Tenant %s is not served, and will be tried again in %g s: %s",
            settings.tenant,
            pause_s,
            error,
            exc_info=None if ours else error,
        )
