"""`python -m tests.kit.worker_process JOURNAL LABEL…`: a worker with watched providers, to be killed."""

import asyncio
import os
import sys
from pathlib import Path

from infra.settings import load_settings
from tests.kit.providers import watched_registry
from workers.process import checked_labels, serve

if __name__ == "__main__":
    labels = checked_labels(sys.argv[2:])
    asyncio.run(serve(load_settings(), labels, watched_registry(Path(sys.argv[1]))))
    os._exit(0)
