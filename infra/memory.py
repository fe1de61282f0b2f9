"""How much memory there is, and who says so: what a failure for want of it names."""

import ctypes
import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from models.errors import OutOfMemory

_CGROUPS = (
    ("/sys/fs/cgroup/memory.max", "memory.max of its control group"),
    ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "memory.limit_in_bytes of its control group"),
)
_UNLIMITED = 1 << 60


def out_of_memory(what: str) -> OutOfMemory:
    """The error for work that ran out of memory; it names the limit."""
    return OutOfMemory(
        f"{what} failed: no memory is left ({memory_limit()}); raise that, or let fewer things run at once "
        "(LONGTAKE_CPU_SLOTS)."
    )


def give_back() -> None:
    """Hand memory that lies free in this process back to the system, where the C library can do that (glibc).

    By itself it keeps what many small pieces of work have left; what comes next and needs large ones takes its
    memory on top of that.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def memory_limit() -> str:
    """The smallest limit that this process has, in words."""
    size, name = min(_limits())
    return f"{name} allows {size / 1024**2:,.0f} MB"


def _limits() -> Iterator[tuple[int, str]]:
    yield os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"), "the machine"
    for number, name in ((resource.RLIMIT_AS, "`ulimit -v`"), (resource.RLIMIT_DATA, "`ulimit -d`")):
        limit = resource.getrlimit(number)[0]
        if limit != resource.RLIM_INFINITY:
            yield limit, name
    for path, name in _CGROUPS:
        with suppress(OSError, ValueError):  # "max" is no limit
            if (limit := int(Path(path).read_text())) < _UNLIMITED:
                yield limit, name
