"""Clocks set apart by Debian's `libfaketime`: what a Python process, and the SDK in it, take for the time of day.

Only that clock is another one. The monotonic one, by which waiting is measured, stays; and Temporal's own server, a Go program, asks
the kernel and feels nothing.
"""

import os
import threading
import time
from pathlib import Path
from typing import SupportsIndex

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))

FIVE_MINUTES_AHEAD, AN_HOUR_BEHIND, TWICE_AS_FAST = "+5m", "-1h", "+0 x2"
FAULTS = {"clock ahead": FIVE_MINUTES_AHEAD, "clock behind": AN_HOUR_BEHIND, "clock fast": TWICE_AS_FAST}
"""What the runbook calls them."""


def by_clock(clock: str) -> dict[str, str]:
    """The environment of a process whose clock is another one: `+5m`, `-1h`, `+0 x2`; its own where nothing is said."""
    if not clock:
        return {}
    assert LIBRARIES, "faketime is not installed"
    return {"LD_PRELOAD": str(LIBRARIES[-1]), "FAKETIME": clock, "DONT_FAKE_MONOTONIC": "1"}


def mend_sleep() -> None:
    """Under `libfaketime` 0.9.10 what Python's `time.sleep` asks the kernel for is refused: wait for a lock instead."""
    if "FAKETIME" not in os.environ:
        return
    nobody = threading.Event()

    def sleep(seconds: float | SupportsIndex) -> None:
        nobody.wait(float(seconds))

    time.sleep = sleep
