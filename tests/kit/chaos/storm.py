"""A storm: films of every kind are made, a few at a time, while blows fall; then it is still, and all of them end."""

import asyncio
import os
import random
from collections import Counter
from typing import NamedTuple

from tests.kit.chaos.blows import Struck, blows
from tests.kit.chaos.films import Kind, Made, had_made
from tests.kit.chaos.house import House

SEED_VARIABLE, KILLS_VARIABLE = "LONGTAKE_SEED", "LONGTAKE_KILLS"
USUAL_KILLS = 200

WITHIN_S = 900.0
"""How long one film may take, with all that is killed."""

BEGUN_WITHIN_S = 60.0
"""How long it is waited for that anything happens at all."""

DENSE_S = 0.3
"""So much time lies between two blows at least: the processes shall come to something."""


class Weather(NamedTuple):
    """How a storm is: its seed, how many blows fall, which films are made, how many at once."""

    seed: int
    kills: int
    kinds: tuple[Kind, ...] = ("short", "hosted", "written", "gated", "hosted", "short")
    at_once: int = 4
    long: bool = True

    def kind_of(self, number: int) -> Kind:
        """What the n-th film is, from 0; every seventh is a long one where there are such."""
        if self.long and number % 7 == 0:
            return "long"
        return random.Random(f"{self.seed}/kind/{number}").choice(self.kinds)


class Storm(NamedTuple):
    """What came of a storm."""

    weather: Weather
    films: tuple[Made, ...]
    struck: tuple[Struck, ...]

    def told(self) -> str:
        """In one line."""
        whom = Counter(f"{blow.how} {blow.whom}" for blow in self.struck)
        films = Counter(film.kind for film in self.films)
        retaken = sum(len(film.runs) > 1 for film in self.films)
        counted = ", ".join(f"{count} {what}" for what, count in sorted(whom.items()))
        made = ", ".join(f"{count} {kind}" for kind, count in sorted(films.items()))
        return f"seed {self.weather.seed}: {len(self.struck)} kills ({counted}); films: {made}; {retaken} retaken"


def repetition(weather: Weather, test: str, struck: list[Struck]) -> str:
    """How to have it again, and what was done."""
    lines = "\n".join(map(str, struck))
    return (
        f"repeat with {SEED_VARIABLE}={weather.seed} {KILLS_VARIABLE}={os.environ.get(KILLS_VARIABLE, USUAL_KILLS)} "
        f".venv/bin/pytest -m chaos '{test}'\n{lines}"
    )


async def storm(house: House, weather: Weather) -> Storm:
    """Have films made under blows until enough of these have fallen, and wait until all have ended.

    Raises:
        AssertionError: a film has not ended.

    """
    under_way: set[asyncio.Task[Made]] = set()
    made: list[Made] = []
    begun = 0

    def fill() -> None:
        nonlocal begun
        while len(under_way) < weather.at_once:
            kind = weather.kind_of(begun)
            under_way.add(asyncio.create_task(had_made(house.studio, kind, begun, weather.seed, WITHIN_S)))
            begun += 1

    def gather() -> None:
        for task in [task for task in under_way if task.done()]:
            under_way.discard(task)
            made.append(task.result())

    try:
        fill()
        await house.until_happened(1, BEGUN_WITHIN_S)
        for blow in blows(weather.seed, house.names):
            gather()
            if len(house.struck) >= weather.kills:
                break
            fill()
            await house.strike(blow)
            await asyncio.sleep(DENSE_S)
        await house.whole()
        made += await asyncio.gather(*under_way)
    finally:
        for task in under_way:
            task.cancel()
    return Storm(weather, tuple(made), tuple(house.struck))
