"""Faults drawn from a seed, one after another, on hosts whose clocks differ, until the films have ended."""

import asyncio
import os
import random
from collections.abc import Callable

import pytest

from tests.kit.chaos.films import Kind, had_made
from tests.kit.chaos.storm import SEED_VARIABLE
from tests.kit.hosts.clocks import FIVE_MINUTES_AHEAD, LIBRARIES
from tests.kit.hosts.site import WORKERS, Clocks, Site
from tests.kit.hosts.trials import Came, closed, drawn, lines_of, wrongs_of

pytestmark = pytest.mark.chaos

FAULTS = 12
FILMS: tuple[Kind, ...] = ("short", "hosted", "written", "gated", "hosted", "short")
WITHIN_S = 1800.0
FIRST = 100
"""The number of its first film, which no trial's film has, whatever the seed."""


async def test_films_of_every_kind_outlive_whatever_befalls_their_hosts(
    site: Site, record_property: Callable[[str, object], None]
) -> None:
    number = int(os.environ[SEED_VARIABLE])
    lots = random.Random(number)
    works = await site.fresh()
    works.clocks = Clocks(FIVE_MINUTES_AHEAD, "-10m") if LIBRARIES else Clocks()
    for host in WORKERS:
        works.start(host)
    films = [
        asyncio.create_task(had_made(works.studio, kind, place, number, WITHIN_S))
        for place, kind in enumerate(FILMS, FIRST)
    ]
    struck: list[str] = []
    windows: list[tuple[int, int]] = []
    try:
        async with works.kept():
            for fault in drawn(number):
                if len(struck) >= FAULTS or all(film.done() for film in films):
                    break
                await asyncio.sleep(lots.uniform(1, 6))
                struck.append(fault.name)
                befell = len(lines_of(works))
                await asyncio.to_thread(fault.befalls, works)
                try:
                    await asyncio.sleep(lots.choice((0.5, 3, 12)))
                finally:
                    await asyncio.to_thread(fault.mend, works)
                windows.append((befell, len(lines_of(works))))
            made = await asyncio.gather(*films)
        came = Came(tuple(made), None, None, tuple(lines_of(works)), tuple(windows))
        told = f"{SEED_VARIABLE}={number}: {', '.join(struck)}"
        record_property("hosts", told)
        assert await wrongs_of(works, came, *WORKERS) == [], told
    finally:
        for film in films:
            film.cancel()
        await closed(works)
