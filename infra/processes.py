"""Child processes that die with their parent, write to a log, and can be recognised later."""

import asyncio
import ctypes
import os
import signal
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import BinaryIO

import psutil

from infra.owner_only import appending
from models.base import Frozen

_LOG_LIMIT = 10 * 1024 * 1024
_PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec a child must not load libraries.
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class ProcessMark(Frozen):
    """A process that is recognised later even if its number was given to another one."""

    pid: int
    created: float
    """Seconds since the epoch."""


def mark_of(pid: int) -> ProcessMark | None:
    """The mark of a running process; None if it is gone."""
    try:
        return ProcessMark(pid=pid, created=psutil.Process(pid).create_time())
    except psutil.NoSuchProcess:
        return None


def kill_marked(marks: Iterable[ProcessMark]) -> list[int]:
    """Kill those processes that still run, with their children, and wait for their end; the numbers killed."""
    doomed: list[psutil.Process] = []
    for mark in marks:
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(mark.pid)
            if abs(process.create_time() - mark.created) < 1 and _runs(process):
                doomed += [process, *process.children(recursive=True)]
    for process in doomed:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    give_up_at = time.monotonic() + 5
    while any(map(_runs, doomed)) and time.monotonic() < give_up_at:
        time.sleep(0.01)
    return [process.pid for process in doomed]


def _runs(process: psutil.Process) -> bool:
    """Whether it has not ended; one that nobody has reaped holds no file, port or lock any more."""
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def open_log(path: Path) -> BinaryIO:
    """Open a log for appending; one that has grown past 10 MB is kept as `<name>.1` and begun anew."""
    if path.exists() and path.stat().st_size > _LOG_LIMIT:
        path.replace(path.with_name(path.name + ".1"))
    return appending(path)


async def spawn(
    command: Sequence[str], *, env: Mapping[str, str], cwd: Path, log: Path | None
) -> asyncio.subprocess.Process:
    """Start a child in a group of its own that is killed when this process dies, however it dies.

    Without a log of its own it writes where this process does.

    Call it from the main thread: Linux ties the child's life to the thread that forked it. Elsewhere
    than on Linux a child survives the SIGKILL of its parent, and is found again by its mark.

    Raises:
        OSError: the program or its log cannot be opened.

    """
    with open_log(log) if log else nullcontext() as output:
        return await asyncio.create_subprocess_exec(
            *command,
            env=dict(env),
            cwd=cwd,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=partial(_die_with, os.getpid()),
        )


def _die_with(parent: int) -> None:
    if _LIBC is None:
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before we asked to be told
        os._exit(1)


def kill_group(pid: int) -> None:
    """Kill what is left of a child's group, such as the encoders that a killed worker leaves behind."""
    with suppress(ProcessLookupError, PermissionError):  # macOS refuses a group of zombies
        os.killpg(pid, signal.SIGKILL)


async def stop(process: asyncio.subprocess.Process, grace_s: float) -> None:
    """Ask a child to end, wait up to `grace_s` seconds, then kill it and its group."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            async with asyncio.timeout(grace_s):
                await process.wait()
    kill_group(process.pid)
    await process.wait()
