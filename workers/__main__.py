"""`python -m workers [LABEL…]`: a worker process of the embedded engine."""

import asyncio
import logging
import os
import sys

from infra.logs import start_log
from infra.owner_only import use_private_umask
from infra.settings import load_settings
from infra.telemetry.startup import end_telemetry, start_telemetry
from models.errors import LongtakeError
from providers.installation import install_of
from workers.composition import DEFAULT_LABELS
from workers.process import checked_labels, serve
from workers.registry import build_registry


def main() -> int:
    """Serve the queues named on the command line; 0 when told to stop, 1 on an error."""
    use_private_umask()
    start_log()
    start_telemetry("longtake-worker", install_of)
    try:
        settings = load_settings()
        registry = build_registry(settings)
        labels = checked_labels(sys.argv[1:] or DEFAULT_LABELS, registry.labels(), allow_cpu=True)
        asyncio.run(serve(settings, labels, registry))
    except LongtakeError as error:
        logging.getLogger("longtake.worker").critical("%s", error)
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    end_telemetry()
    sys.stdout.flush()
    sys.stderr.flush()
    # The SDK's runtime threads can abort a normal interpreter exit (temporalio/sdk-python#300).
    os._exit(code)
