"""Tells speech from pauses in a recording, by energy."""

import numpy as np
from numpy.typing import NDArray

from activities.cut.captions.spoken_lengths import Span
from infra.media import sound

_HOP = sound.RATE // 100
_WINDOW = 3 * _HOP
_BAND_HZ = (120, 4000)
"""Where the energy of speech is; hum and hiss lie outside."""
_SILENCE_DB = -55.0
"""What stays below this, in dB of full scale, is no speech."""
_RANGE_DB, _RANGE_AT_LEAST_DB = 50.0, 10.0
"""How far below the voice the noise is taken to lie, at most and at least: a voice may make no pause."""
_THRESHOLD, _EDGE = 0.35, 0.2
"""Shares of the way from the noise to the speech, in dB: above the first is speech, down to the second its edge."""
_PAUSE_S, _BURST_S = 0.11, 0.05
"""Shorter silences belong to a word (a stop before a t), shorter sounds are clicks."""


def speech(samples: NDArray[np.float32]) -> list[Span]:
    """The stretches of speech in samples at `sound.RATE`, in order; none in silence.

    The threshold lies between what is the recording's noise and what its voice, so that neither a
    quiet voice nor a noisy room hides the pauses.
    """
    level = _level(samples)
    audible = level[level > _SILENCE_DB]
    if not len(audible):
        return []
    loudest = float(np.percentile(audible, 95))
    noise = float(np.clip(np.percentile(level, 4), loudest - _RANGE_DB, loudest - _RANGE_AT_LEAST_DB))
    heard = level > noise + _THRESHOLD * (loudest - noise)
    edge = level > noise + _EDGE * (loudest - noise)
    runs = [
        (first, last)
        for first, last in _runs(_grown(heard, edge))
        if (last - first) * _HOP >= _BURST_S * sound.RATE
    ]
    spans: list[Span] = []
    for first, last in runs:
        span = Span(first * _HOP / sound.RATE, last * _HOP / sound.RATE)
        if spans and span.start - spans[-1].end < _PAUSE_S:
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    return spans


def _level(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Energy in the band of speech, in dB of full scale, a hundred times a second."""
    padded = np.pad(samples, (_HOP, max(2 * _HOP, _WINDOW - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::_HOP]
    first, last = (round(hz * _WINDOW / sound.RATE) for hz in _BAND_HZ)
    shape = np.hanning(_WINDOW).astype(np.float32)
    power = [
        (np.abs(np.fft.rfft(part * shape, axis=1)[:, first:last]) ** 2).sum(axis=1)
        for part in np.array_split(frames, max(1, len(frames) // 500))
    ]
    energy = np.concatenate(power) * (2.0 / float(shape.sum()) ** 2)
    return np.asarray(10.0 * np.log10(energy + 1e-12), np.float32)


def _grown(core: NDArray[np.bool_], edge: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The runs of `edge` that hold something of `core`."""
    kept = np.zeros_like(edge)
    for first, last in _runs(edge):
        if core[first:last].any():
            kept[first:last] = True
    return kept


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and end of each run of true flags."""
    changes = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(first), int(end)) for first, end in changes.reshape(-1, 2)]
