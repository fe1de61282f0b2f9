"""What workers are given to be measured by; nothing where no metrics are wanted."""

from collections.abc import Iterable, Sequence

from temporalio.client import Client
from temporalio.plugin import SimplePlugin
from temporalio.worker import Interceptor

from infra.database.database import Database
from infra.telemetry.meters import Meters, meters
from infra.telemetry.runtime import interval_s
from models.kinds import KINDS
from models.queues import FILM, LABELS, label_of
from providers.registry import Registry
from providers.vendors.accounts import vendor_of
from workers.meters.beat import Beat
from workers.meters.ends import Ends, begin_counting
from workers.meters.reader import Reader
from workers.meters.work import Measured


class Measures:
    """The measures of the workers of one client."""

    def __init__(self, client: Client, database: Database, queues: Sequence[str]) -> None:
        self._meters: Meters = meters()
        self._client = client
        self._database = database
        self._queues = queues

    @property
    def of_activities(self) -> list[Interceptor]:
        """Who measures activities."""
        return [Measured(self._meters)] if self._meters.on else []

    @property
    def of_workflows(self) -> list[Interceptor]:
        """Who counts how films end."""
        return [Ends()] if self._meters.on else []

    def beside(self, queue: str) -> list[SimplePlugin]:
        """What goes on beside a worker of a queue: its beat; and of films, the reading of what every such worker would read, and their ends at 0."""
        if not self._meters.on:
            return []
        beat = Beat(self._meters, label_of(queue), self._client.namespace)
        plugins = [SimplePlugin(f"beat-{queue}", run_context=beat.beating)]
        if queue == FILM:
            begin_counting(self._meters, self._client.namespace)
            reader = Reader(self._client, self._database, self._queues, self._meters, interval_s())
            plugins.append(SimplePlugin("meters", run_context=reader.reading))
        return plugins


def know_names(registry: Registry, vendors: Iterable[str]) -> list[str]:
    """Make known what labels may hold here: any other name is shown as `other`. Gives the queues that there are.

    Raises:
        BadInput: as `Registry.names`.

    """
    queues = list(dict.fromkeys((*LABELS, *registry.labels())))
    known = meters()
    if known.on:
        makers = {vendor_of(name) for kind in KINDS for name in registry.names(kind)}
        known.know("queue", queues)
        known.know("vendor", {*makers, *vendors, *queues})
        known.know("gen_ai.provider.name", vendors)
    return queues
