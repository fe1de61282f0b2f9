"""How a note sounds: additive and spectral synthesis with numpy, every array of shape (2, samples)."""

import numpy as np
from numpy.typing import NDArray

from providers.offline.score.composition import Note

Stereo = NDArray[np.float32]

_TABLE = 1 << 18
"""Samples of a pad's table: 5.5 seconds that loop without a seam."""
_PAD_ATTACK_S, _PAD_RELEASE_S = 1.1, 1.6
_BASS_CHANGE_S = 0.45

_PARTIALS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "piano": ((1, 1.0, 1.5), (2.001, 0.42, 1.0), (3.004, 0.16, 0.7), (4.01, 0.07, 0.45), (5.02, 0.03, 0.3)),
    "bell": ((1, 1.0, 1.9), (2.0, 0.12, 1.2), (3.98, 0.28, 0.55), (6.9, 0.05, 0.2)),
    "pluck": ((1, 1.0, 0.55), (2.0, 0.45, 0.4), (3.0, 0.28, 0.3), (4.0, 0.12, 0.2), (5.0, 0.07, 0.14)),
    "pulse": ((1, 1.0, 0.22), (2.0, 0.6, 0.18), (3.0, 0.35, 0.13), (4.0, 0.2, 0.1), (5.0, 0.1, 0.08)),
}
"""Partials of the struck instruments: ratio to the fundamental, amplitude, decay in seconds to 1/e."""

_LEVELS = {"piano": 0.05, "bell": 0.048, "pluck": 0.058, "pulse": 0.14, "bass": 0.04, "pad": 0.023}
"""Amplitude of a note at full level; root mean square for the pad."""
_ATTACKS_S = {"piano": 0.012, "bell": 0.004, "pluck": 0.004, "pulse": 0.02}


class Orchestra:
    """Plays notes; what a pitch needs is made once and kept. `seed` is the pads' texture."""

    def __init__(self, rate: int, brightness: float, seed: int) -> None:
        self._rate = rate
        self._brightness = brightness
        self._seed = seed
        self._pads: dict[int, NDArray[np.float32]] = {}
        self._struck: dict[tuple[str, int], NDArray[np.float32]] = {}

    def play(self, note: Note) -> Stereo:
        """The samples of a note from its start until it has died away."""
        if note.instrument == "pad":
            return self._pad(note)
        mono = self._bass(note) if note.instrument == "bass" else self._strike(note)
        angle = (note.pan + 1) * np.pi / 4
        sides = np.array([[np.cos(angle)], [np.sin(angle)]], np.float32)
        return np.asarray(mono * (sides * np.float32(note.level * np.sqrt(2))), np.float32)

    def _pad(self, note: Note) -> Stereo:
        table = self._pads.get(note.pitch)
        if table is None:
            table = self._pads[note.pitch] = self._pad_table(note.pitch)
        size = round((note.length + _PAD_RELEASE_S) * self._rate)
        # The two sides read the same texture half a table apart: wide, and sound in mono.
        from_here = (round(note.start * self._rate) * 7 + note.pitch * 9973) % _TABLE
        sides = [np.resize(np.roll(table, -(from_here + side)), size) for side in (0, _TABLE // 2)]
        gains = (1 - max(0.0, note.pan), 1 + min(0.0, note.pan))
        shape = _envelope(size, round(_PAD_ATTACK_S * self._rate), round(_PAD_RELEASE_S * self._rate))
        shape *= np.float32(note.level)
        return np.stack([side * shape * np.float32(gain) for side, gain in zip(sides, gains, strict=True)])

    def _pad_table(self, pitch: int) -> NDArray[np.float32]:
        """A choir of detuned strings: each harmonic is a narrow band of random phases (PADsynth)."""
        hertz = _hertz(pitch)
        bin_hz = self._rate / _TABLE
        frequencies = np.arange(_TABLE // 2 + 1, dtype=np.float32) * np.float32(bin_hz)
        spectrum = np.zeros(_TABLE // 2 + 1, np.float32)
        cutoff = 500 + 2600 * self._brightness
        for harmonic in range(1, 17):
            centre = hertz * harmonic
            if centre > 9000:
                break
            width = centre * (2 ** (22 / 1200) - 1) * harmonic**0.2
            amplitude = harmonic ** -(2.0 - 0.7 * self._brightness) / (1 + (centre / cutoff) ** 2)
            low, high = (int((centre + side * 5 * width) / bin_hz) for side in (-1, 1))
            band = slice(max(1, low), high + 2)
            shape = np.exp(-(((frequencies[band] - centre) / width) ** 2)) / np.sqrt(width)
            spectrum[band] += (amplitude * shape).astype(np.float32)
        phases = np.random.default_rng([self._seed, pitch]).random(len(spectrum), np.float32)
        table = np.fft.irfft(spectrum * np.exp(2j * np.pi * phases)).astype(np.float32)
        return table * np.float32(_LEVELS["pad"] / np.sqrt(np.mean(table**2)))

    def _bass(self, note: Note) -> NDArray[np.float32]:
        size, change = round((note.length + _BASS_CHANGE_S) * self._rate), round(_BASS_CHANGE_S * self._rate)
        # Phases count from the start of the piece, so that a held pitch goes on without a bump.
        at = np.arange(size, dtype=np.float64) + round(note.start * self._rate)
        turn = at * (2 * np.pi * _hertz(note.pitch) / self._rate)
        wave = np.sin(turn) + 0.45 * np.sin(2 * turn) + 0.16 * np.sin(3 * turn) + 0.05 * np.sin(4 * turn)
        shape = _envelope(size, change, change)
        return np.asarray(wave * shape * _LEVELS["bass"], np.float32)

    def _strike(self, note: Note) -> NDArray[np.float32]:
        key = (note.instrument, note.pitch)
        if key not in self._struck:
            self._struck[key] = self._struck_once(*key)
        return self._struck[key]

    def _struck_once(self, instrument: str, pitch: int) -> NDArray[np.float32]:
        partials = _PARTIALS[instrument]
        # Low strings ring longer than high ones.
        ring = 2.0 ** ((64 - pitch) / 24)
        size = round(min(5.0, 6 * partials[0][2] * ring) * self._rate)
        time = np.arange(size, dtype=np.float64) / self._rate
        wave = np.zeros(size)
        for ratio, amplitude, decay in partials:
            hertz = _hertz(pitch) * ratio
            if hertz < 12_000:
                wave += amplitude * np.exp(time * (-1 / (decay * ring))) * np.sin(time * (2 * np.pi * hertz))
        attack = round(_ATTACKS_S[instrument] * self._rate)
        wave *= _envelope(size, attack, min(size - attack, round(0.3 * self._rate)))
        return np.asarray(wave * _LEVELS[instrument], np.float32)


_HALL_S = 2.6


def hall(rate: int) -> Stereo:
    """A large room's answer to a click: noise that dies away, its treble first; each side has energy 1."""
    size = round(_HALL_S * rate)
    time = np.arange(size) / rate
    frequencies = np.fft.rfftfreq(size, 1 / rate)
    noise = np.random.default_rng(1).standard_normal((2, size))
    answer = np.zeros((2, size))
    for low, high, decay_s in ((180, 900, 2.4), (900, 3000, 1.9), (3000, 7000, 1.0)):
        edges = 1 / (1 + (low / np.maximum(frequencies, 1)) ** 6) / (1 + (frequencies / high) ** 6)
        band = np.fft.irfft(np.fft.rfft(noise) * edges, size)
        answer += band * 10 ** (-3 * time / decay_s)
    arrival = np.clip((time - 0.018) / 0.03, 0, 1)
    answer *= arrival * _envelope(size, 1, round(0.2 * rate))
    return np.asarray(answer / np.sqrt((answer**2).sum(axis=1, keepdims=True)), np.float32)


def _hertz(pitch: int) -> float:
    return float(440.0 * 2.0 ** ((pitch - 69) / 12))


def _envelope(size: int, attack: int, release: int) -> NDArray[np.float32]:
    """One, with a rounded rise over `attack` samples and a rounded fall over the last `release`."""
    shape = np.ones(size, np.float32)
    attack, release = min(attack, size), min(release, size)
    shape[:attack] *= _rise(attack)
    shape[size - release :] *= _rise(release)[::-1]
    return shape


def _rise(size: int) -> NDArray[np.float32]:
    return np.asarray(0.5 - 0.5 * np.cos(np.pi * (np.arange(size) + 0.5) / max(1, size)), np.float32)
