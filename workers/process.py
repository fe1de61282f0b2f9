"""A worker process: serves some queues until it is told to stop."""

import asyncio
import logging
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

from temporalio.client import Client
from temporalio.service import RPCError
from temporalio.worker import Interceptor, Worker

from infra.builds import build_here
from infra.connection.expiry import expiry
from infra.search_attributes import attributes_fault
from infra.settings import Settings
from infra.storage import open_store
from infra.telemetry.runtime import start_runtime
from infra.temporal import cluster_config, connect
from library.workshop import Workshop
from models.errors import BadInput, EngineUnavailable
from models.queues import LABELS, WAIT, pool_of
from providers.registry import Registry
from workers.cards.devices import devices
from workers.cards.duty import HAND_OVER_S, CardDuty
from workers.composition import build_workers, build_workshop
from workers.probes.readiness import Readiness
from workers.probes.server import answering
from workers.registry import build_registry

log = logging.getLogger("longtake.worker")

SERVICE = "longtake-worker"
"""What a worker is called by those who see its telemetry, where OTEL_SERVICE_NAME does not say."""


_LOOK_EVERY_S = 0.1


def checked_labels(
    names: Sequence[str], declared: Sequence[str] = (), *, allow_cpu: bool = False
) -> list[str]:
    """The labels that `names` are, each once; `declared` are those of the providers, known beside the usual ones.

    Who serves `io` serves the queues of vendors as well, of which each has its own so that none keeps another waiting;
    and who may have jobs at vendors looks after those that are waited for.

    Raises:
        BadInput: an unknown label, or one for work on a GPU on a machine without a CUDA device.

    """
    known = list(dict.fromkeys((*LABELS, *declared)))
    for name in names:
        if name not in known:
            raise BadInput(f"There is no queue {name!r}. A worker serves some of: {', '.join(known)}.")
    on_gpu = [label for label in known if label in names and pool_of(label) == "gpu"]
    if on_gpu and not allow_cpu and not has_cuda_device():
        raise BadInput(
            f"There is no CUDA device here for the {on_gpu[0]} queue: use --allow-cpu to serve it all the same."
        )
    of_vendors = [label for label in known if label not in LABELS and pool_of(label) == "io"]
    wanted = {*names, *(of_vendors if "io" in names else ())}
    wanted |= {WAIT} if wanted & {"io", *of_vendors} else set()
    return [label for label in known if label in wanted]


def has_cuda_device() -> bool:
    """Whether NVIDIA's driver lists a GPU on this machine."""
    return bool(devices())


async def _register(client: Client) -> None:
    """See that films can say where they stand; those of a namespace that forbids it go without."""
    with suppress(RPCError):
        if fault := await attributes_fault(client):
            log.warning("%s", fault)


def _raise_from(ended: "asyncio.Task[Any]") -> None:
    """Raise what a worker ended with, which the SDK says in its own words where it asks the server before it works."""
    try:
        ended.result()
    except RuntimeError as error:
        if "Worker validation failed" not in str(error):
            raise
        raise EngineUnavailable(
            "The Temporal server does not describe its namespace to us, without which no worker begins: mend TEMPORAL_NAMESPACE, "
            "or have the key or the certificate allowed to read it (DescribeNamespace)."
        ) from error


class Crew(NamedTuple):
    """Who serves: by default every provider that ships and the workshop of the settings.

    A process with a `card` ends when that is lost; whoever is `beside` sees what every activity is asked for, `begun` is
    called once every queue is served, and `readiness` knows for how long they are. One that is `shared` serves other tenants
    too, who go on with the card when this one's certificate ends.
    """

    registry: Registry | None = None
    workshop: Workshop | None = None
    card: CardDuty | None = None
    beside: Sequence[Interceptor] = ()
    begun: Callable[[], None] = lambda: None
    readiness: Readiness | None = None
    shared: bool = False


async def serve(
    settings: Settings,
    labels: Sequence[str],
    registry: Registry | None = None,
    workshop: Workshop | None = None,
    card: CardDuty | None = None,
    beside: Sequence[Interceptor] = (),
) -> None:
    """Serve the queues until SIGTERM or SIGINT, then let running work go on for `settings.grace_s` seconds; see `Crew`.

    Raises:
        EngineUnavailable: no Temporal server is configured, none answers, or the certificate that we show there has ended.
        BadInput: as `build_here`, or nobody can listen for its probes.
        CardLost: the card does not answer any more.

    """
    stop, readiness = told_to_stop(), Readiness()
    async with answering(settings.probes, readiness):
        crew = Crew(registry, workshop, card, beside, readiness=readiness)
        await serve_until(stop, settings, labels, crew)


def told_to_stop() -> asyncio.Event:
    """Set by SIGTERM and SIGINT."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def serve_until(stop: asyncio.Event, settings: Settings, labels: Sequence[str], crew: Crew) -> None:
    """Serve the queues until `stop` is set.

    Raises:
        LongtakeError: as `serve`.

    """
    start_runtime(service=SERVICE)
    build, config = build_here() if "film" in labels else None, cluster_config(settings)
    if config is None:
        raise EngineUnavailable(
            "No Temporal server is configured: set TEMPORAL_ADDRESS, or use `longtake up`."
        )
    store = await asyncio.to_thread(open_store, settings)
    client = await connect(store, config, settings.encryption_keys)
    if "film" in labels and settings.search_attributes == "on":
        await _register(client)
    card, workshop = crew.card, crew.workshop or build_workshop(settings)
    registry = crew.registry or build_registry(settings)
    beside = [*([card] if card else ()), *crew.beside]
    workers = build_workers(client, settings, labels, registry, workshop, beside)
    whose = f" for {settings.tenant}" if settings.tenant else ""
    log.info("serving %s at %s%s", ", ".join(labels), config.get("target_host"), whose)
    if build:
        log.info("films of build %s of %s", build.build_id, build.deployment_name)
    running = [asyncio.create_task(worker.run()) for worker in workers]
    beginning = asyncio.create_task(_tell_begun(workers, crew.begun))
    ends = {asyncio.create_task(event.wait()) for event in (stop, *([card.lost] if card else []))}
    unknown = asyncio.create_task(expiry(config, settings.grace_s))
    try:
        with (crew.readiness or Readiness()).at_work(workers):
            done, _ = await asyncio.wait([*running, *ends, unknown], return_when=asyncio.FIRST_COMPLETED)
        if stop.is_set() or unknown in done:
            log.info("Stopping: what is under way may go on for %g s, then others do it.", settings.grace_s)
        if card and (stop.is_set() or (unknown in done and not crew.shared)):
            card.end_within(HAND_OVER_S)
        await asyncio.gather(*(worker.shutdown() for worker in workers))
        for task in done - ends - {unknown}:
            _raise_from(task)
        await asyncio.gather(*running)
    finally:
        for end in ends:
            end.cancel()
        unknown.cancel()
        beginning.cancel()
        workshop.close()
    if card:
        card.check()
    if unknown in done:
        raise unknown.result()


async def _tell_begun(workers: Sequence[Worker], begun: Callable[[], None]) -> None:
    """Call `begun` once the server has let every worker begin, of which the SDK has no event."""
    while not all(worker.is_running for worker in workers):  # noqa: ASYNC110 - nothing tells it
        await asyncio.sleep(_LOOK_EVERY_S)
    begun()
