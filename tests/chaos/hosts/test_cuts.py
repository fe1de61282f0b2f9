"""Hosts that are cut off, half-dead or killed: films end whole, nothing is paid twice, and nobody waits for ever."""

import asyncio
import shutil
import time
from collections.abc import Callable

import pytest

from tests.kit.chaos.films import had_made
from tests.kit.hosts.site import Works
from tests.kit.hosts.trials import (
    CUTS,
    KILLS,
    LOSS,
    WITHIN_S,
    Fault,
    amid_a_clip,
    lines_of,
    trial,
    until_line,
    wrongs_of,
)

FAULTS = {**CUTS, **{f"{name}-killed": fault for name, fault in KILLS.items()}, "loss": LOSS}
SAMPLE = ("worker", "data", "temporal")


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(fault, id=name, marks=pytest.mark.ops if name in SAMPLE else pytest.mark.chaos)
        for name, fault in FAULTS.items()
    ],
)
async def test_films_end_whole_and_are_paid_once_whatever_befalls_a_host(
    works: Works, fault: Fault, undisturbed: str, seed: int, record_property: Callable[[str, object], None]
) -> None:
    if fault is LOSS and not shutil.which("iptables"):
        pytest.skip("iptables is not installed, so no packet can be lost.")
    came = await trial(works, fault, seed)
    record_property("hosts", came.told(fault))
    assert await wrongs_of(works, came, fault.takes_out) == []
    assert came.bytes == undisturbed


@pytest.mark.ops
async def test_a_worker_that_reaches_temporal_alone_holds_its_work_until_it_is_stopped(
    works: Works, seed: int, record_property: Callable[[str, object], None]
) -> None:
    hold = works.studio.journal.with_name("hold-video")
    hold.touch()
    film = asyncio.create_task(had_made(works.studio, "short", 1, seed, WITHIN_S))
    held = await amid_a_clip(works, "a")
    CUTS["worker-from-data"].befalls(works)
    try:
        seen = len(lines_of(works))
        hold.unlink()
        await until_line(works, lambda line: line[:3] == ("end", "video", held.key), seen)
        assert not film.done()
        began = time.monotonic()
        works.kill("a")
        await until_line(works, lambda line: line.key == held.key and line.host == "b", seen)
        record_property("hosts", f"stopped half-dead: taken over after {time.monotonic() - began:.1f} s")
        made = await film
    finally:
        CUTS["worker-from-data"].mend(works)
        film.cancel()
    assert made.views[-1].verdict == "finished"
