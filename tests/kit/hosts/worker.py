"""A worker process on a host: `python -m tests.kit.hosts.worker VENDOR JOURNAL LABEL…`, by the clock that its environment sets."""

import os
import sys
from pathlib import Path

from tests.kit.hosts.clocks import mend_sleep

mend_sleep()

from tests.kit.chaos.worker import work  # noqa: E402 - whoever waits has to find the mended sleep

if __name__ == "__main__":
    vendor, journal, *labels = sys.argv[1:]
    work(vendor, Path(journal), labels, dict(os.environ), Path(os.environ["WORKER_LOG"]))
