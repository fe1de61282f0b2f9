"""What is done to whom and when: drawn from a seed, and written down as it happens."""

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tests.kit.chaos.programs import How

MAKER = "maker"
"""Whoever wrote the journal's last line."""


class Blow(NamedTuple):
    """One kill: of `whom`, `how`, `delay_s` after so many more things have happened; it is down for `down_s`."""

    whom: str
    how: How
    after: int
    delay_s: float
    down_s: float


class Struck(NamedTuple):
    """A kill as it happened, so many seconds after the beginning, when so many things had happened."""

    number: int
    at_s: float
    happened: int
    whom: str
    how: How
    down_s: float

    def __str__(self) -> str:
        return (
            f"{self.number:4} {self.at_s:7.2f} s, after {self.happened:5} steps: "
            f"{self.how} {self.whom}, down {self.down_s:.2f} s"
        )


def blows(seed: int, names: Sequence[str]) -> Iterator[Blow]:
    """Kills without end: the same for the same seed and the same processes.

    Half of them are of workers that have just done something, when most can be lost.
    """
    lots = random.Random(seed)
    workers = [name for name in names if name not in ("server", "vendor")]
    while True:
        whom = lots.choice([*workers, *[MAKER] * len(workers), "server", "vendor"])
        how: How = "stop" if lots.random() < 0.3 else "kill"
        after = lots.choice((0, 1, 2, 3, 5, 8, 13))
        delay_s = 0.0 if lots.random() < 0.4 else lots.expovariate(4)
        yield Blow(whom, how, after, delay_s, 0.1 if lots.random() < 0.5 else lots.uniform(0.1, 3.0))
