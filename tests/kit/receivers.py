"""A receiver of vendors' notices that hears callers in a thread of its own, for as long as a block lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from infra.database.database import Database
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
