"""The film's gain: one for the whole, reckoned from the blocks of its segments, with peaks kept under a ceiling.

A limiter forgets within seconds, so that what it does in a stretch is known from the stretch and a little
around it: no film lies in memory whole but for the powers and peaks of its blocks, 1.6 kB a second.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activities.cut.sound.limiter import CLOSE_LU, RELEASES_DB, ROUNDS, edges
from activities.cut.sound.loudness import Blocks, gated, hops_of, integrated
from activities.cut.sound.segments import Segment

CEILING_DB = -2.5
"""The limiter's ceiling: what AAC adds to a peak finds its place above it."""
_SEAM_DB, _SEAM = 1.2, 30
"""How much lower the ceiling is around a seam, and for how many blocks: nothing is corrected there afterwards."""
_REACH = 2000
"""Blocks: farther than that from a peak, 10 s, the limiter has forgotten it."""
_STRETCH = 12_000
"""Blocks looked at together; whole tenths of a second."""


class FilmGain(NamedTuple):
    """What raises the film by `db`; `release_db` is how fast the limiter lets go, in dB a block."""

    db: float
    release_db: float = RELEASES_DB[0]

    def along(self, peaks: Blocks, first: int, end: int) -> NDArray[np.float64]:
        """The gain in dB at the edges of the film's blocks from `first` to before `end`."""
        begin = max(0, first - _REACH)
        around = edges(peaks[begin : end + _REACH], self.db, CEILING_DB, self.release_db)
        return around[first - begin : end - begin + 1]

    def loudness(self, powers: Blocks, peaks: Blocks) -> float:
        """The loudness in LUFS that it gives a film of these powers and peaks."""
        if len(powers) < _STRETCH:
            return integrated(self._louder(powers, peaks, 0, len(powers)))
        ends = range(_STRETCH, len(powers) + _STRETCH, _STRETCH)
        return gated(
            np.concatenate([hops_of(self._louder(powers, peaks, end - _STRETCH, end)) for end in ends])
        )

    def _louder(self, powers: Blocks, peaks: Blocks, first: int, end: int) -> NDArray[np.float64]:
        along = self.along(peaks, first, min(end, len(powers)))
        return np.asarray(powers[first:end] * 10 ** ((along[:-1] + along[1:]) / 20))


def film_gain(powers: Blocks, peaks: Blocks, lufs: float) -> FilmGain:
    """The gain by which a film of these powers and peaks has `lufs`."""
    needed = lufs - integrated(powers)
    gain = FilmGain(needed)
    for release_db in RELEASES_DB:
        gain = FilmGain(needed, release_db)
        for _ in range(ROUNDS):
            short = lufs - gain.loudness(powers, peaks)
            if abs(short) <= CLOSE_LU:
                return gain
            gain = FilmGain(gain.db + short, release_db)
    return gain


def pressed(peaks: Blocks, parts: Sequence[Segment]) -> Blocks:
    """The film's peaks, told higher than they are around seams."""
    told = peaks.copy()
    for part in parts[1:]:
        seam = part.blocks.start
        told[max(0, seam - _SEAM) : seam + _SEAM] *= np.float32(10 ** (_SEAM_DB / 20))
    return told
