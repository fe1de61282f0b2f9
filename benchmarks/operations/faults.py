"""How long films stand still when a host is cut off or killed: `python -m benchmarks.operations.faults [ROUNDS]`.

Two hosts with workers, one with the database and the store, one with Temporal, as network namespaces of this machine. Two films are made,
one of them paid for, and both hosts are amid a clip when a fault begins; it lasts eight seconds, or until the other host has the work.
Of each fault it is told how long after its beginning the other host was at the clip of the one that is lost, and how long after its
end something was stored again, by the host that was lost where there is one. Needs root, `iproute2` and `iptables`.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from itertools import count
from pathlib import Path

import pytest

from tests.kit.hosts.namespaces import hosts_named
from tests.kit.hosts.site import NAMES, WORKERS, Site, site_at
from tests.kit.hosts.trials import CUTS, KILLS, LOSS, Came, Fault, closed, trial
from tests.kit.object_stores import use_credentials


async def befallen(site: Site, fault: Fault, seed: int) -> Came:
    """What came of one fault, under films of their own."""
    works = await site.fresh()
    for host in WORKERS:
        works.start(host)
    try:
        async with works.kept():
            return await trial(works, fault, seed)
    finally:
        await closed(works)


def told(seconds: list[float | None]) -> str:
    """The median and the longest of what there is."""
    had = [each for each in seconds if each is not None]
    return f"{statistics.median(had):.1f} s, at most {max(had):.1f} s" if had else "nobody has to"


async def main() -> None:
    """Print a line for each fault."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    seeds = count(1)
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        hosts_named(*NAMES) as switch,
    ):
        use_credentials(patch)
        async with site_at(switch, Path(folder)) as site:
            for fault in (*CUTS.values(), *KILLS.values(), LOSS):
                came = [await befallen(site, fault, next(seeds)) for _ in range(rounds)]
                over = told([each.taken_over_s for each in came])
                again = told([each.recovered_s for each in came])
                load = os.getloadavg()[0]
                print(f"{fault.name} | {over} | {again} | load {load:.1f}", flush=True)


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except pytest.skip.Exception as lacking:
        print(lacking)
