"""Strips: stretches of sound laid into the film, each with its place, its gain and its fades."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from infra.media.sound import RATE, Samples


class Strip(NamedTuple):
    """Sound from sample `first` of the film on, for `length` samples.

    `open` begins the sound at one of its samples, in pieces of shape (n, 1) or (n, 2); where it ends early,
    silence follows, and its first `skip` samples are left out. `told` says in plain words what sound it is.
    `rise` and `fall` are the samples of the fades at its ends: of equal power, so that what overlaps in a
    fade stays as loud.
    """

    first: int
    length: int
    open: Callable[[int], Iterator[Samples]]
    told: tuple[str | int | float, ...] = ()
    gain: float = 1.0
    rise: int = 0
    fall: int = 0
    skip: int = 0

    @property
    def end(self) -> int:
        """The film's sample before which it ends."""
        return self.first + self.length

    def fades(self, at: NDArray[np.int64]) -> NDArray[np.float32]:
        """The gain of the fades at samples `at` of the strip."""
        share = np.minimum((at + 0.5) / max(1, self.rise), (self.length - at - 0.5) / max(1, self.fall))
        return np.asarray(np.sin(np.pi / 2 * np.clip(share, 0, 1)), np.float32)


def laid(strips: Sequence[Strip], first: int, end: int) -> Iterator[Samples]:
    """The sum of all strips from the film's sample `first` to before `end`, as stereo blocks of a second.

    A file is open only while the film is in its strip, and never in memory whole.
    """
    heard = [strip for strip in strips if strip.first < end and strip.end > first]
    waiting = sorted(heard, key=lambda strip: strip.first, reverse=True)
    playing: list[_Playing] = []
    for start in range(first, end, RATE):
        block = np.zeros((min(RATE, end - start), 2), np.float32)
        while waiting and waiting[-1].first < start + len(block):
            playing.append(_Playing(waiting.pop(), start))
        for one in playing:
            one.add_to(block, start)
        playing = [one for one in playing if one.strip.end > start + RATE]
        yield block


class _Playing:
    """A strip that has begun, at its own beginning or at sample `start` of the film where that is later."""

    def __init__(self, strip: Strip, start: int) -> None:
        self.strip = strip
        self._pieces = strip.open(strip.skip + max(0, start - strip.first))
        self._held: Samples = np.zeros((0, 1), np.float32)

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
