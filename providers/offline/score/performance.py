"""How a score is played: block by block into a hall, so that half an hour needs no more memory than a minute."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from infra.media.sound import RATE
from providers.offline.score.composition import Piece
from providers.offline.score.instruments import Orchestra, hall

_BLOCK = 1 << 17
"""Samples played at a time, 2.7 seconds; with the hall's answer it fills a transform of twice that."""
_WET = 0.42
_KNEE, _CEILING = 0.5, 0.68
"""Above the knee the sound bends towards the ceiling, −3.3 dBFS, which it never reaches."""
_FADE_IN_S, _FADE_OUT_S = 0.8, 2.8


def perform(piece: Piece, total: int, seed: int) -> Iterator[NDArray[np.float32]]:
    """Exactly `total` samples at 48 kHz, as blocks of shape (samples, 2), faded in and out."""
    orchestra = Orchestra(RATE, piece.brightness, seed)
    answer = np.fft.rfft(hall(RATE), 2 * _BLOCK).astype(np.complex64)
    waiting = list(reversed(piece.notes))
    dry = np.zeros((2, _BLOCK), np.float32)
    echo = np.zeros((2, _BLOCK), np.float32)
    for start in range(0, total, _BLOCK):
        while waiting and round(waiting[-1].start * RATE) < start + _BLOCK:
            note = waiting.pop()
            dry = _added(dry, orchestra.play(note), round(note.start * RATE) - start)
        now = dry[:, :_BLOCK]
        wet = np.fft.irfft(np.fft.rfft(now, 2 * _BLOCK) * answer).astype(np.float32)
        block = now + _WET * (wet[:, :_BLOCK] + echo)
        echo = wet[:, _BLOCK:]
        dry = dry[:, _BLOCK:]
        dry = np.pad(dry, ((0, 0), (0, max(0, _BLOCK - dry.shape[1]))))
        yield _bent(block * _fades(start, total))[:, : total - start].T


def _added(bus: NDArray[np.float32], sound: NDArray[np.float32], at: int) -> NDArray[np.float32]:
    """`bus` with `sound` added at sample `at`, longer where it must be."""
    end = at + sound.shape[1]
    if end > bus.shape[1]:
        bus = np.pad(bus, ((0, 0), (0, end - bus.shape[1])))
    bus[:, at:end] += sound
    return bus


def _fades(start: int, total: int) -> NDArray[np.float32]:
    """The fades over the samples of the block at `start`; a short piece has short fades."""
    at = np.arange(start, start + _BLOCK)
    rise = np.clip(at / min(_FADE_IN_S * RATE, total / 6), 0, 1)
    fall = np.clip((total - 1 - at) / min(_FADE_OUT_S * RATE, total / 3), 0, 1)
    return np.asarray((0.5 - 0.5 * np.cos(np.pi * rise)) * (0.5 - 0.5 * np.cos(np.pi * fall)), np.float32)


def _bent(block: NDArray[np.float32]) -> NDArray[np.float32]:
    """A soft ceiling: untouched below the knee."""
    loud = np.abs(block)
    room = _CEILING - _KNEE
    bent = _KNEE + room * np.tanh((loud - _KNEE) / room)
    return np.where(loud > _KNEE, np.sign(block) * bent, block).astype(np.float32)
