"""Segments: the film's sound in stretches of half a minute or so, each mixed and encoded by itself.

They begin where shots do, so that a change within one shot, which keeps its length, is in one segment.
Each is mixed a little beyond both its ends: what lies there is what its neighbours have there, so that
filters, limiter and encoder are in full swing where it begins, and nothing is heard of the seam.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import lcm
from typing import NamedTuple

from activities.cut.sound.loudness import BLOCK
from activities.cut.sound.strips import Strip
from infra.media.aac_pieces import FRAME
from infra.media.sound import RATE
from models.cut.timeline import Timeline

_SHORTEST, _LONGEST = 24 * RATE, 60 * RATE
_LAST = 8 * RATE
"""A film's end that is shorter than this belongs to the segment before it."""
_GRID = lcm(FRAME, BLOCK)
"""Segments begin at whole frames of AAC and at whole blocks of 5 ms: 0.16 s from where a shot does at most."""

BEFORE = 35 * BLOCK
"""Samples mixed before a segment: enough for the meter's filter, and for the eight AAC frames that come before.

No more, since a voice ends 0.35 s before its shot does: with the grid, this still lies behind it.
"""
AFTER = 18 * BLOCK
"""Samples mixed after a segment: four AAC frames, by which its last ones know what comes; voices begin later."""


class Segment(NamedTuple):
    """The film's samples from `first` to before `end`, of `total`; `number` counts from 0."""

    number: int
    first: int
    end: int
    total: int

    @property
    def begin(self) -> int:
        """The first sample that is mixed for it."""
        return max(0, self.first - BEFORE)

    @property
    def stop(self) -> int:
        """The sample before which its mix ends."""
        return min(self.total, self.end + AFTER)

    @property
    def blocks(self) -> slice:
        """Its blocks among those of the film."""
        return slice(self.first // BLOCK, -(-self.end // BLOCK))


def segments(timeline: Timeline) -> list[Segment]:
    """The film's segments; they depend on the lengths of its shots and on nothing else."""
    total = round(timeline.seconds * RATE)
    shots = [round(start / timeline.fps * RATE / _GRID) * _GRID for start in timeline.starts()]
    firsts = [0]
    while total - firsts[-1] > _SHORTEST + _LAST:
        at = bisect_left(shots, firsts[-1] + _SHORTEST)
        longest = firsts[-1] + _LONGEST // _GRID * _GRID
        following = min(shots[at], longest) if at < len(shots) else longest
        if total - following < _LAST:
            break
        firsts.append(following)
    ends = [*firsts[1:], total]
    return [Segment(n, first, end, total) for n, (first, end) in enumerate(zip(firsts, ends, strict=True))]


def shared(
    strips: dict[float, list[Strip]], parts: Sequence[Segment]
) -> list[dict[float, tuple[Strip, ...]]]:
    """For each segment the strips that are heard in its mix, in the order and by the buses they are given in."""
    begins, stops = [part.begin for part in parts], [part.stop for part in parts]
    found: list[dict[float, list[Strip]]] = [{} for _ in parts]
    for db, laid in strips.items():
        for strip in laid:
            for number in range(bisect_right(stops, strip.first), bisect_left(begins, strip.end)):
                found[number].setdefault(db, []).append(strip)
    return [{db: tuple(heard) for db, heard in one.items()} for one in found]
