"""A receiver of vendors' notices that hears callers in a thread of its own, for as long as a block lasts; and what came of it."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import select

from activities.jobs.records import JobRecords
from infra.database.database import Database
from infra.database.tables import jobs
from providers.registry import Registry
from tests.kit.hosted import told_registry
from workers.callers import networks
from workers.notices import Notices
from workers.webhooks import Receiver


@contextmanager
def receiver_of(
    database: Database, *proxies: str, host: str = "127.0.0.1", registry: Registry | None = None
) -> Iterator[Receiver]:
    """A receiver for the vendor that tells of its jobs, or for those of a registry, behind `proxies`."""
    notices = Notices(registry or told_registry("http://127.0.0.1:1"), database)
    with Receiver(host, 0, notices, networks(proxies)) as receiver:
        thread = threading.Thread(target=receiver.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield receiver
        finally:
            receiver.shutdown()
            thread.join()


def called(records: JobRecords, references: Sequence[str]) -> list[str]:
    """Those of the jobs whose vendor called since they were asked for."""
    query = select(jobs.c.reference).where(jobs.c.reference.in_(references), jobs.c.called)
    with records._database.reading() as connection:
        return list(connection.scalars(query))
