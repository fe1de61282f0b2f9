"""Processes that are stopped in the middle of what they do, as a laptop that sleeps stops them."""

import os
import signal
import time
from pathlib import Path

_STOPPED_WITHIN_S = 20.0


def freeze(pid: int) -> None:
    """Stop a process, and return when it does stand still.

    Its threads hear the signal one after the other: one that runs on another core goes on for a moment, and on a
    loaded machine that is long enough to answer a request.
    """
    os.kill(pid, signal.SIGSTOP)
    give_up_at = time.monotonic() + _STOPPED_WITHIN_S
    while not _stands(pid):
        assert time.monotonic() < give_up_at, f"process {pid} does not stop"
        time.sleep(0.005)


def thaw(pid: int) -> None:
    """Let a process that was stopped go on."""
    os.kill(pid, signal.SIGCONT)


def _stands(pid: int) -> bool:
    """Whether all its threads are stopped, as Linux tells it."""
    told = [stat.read_text() for stat in Path(f"/proc/{pid}/task").glob("*/stat")]
    return all(stat.rpartition(")")[2].split()[0] == "T" for stat in told)
