"""A recogniser of speech, and a measure of pitch: what of a recording is understood, and how high it is."""

import re
import wave
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_RATE = 16_000
_FRAME_S, _STEP_S = 0.04, 0.01
_LOWEST_HZ, _HIGHEST_HZ = 55, 500
_VOICED = 0.15
"""Below this the difference of a frame and itself a period later says that it has a pitch (de Cheveigné, Kawahara 2002)."""


def samples_of(path: Path) -> tuple[NDArray[np.float64], int]:
    """A WAV file's samples from -1 to 1, and how many there are in a second."""
    with wave.open(str(path)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768, file.getframerate()


def heard(path: Path) -> list[str]:
    """The words that CMU's recogniser of English hears."""
    samples, rate = samples_of(path)
    length = round(len(samples) * _RATE / rate)
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    slower = np.fft.irfft(spectrum, length) * length / len(samples)
    decoder = _decoder()
    decoder.start_utt()
    decoder.process_raw((np.clip(slower, -1, 1) * 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    found = decoder.hyp()
    return str(found.hypstr).split() if found else []


def understood(path: Path, text: str) -> int:
    """How many words of a text are heard, in their order."""
    words = re.findall(r"[a-z']+", text.lower())
    blocks = SequenceMatcher(None, words, heard(path), autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)


def pitch_of(path: Path) -> float:
    """The median pitch of what is voiced in a recording, in Hz (YIN)."""
    samples, rate = samples_of(path)
    frame, longest, shortest = int(_FRAME_S * rate), int(rate / _LOWEST_HZ), int(rate / _HIGHEST_HZ)
    found = []
    for start in range(0, len(samples) - frame - longest, int(_STEP_S * rate)):
        part = samples[start : start + frame + longest]
        if np.sqrt(np.mean(part[:frame] ** 2)) < 0.03:
            continue
        shifted = np.lib.stride_tricks.sliding_window_view(part, frame)[:longest]
        difference = np.sum((shifted - part[:frame]) ** 2, axis=1)
        normal = difference * np.arange(longest) / np.maximum(np.cumsum(difference), 1e-9)
        low = np.flatnonzero(normal[shortest:] < _VOICED)
        if not len(low):
            continue
        period = shortest + int(low[0])
        while period + 1 < longest and normal[period + 1] < normal[period]:
            period += 1
        found.append(rate / period)
    return float(np.median(found))


def semitones(one: float, other: float) -> float:
    """How far two pitches are apart."""
    return float(abs(12 * np.log2(one / other)))


@cache
def _decoder() -> Any:
    from pocketsphinx import Decoder

    return Decoder(samprate=_RATE, loglevel="FATAL")
