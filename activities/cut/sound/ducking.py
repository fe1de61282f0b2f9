"""Ducking: what plays under speech steps back before it begins and comes back slowly after it."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

ATTACK_S, RELEASE_S = 0.25, 0.8
_PAUSE_S = 1.5
"""Through shorter pauses it stays down: coming up only to step back again would be heard as pumping."""


class Ducking:
    """How deep everything else is ducked at each moment; `speech` are stretches in seconds, in any order."""

    def __init__(self, speech: Iterable[tuple[float, float]]) -> None:
        spans: list[tuple[float, float]] = []
        for start, end in sorted(speech):
            if spans and start - spans[-1][1] < _PAUSE_S:
                spans[-1] = spans[-1][0], max(spans[-1][1], end)
            else:
                spans.append((start, end))
        self._spans = spans
        self._times = [
            at for start, end in spans for at in (start - ATTACK_S, start, end, end + RELEASE_S)
        ] or [0.0]
        self._depths = [0.0, 1.0, 1.0, 0.0] * len(spans) or [0.0]

    def gain(self, moments: NDArray[Any], db: float) -> NDArray[np.float32]:
        """The factors at moments in seconds, for something that goes down by `db` (negative) under speech."""
        depth = np.interp(moments, self._times, self._depths)
        return np.asarray(10 ** (db / 20 * depth * depth * (3 - 2 * depth)), np.float32)

    def within(self, start: float, end: float) -> list[tuple[float, float]]:
        """The stretches of speech that are felt between two moments, as far as it matters there when they are."""
        return [
            (round(max(one, start), 6), round(min(other, end), 6))
            for one, other in self._spans
            if other + RELEASE_S > start and one - ATTACK_S < end
        ]
