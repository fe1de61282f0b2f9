"""Loudness by EBU R 128 and true peaks, measured while the sound goes by."""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from infra.media.sound import RATE, Samples

BLOCK = RATE // 200
"""Samples of the 5 ms for which power and peak are kept."""

SILENT_LUFS = -70.0
"""The loudness of silence, and the gate below which nothing counts."""

Blocks = NDArray[np.float32]
"""One number for each 5 ms."""

_CHUNK, _HISTORY = 125 * BLOCK, 25 * BLOCK
"""Samples filtered at once, and how many before them still ring in the filter; of both together a transform is quick."""
HOP = RATE // 10 // BLOCK
"""Blocks in 100 ms; the gate looks at 400 ms in steps of these."""
_REACH = 12
"""Samples on either side from which a peak between two samples is reckoned."""


_WATCHED = 0.5
"""The amplitude above which peaks between samples are looked for."""
_NEAR = 0.6
"""As a share of a block's highest sample: what lies between two lower ones is no higher than that sample."""


class Meter:
    """Measures samples of shape (n, channels) as they are added: `powers` (K-weighted) and `peaks`.

    Call `close` after the last. A single channel counts as if it were heard from both sides. Peaks
    below `watched` (an amplitude) are those of the samples; above it those between samples count too.
    With `peaks_only` there are no powers.
    """

    def __init__(self, channels: int = 2, *, watched: float = _WATCHED, peaks_only: bool = False) -> None:
        self._channels = channels
        self._watched = watched
        self._peaks_only = peaks_only
        self._held = np.zeros((_HISTORY, channels), np.float32)
        self._coming: list[Samples] = []
        self._count = 0
        self._powers: list[Blocks] = []
        self._peaks: list[Blocks] = []

    def add(self, samples: Samples) -> None:
        """Measure more."""
        self._coming.append(samples)
        self._count += len(samples)
        if self._count >= _CHUNK:
            self._gather()

    def close(self) -> None:
        """Measure what is left, filled up with silence to a whole block."""
        self._gather()
        left = len(self._held) - _HISTORY
        if left:
            self._measure(np.pad(self._held, ((0, -left % BLOCK), (0, 0))))
            self._held = self._held[:_HISTORY]

    def _gather(self) -> None:
        self._held = np.concatenate([self._held, *self._coming])
        self._coming, self._count = [], 0
        while len(self._held) >= _HISTORY + _CHUNK:
            self._measure(self._held[: _HISTORY + _CHUNK])
            self._held = self._held[_CHUNK:]

    @property
    def powers(self) -> Blocks:
        """The mean square of each block after the ear's weighting, both sides added."""
        return np.concatenate(self._powers) if self._powers else np.zeros(0, np.float32)

    @property
    def peaks(self) -> Blocks:
        """The highest amplitude in each block."""
        return np.concatenate(self._peaks) if self._peaks else np.zeros(0, np.float32)

    def _measure(self, window: Samples) -> None:
        if not self._peaks_only:
            size = _HISTORY + _CHUNK
            heard = np.fft.irfft(np.fft.rfft(window.T, size) * _weighting(size), size)
            heard = heard[:, _HISTORY : len(window)]
            both = 2 if self._channels == 1 else 1
            self._powers.append(np.square(heard).reshape(self._channels, -1, BLOCK).mean(2).sum(0) * both)
        peaks = np.abs(window[_HISTORY:]).reshape(-1, BLOCK * self._channels).max(1)
        loud = np.flatnonzero(peaks > self._watched)
        if len(loud):
            peaks[loud] = _between(window, _HISTORY + loud * BLOCK, peaks[loud])
        self._peaks.append(peaks)


def integrated(powers: NDArray[Any]) -> float:
    """The loudness in LUFS of a whole sound from its blocks' powers, gated; −70 for silence."""
    hops = hops_of(powers)
    if len(hops) < 4:
        return max(SILENT_LUFS, _lufs(float(powers.mean()) if len(powers) else 0.0))
    return gated(hops)


def hops_of(powers: NDArray[Any]) -> NDArray[np.float64]:
    """The powers in each whole 100 ms."""
    return np.asarray(powers[: len(powers) // HOP * HOP].reshape(-1, HOP).mean(1), np.float64)


def gated(hops: NDArray[np.float64]) -> float:
    """The loudness in LUFS of a whole sound from its powers in each 100 ms, four of them or more."""
    moments = np.convolve(hops, np.ones(4) / 4, "valid")
    loud = moments[moments > _power(SILENT_LUFS)]
    if not len(loud):
        return SILENT_LUFS
    return _lufs(float(loud[loud > loud.mean() / 10].mean()))


def drawn(edges: NDArray[Any]) -> NDArray[np.float32]:
    """A value for every sample of whole blocks, straight from each block's edge to the next."""
    values = edges.astype(np.float32)
    ramp = np.arange(BLOCK, dtype=np.float32) / BLOCK
    return (values[:-1, None] + np.diff(values)[:, None] * ramp).reshape(-1).astype(np.float32, copy=False)


def gain(db: float) -> np.float32:
    """The factor that makes a sound `db` decibels louder."""
    return np.float32(10 ** (db / 20))


def _lufs(power: float) -> float:
    return -0.691 + 10 * float(np.log10(max(power, 1e-12)))


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


@cache
def _weighting(size: int) -> NDArray[np.complex64]:
    """The K-weighting of ITU-R BS.1770 at 48 kHz, for a transform of `size` samples."""
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    return np.asarray(shelf * high_pass, np.complex64)


def _between(window: Samples, begins: NDArray[np.intp], highest: Blocks) -> Blocks:
    """The highest amplitude at and between the samples, at four times the rate, of the blocks that begin there.

    `highest` are their highest samples. They are looked at a little late, because what follows a window's
    last sample is not known yet.
    """
    middles = window[(begins - _REACH - 1)[:, None] + np.arange(BLOCK + 1)]
    high = np.abs(middles).max(2) >= _NEAR * highest[:, None]
    block, at = np.nonzero(high[:, :-1] | high[:, 1:])
    neighbours = np.lib.stride_tricks.sliding_window_view(window, 2 * _REACH, axis=0)
    around = neighbours[(begins - 2 * _REACH)[block] + at]
    found = highest.copy()
    np.maximum.at(found, block, np.abs(around @ _interpolation()).max((1, 2)))
    return found


@cache
def _interpolation() -> NDArray[np.float32]:
    """The weights of 24 neighbours for the points at ¼, ½ and ¾ between the middle two."""
    at = np.arange(2 * _REACH)[:, None] - (_REACH - 1) - np.array([0.25, 0.5, 0.75])
    weights = np.sinc(at) * np.cos(np.pi * at / (2 * _REACH + 1)) ** 2
    return np.asarray(weights / weights.sum(0), np.float32)
