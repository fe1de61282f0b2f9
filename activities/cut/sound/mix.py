"""The film's sound: voices, music and effects mixed, and delivered as AAC at the loudness that was asked for."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from activities.cut.sound.balance import Balanced, balanced
from activities.cut.sound.limiter import Plan, planned
from activities.cut.sound.loudness import BLOCK, Meter, drawn, integrated
from activities.cut.sound.sources import sources
from activities.cut.sound.strips import laid
from infra.media import sound
from infra.media.ffmpeg import media_errors
from infra.media.sound import RATE, Samples
from models.cut.timeline import Timeline

MIX_REVISION = "2"
"""Goes up when the same timeline would sound otherwise; part of the sound's recipe."""

_TRUE_PEAK_DB = -1.0
_CEILING_DB = -1.9
"""The limiter's ceiling: what AAC adds to a peak finds its place above it."""
_CLOSE_LU = 0.2
_CORRECTIONS = 2
_MEASURED, _MIXED, _ENCODED, _CHECKED = 0.12, 0.4, 0.9, 0.98
"""The shares of the work, for the progress told, that end with each of its steps."""


def mix(
    timeline: Timeline,
    media: Mapping[str, Path],
    loudness: int,
    into: Path,
    progress: Callable[[float], None],
) -> Path:
    """Write the film's sound to `into/sound.m4a`: AAC, 48 kHz, stereo, exactly as long as the timeline.

    `media` are the timeline's sound files by sha256. The encoded file is measured: it has `loudness`
    LUFS within half a LU, and true peaks below −1 dBTP. A film in which neither voice nor music is heard
    stays as quiet as its room. `progress` is told the share done; when it raises, nothing is left behind.

    Raises:
        DiskFull: no space is left.
        MediaError: a sound is missing or cannot be read.
        UnknownName: an effect is neither a file nor an ambience that the mix can make.

    """
    with (
        media_errors("Mixing the film's sound"),
        tempfile.TemporaryDirectory(prefix=".mix-", dir=into) as name,
    ):
        raw, encoded = Path(name) / "mix.f32", Path(name) / "sound.m4a"
        total = round(timeline.seconds * RATE)
        found = sources(timeline, media, partial(_tell, progress, 0.0, _MEASURED))
        sounds = balanced(timeline, found, loudness)
        meter = _mixed(sounds, total, raw, partial(_tell, progress, _MEASURED, _MIXED))
        powers, peaks = meter.powers, meter.peaks
        goal, ceiling = float(loudness), _CEILING_DB
        for attempt in range(1 + _CORRECTIONS):
            plan = planned(powers, peaks, goal, ceiling) if sounds.heard else Plan(peaks, 0.0, ceiling)
            # A correction does the last steps again, and its progress stands where they ended.
            begin = _CHECKED if attempt else _MIXED
            _encoded(raw, plan, encoded, partial(_tell, progress, begin, max(begin, _ENCODED)))
            lufs, peak = _heard(encoded, total, partial(_tell, progress, max(begin, _ENCODED), _CHECKED))
            off = loudness - lufs if sounds.heard else 0.0
            if abs(off) <= _CLOSE_LU and peak < _TRUE_PEAK_DB:
                break
            goal += off
            ceiling -= max(0.0, peak - _TRUE_PEAK_DB + 0.2)
        finished = encoded.replace(into / "sound.m4a")
    progress(1.0)
    return finished


def _mixed(sounds: Balanced, total: int, raw: Path, tell: Callable[[float], None]) -> Meter:
    """Write the mix as float samples and measure it."""
    meter, done = Meter(), 0
    buses = {db: laid(strips, total) for db, strips in sounds.strips.items() if strips}
    with raw.open("wb") as file:
        while done < total:
            block = np.zeros((min(RATE, total - done), 2), np.float32)
            moments = np.arange(done, done + RATE + BLOCK, BLOCK) / RATE
            for db, bus in buses.items():
                ducked = drawn(sounds.ducking.gain(moments, db))
                block += next(bus) * ducked[: len(block), None]
            meter.add(block)
            file.write(block.tobytes())
            done += len(block)
            tell(done / total)
    meter.close()
    return meter


def _encoded(raw: Path, plan: Plan, encoded: Path, tell: Callable[[float], None]) -> None:
    """Encode the mix with its planned gain."""
    done, total = 0, raw.stat().st_size // 8
    with sound.aac_writer(encoded) as write:
        for block in _blocks(raw):
            write(plan.applied(block, done))
            done += len(block)
            tell(done / total)


def _blocks(raw: Path) -> Iterator[Samples]:
    with raw.open("rb") as file:
        while len(samples := np.fromfile(file, np.float32, 2 * RATE)):
            yield samples.reshape(-1, 2)


def _heard(encoded: Path, total: int, tell: Callable[[float], None]) -> tuple[float, float]:
    """The loudness in LUFS and the true peak in dBTP of what a player gives."""
    meter, done = Meter(), 0
    for piece in sound.stream(encoded, channels=2):
        meter.add(piece[: total - done])
        done += len(piece)
        tell(min(1.0, done / total))
    meter.close()
    return integrated(meter.powers), 20 * float(np.log10(max(meter.peaks.max(), 1e-6)))


def _tell(progress: Callable[[float], None], begin: float, end: float, share: float) -> None:
    progress(round(begin + (end - begin) * share, 6))
