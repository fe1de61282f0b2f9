"""Keeps peaks under a ceiling: the gain is planned for a whole sound before a sample is touched."""

import numpy as np
from numpy.typing import NDArray

from activities.cut.sound.loudness import BLOCK, Blocks, drawn, gain, integrated
from infra.media.sound import Samples

_ATTACK_DB = 2.0
"""How fast the gain falls ahead of a peak, in dB for each block of 5 ms."""
RELEASES_DB = 0.12, 0.5, 2.0
"""How fast it rises after one: the slowest, which is heard least, by which the film gets loud enough."""
ROUNDS = 12
CLOSE_LU = 0.05


class Plan:
    """A gain for every moment of a sound: `along` are the decibels at the edges of its blocks.

    Within a block the gain goes straight from edge to edge, so that nothing clicks.
    """

    def __init__(self, along: NDArray[np.float64]) -> None:
        self._edges = along

    def powers(self, powers: Blocks) -> NDArray[np.float64]:
        """What the powers of a film's blocks become."""
        middle = (self._edges[:-1] + self._edges[1:]) / 2
        return np.asarray(powers * 10 ** (middle / 10))

    def applied(self, samples: Samples, first: int) -> Samples:
        """The film's `samples` from sample `first` on, with their gain."""
        start, late = divmod(first, BLOCK)
        stop = -(-(first + len(samples)) // BLOCK)
        edges = self._edges[start : stop + 1]
        if np.ptp(edges) == 0:
            return samples * gain(edges[0])
        factors = drawn(10 ** (edges / 20))[late : late + len(samples)]
        return np.asarray(samples * factors[:, None])


def planned(powers: Blocks, peaks: Blocks, lufs: float, ceiling_db: float) -> Plan:
    """The plan by which a film of these powers and peaks has `lufs` when its peaks are kept down."""
    needed = lufs - integrated(powers)
    plan = Plan(edges(peaks, needed, ceiling_db, RELEASES_DB[0]))
    for release_db in RELEASES_DB:
        db = needed
        for _ in range(ROUNDS):
            plan = Plan(edges(peaks, db, ceiling_db, release_db))
            short = lufs - integrated(plan.powers(powers))
            if abs(short) <= CLOSE_LU:
                return plan
            db += short
    return plan


def edges(peaks: Blocks, db: float, ceiling_db: float, release_db: float) -> NDArray[np.float64]:
    """The gain in dB at each edge of the blocks of these peaks, which raises by `db` and keeps them under a ceiling in dBFS."""
    over = np.maximum(0.0, 20 * np.log10(np.maximum(peaks, 1e-6).astype(np.float64)) + db - ceiling_db)
    if not over.any():
        return np.full(len(over) + 1, db)
    either = np.maximum(np.append(over, 0.0), np.insert(over, 0, 0.0))
    return db - _falling(_falling(either[::-1], _ATTACK_DB)[::-1], release_db)


def _falling(heights: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """The lowest curve that is nowhere below `heights` and falls by at most `step` from one to the next."""
    slope = step * np.arange(len(heights))
    return np.asarray(np.maximum.accumulate(heights + slope) - slope)
