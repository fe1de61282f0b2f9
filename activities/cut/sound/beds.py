"""Beds: the sounds of places, synthesised from shaped noise and small events; quiet, and never the same twice."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activities.cut.sound.ambience import ROOM_TONE
from activities.cut.sound.loudness import BLOCK, drawn, gain
from infra.media.sound import RATE, Samples

BED_LUFS = -38.0
"""How loud every other bed is."""

_Curve = Callable[[NDArray[np.float64], "np.random.Generator"], NDArray[np.float64]]
"""A level in dB at moments in seconds; the generator is its own, and seeded."""
_Event = Callable[["np.random.Generator"], NDArray[np.float32]]
"""One short sound of at most a second, peaks near 1."""


class _Noise(NamedTuple):
    """Noise between two frequencies in hertz that falls by `slope` dB an octave; `width` is 0 (mono) to 1."""

    low: float
    high: float
    slope: float
    db: float
    curve: _Curve
    width: float = 0.6
    samples: int = 2**18


class _Events(NamedTuple):
    """Events scattered at random, `rate` a second, up to `db` loud, across the stereo field."""

    rate: float
    db: float
    event: _Event


class _Bed(NamedTuple):
    """What a bed is made of; `db` brings it to −38 LUFS."""

    db: float
    noises: tuple[_Noise, ...] = ()
    events: tuple[_Events, ...] = ()


def bed(kind: str, name: str, first: int = 0) -> Iterator[Samples]:
    """An endless bed from its sample `first` on, in stereo blocks of up to a second, about −38 LUFS (room tone: −62 dBFS RMS).

    The same `kind` and `name` give the same samples, wherever it is begun.
    """
    second, late = divmod(first, RATE)
    made = _BEDS[kind]
    seed = zlib.crc32(f"{kind}/{name}".encode())
    layers = [_noise(noise, np.random.default_rng([seed, n]), second) for n, noise in enumerate(made.noises)]
    layers += [_scattered(some, [seed, 99, n], second) for n, some in enumerate(made.events)]
    while True:
        block = sum((next(layer) for layer in layers), np.zeros((RATE, 2), np.float32)) * gain(made.db)
        yield block[late:]
        late = 0


def _noise(noise: _Noise, rng: np.random.Generator, second: int) -> Iterator[Samples]:
    loop = _loop(noise.low, noise.high, noise.slope, noise.width, noise.samples)
    at = (int(rng.integers(len(loop))) + second * RATE) % len(loop)
    # A curve gets the same generator at every second, so that it stays one curve.
    seed = int(rng.integers(2**31))
    edges = np.arange(0, RATE + BLOCK, BLOCK)
    while True:
        db = noise.db + noise.curve(second + edges / RATE, np.random.default_rng(seed))
        level = drawn(10 ** (db / 20))
        taken = np.take(loop, np.arange(at, at + RATE), axis=0, mode="wrap")
        yield taken * level[:, None]
        at = (at + RATE) % len(loop)
        second += 1


@cache
def _loop(low: float, high: float, slope: float, width: float, samples: int) -> Samples:
    """Shaped stereo noise of RMS 1 that goes round without a seam."""
    rng = np.random.default_rng([samples, round(low), round(high)])
    hertz = np.fft.rfftfreq(samples, 1 / RATE)[1:].astype(np.float32)
    shape = hertz ** (-slope / 6.02) / np.sqrt((1 + (low / hertz) ** 6) * (1 + (hertz / high) ** 6))
    middle, left, right = np.fft.rfft(rng.standard_normal((3, samples), np.float32))[:, 1:] * shape
    spectra = np.stack([middle + width * left, middle + width * right])
    sides = np.fft.irfft(np.pad(spectra, ((0, 0), (1, 0))), samples).T
    return np.ascontiguousarray(sides / np.sqrt(np.mean(sides**2)), np.float32)


def _scattered(some: _Events, seed: Sequence[int], second: int) -> Iterator[Samples]:
    """Each second has events of its own, which ring into the next one."""
    tail = _begun(some, seed, second - 1)[RATE:] if second else np.zeros((RATE, 2), np.float32)
    while True:
        block = _begun(some, seed, second)
        yield tail + block[:RATE]
        tail = block[RATE:]
        second += 1


def _begun(some: _Events, seed: Sequence[int], second: int) -> Samples:
    """The two seconds in which the events are heard that begin in this one."""
    rng = np.random.default_rng([*seed, second])
    block = np.zeros((2 * RATE, 2), np.float32)
    for _ in range(rng.poisson(some.rate)):
        at, side = int(rng.integers(RATE)), rng.uniform(0.15, 0.85)
        sound = some.event(rng) * gain(some.db - rng.exponential(6.0))
        block[at : at + len(sound)] += sound[:, None] * np.array(
            [np.cos(np.pi / 2 * side), np.sin(np.pi / 2 * side)], np.float32
        )
    return block


def _steady(time: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    return 0.6 * _wander(time, rng, 9.0)


def _wander(time: NDArray[np.float64], rng: np.random.Generator, period: float) -> NDArray[np.float64]:
    """A slow curve between about −1 and 1 that does not repeat; its swings take `period` seconds and less."""
    turns = np.array([1.0, 0.618, 0.414, 0.268]) * period
    phases = rng.random(4)
    waves = np.sin(2 * np.pi * (time[:, None] / turns + phases)) * [0.5, 0.35, 0.25, 0.15]
    return np.asarray(waves.sum(1))


def _swaying(depth_db: float, period: float) -> _Curve:
    return lambda time, rng: depth_db * _wander(time, rng, period)


def _waves(time: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Breakers: each rises in two seconds, spends itself in four, and no two are alike."""
    drift = time + 1.3 * _wander(time, rng, 23.0)
    share = (drift / 7.3 + rng.random()) % 1.0
    swell = np.where(share < 0.3, np.sin(np.pi / 2 * share / 0.3) ** 2, np.exp(-(share - 0.3) * 4.5))
    return np.asarray(-16 + 16 * swell + 2 * _wander(time, rng, 31.0))


def _passing(time: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Something that comes by now and then, and is gone again."""
    near = np.clip(_wander(time, rng, 17.0), 0, 1)
    return np.asarray(-14 + 16 * near**1.5)


def _bubbling(period: float) -> _Curve:
    return lambda time, rng: 3.0 * _wander(time, rng, period) + 2.0 * _wander(time, rng, 4.7)


def _drop(rng: np.random.Generator) -> NDArray[np.float32]:
    time = np.arange(480) / RATE
    ring = np.sin(2 * np.pi * rng.uniform(1800, 5200) * time) * np.exp(-time * rng.uniform(400, 900))
    return np.asarray(ring * np.minimum(1, time * 4000), np.float32)


def _crackle(rng: np.random.Generator) -> NDArray[np.float32]:
    time = np.arange(round(rng.uniform(0.004, 0.03) * RATE)) / RATE
    burst = rng.standard_normal(len(time)) * np.exp(-time * rng.uniform(180, 700))
    return np.asarray(0.4 * burst * np.minimum(1, time * 6000), np.float32)


def _chirps(rng: np.random.Generator) -> NDArray[np.float32]:
    """A cricket: three or four strokes of its wings."""
    hertz, strokes = rng.uniform(4100, 4700), int(rng.integers(3, 5))
    time = np.arange(round(0.034 * strokes * RATE)) / RATE
    stroke = np.sin(np.pi * np.clip((time % 0.034) / 0.022, 0, 1)) ** 2
    return np.asarray(stroke * np.sin(2 * np.pi * hertz * time), np.float32)


def _bird(rng: np.random.Generator) -> NDArray[np.float32]:
    """A bird far off: a few notes that slide."""
    notes = []
    hertz = rng.uniform(2300, 4200)
    for _ in range(int(rng.integers(2, 6))):
        time = np.arange(round(rng.uniform(0.05, 0.11) * RATE)) / RATE
        share = time / time[-1]
        slide = hertz * (1 + rng.uniform(-0.18, 0.22) * np.sin(np.pi * share * rng.uniform(0.5, 1)))
        note = np.sin(2 * np.pi * np.cumsum(slide) / RATE) * np.sin(np.pi * share) ** 2
        notes += [note, np.zeros(round(rng.uniform(0.02, 0.06) * RATE))]
        hertz *= rng.uniform(0.85, 1.2)
    return np.concatenate(notes).astype(np.float32)


def _hum(time: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    return 1.2 * _wander(time, rng, 5.3)


_BEDS: dict[str, _Bed] = {
    ROOM_TONE: _Bed(-62, (_Noise(40, 7000, 3, 0, _steady),)),
    "room": _Bed(-39.2, (_Noise(60, 420, 5, 0, _steady, 0.4), _Noise(300, 5000, 4, -22, _steady))),
    "wind": _Bed(
        -41.2,
        (
            _Noise(70, 420, 5, 0, _swaying(7, 13.0)),
            _Noise(380, 900, 4, -11, _swaying(9, 7.1), 1.0, 196_608),
            _Noise(1500, 6000, 3, -27, _swaying(8, 5.3), 1.0),
        ),
    ),
    "sea": _Bed(
        -38.0,
        (
            _Noise(50, 300, 5, -4, _swaying(3, 19.0)),
            _Noise(250, 2500, 3, 0, _waves, 0.9, 196_608),
            _Noise(2000, 9000, 2, -12, _waves, 1.0),
        ),
    ),
    "rain": _Bed(
        -44.4,
        (_Noise(700, 11_000, 1, 0, _swaying(2, 11.0), 1.0), _Noise(90, 500, 4, -6, _steady)),
        (_Events(45, -4, _drop),),
    ),
    "storm": _Bed(
        -46.7,
        (
            _Noise(600, 9000, 2, 0, _swaying(4, 9.0), 1.0),
            _Noise(60, 420, 4, 3, _swaying(7, 11.0)),
            _Noise(25, 110, 4, -4, _passing, 0.3, 196_608),
        ),
        (_Events(30, -6, _drop),),
    ),
    "stream": _Bed(
        -44.9,
        (
            _Noise(250, 900, 2, -3, _bubbling(0.31), 0.8),
            _Noise(900, 2600, 2, 0, _bubbling(0.19), 0.9, 196_608),
            _Noise(2600, 9000, 3, -8, _bubbling(0.13), 1.0),
        ),
    ),
    "night": _Bed(
        -40.4,
        (_Noise(80, 700, 5, 0, _swaying(2, 15.0)),),
        (_Events(3.2, 8, _chirps), _Events(4.0, -3, _chirps)),
    ),
    "birds": _Bed(
        -40.6,
        (_Noise(80, 500, 5, 0, _swaying(3, 13.0)), _Noise(1800, 7000, 2, -14, _swaying(5, 6.1), 1.0)),
        (_Events(0.55, 5, _bird), _Events(0.5, -5, _bird)),
    ),
    "fire": _Bed(
        -40.2,
        (_Noise(60, 350, 4, 0, _bubbling(0.7)), _Noise(800, 5000, 2, -16, _bubbling(0.4), 0.9)),
        (_Events(9, 17, _crackle), _Events(22, 7, _crackle)),
    ),
    "city": _Bed(
        -38.7,
        (
            _Noise(40, 260, 5, 0, _swaying(2, 17.0)),
            _Noise(200, 1200, 4, -4, _passing, 0.9, 196_608),
            _Noise(900, 4000, 4, -18, _passing, 1.0),
        ),
    ),
    "machine": _Bed(
        -41.6,
        (
            _Noise(54, 56, 6, 0, _hum, 0.2),
            _Noise(109, 111, 6, -3, _hum, 0.3, 196_608),
            _Noise(70, 600, 5, -2, _steady, 0.5),
            _Noise(700, 3500, 4, -22, _steady, 0.9),
        ),
    ),
}

KINDS: tuple[str, ...] = tuple(_BEDS)
"""Every bed that can be asked for."""
