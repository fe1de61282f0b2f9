"""Strips: stretches of sound laid into the film, each with its place, its gain and its fades."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from infra.media.sound import RATE, Samples


class Strip(NamedTuple):
    """Sound from sample `first` of the film on, for `length` samples.

    `open` begins the sound anew, in pieces of shape (n, 1) or (n, 2); where it ends early, silence
    follows, and its first `skip` samples are left out. `rise` and `fall` are the samples of the fades
    at its ends: of equal power, so that what overlaps in a fade stays as loud.
    """

    first: int
    length: int
    open: Callable[[], Iterator[Samples]]
    gain: float = 1.0
    rise: int = 0
    fall: int = 0
    skip: int = 0

    def fades(self, at: NDArray[np.int64]) -> NDArray[np.float32]:
        """The gain of the fades at samples `at` of the strip."""
        share = np.minimum((at + 0.5) / max(1, self.rise), (self.length - at - 0.5) / max(1, self.fall))
        return np.asarray(np.sin(np.pi / 2 * np.clip(share, 0, 1)), np.float32)


def laid(strips: Sequence[Strip], total: int) -> Iterator[Samples]:
    """The sum of all strips as stereo blocks of a second, `total` in all.

    A file is open only while the film is in its strip, and never in memory whole.
    """
    waiting = sorted(strips, key=lambda strip: strip.first, reverse=True)
    playing: list[_Playing] = []
    for start in range(0, total, RATE):
        block = np.zeros((min(RATE, total - start), 2), np.float32)
        while waiting and waiting[-1].first < start + len(block):
            playing.append(_Playing(waiting.pop()))
        for one in playing:
            one.add_to(block, start)
        playing = [one for one in playing if one.strip.first + one.strip.length > start + RATE]
        yield block


class _Playing:
    """A strip that has begun."""

    def __init__(self, strip: Strip) -> None:
        self.strip = strip
        self._pieces = strip.open()
        self._held: Samples = np.zeros((0, 1), np.float32)
        skipped = 0
        while skipped < strip.skip:
            skipped += len(self._take(min(RATE, strip.skip - skipped)))

    def add_to(self, block: Samples, start: int) -> None:
        """Add the strip's part of the film's block that begins at sample `start`."""
        first, length = self.strip.first, self.strip.length
        begin, end = max(start, first), min(start + len(block), first + length)
        if end <= begin:
            return
        sound = self._take(end - begin) * np.float32(self.strip.gain)
        at = begin - first
        if at < self.strip.rise or at + len(sound) > length - self.strip.fall:
            sound *= self.strip.fades(np.arange(at, at + len(sound)))[:, None]
        block[begin - start : end - start] += sound

    def _take(self, count: int) -> Samples:
        pieces, have = [self._held], len(self._held)
        while have < count and (piece := next(self._pieces, None)) is not None:
            pieces.append(piece)
            have += len(piece)
        width = max(piece.shape[1] for piece in pieces)
        if have < count:
            pieces.append(np.zeros((count - have, width), np.float32))
        held = np.concatenate([piece for piece in pieces if len(piece)])
        self._held = held[count:]
        return held[:count]
