"""`python -m tests.kit.shared_worker ARGUMENT…`: the command `longtake`, with small pictures and vendors that are looked at often.

On SIGUSR1 it writes what it has in its environment by then into ENVIRONMENT of the current folder.
"""

import json
import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

from providers.vendors.fal.adapter import FalImages
from studio.cli.app import run
from tests.kit.small_pictures import draw_small
from workers.interceptors import keyless

ENVIRONMENT = "environment.json"


def _write_environment(*_: object) -> None:
    written = Path(f"{ENVIRONMENT}.new")
    written.write_text(json.dumps(dict(os.environ)))
    written.replace(ENVIRONMENT)


if __name__ == "__main__":
    keyless.WAITED_FOR = timedelta(seconds=2)  # a film that nobody here can read ends
    FalImages.poll_every_s = 0.1
    draw_small()
    signal.signal(signal.SIGUSR1, _write_environment)
    code = run(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
