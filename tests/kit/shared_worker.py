"""`python -m tests.kit.shared_worker ARGUMENT…`: the command `longtake`, with small pictures and vendors that are looked at often."""

import os
import sys
from datetime import timedelta

from providers.vendors.fal.adapter import FalImages
from studio.cli.app import run
from tests.kit.small_pictures import draw_small
from workers.interceptors import keyless

if __name__ == "__main__":
    keyless.WAITED_FOR = timedelta(seconds=2)  # a film that nobody here can read ends
    FalImages.poll_every_s = 0.1
    draw_small()
    code = run(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)
