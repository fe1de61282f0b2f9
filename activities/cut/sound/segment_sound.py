"""One segment's sound: mixed and measured, then encoded with the film's gain, and its true peaks seen to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from activities.cut.sound.blocks import Measure
from activities.cut.sound.ducking import Ducking
from activities.cut.sound.film_gain import FilmGain
from activities.cut.sound.limiter import RELEASES_DB, Plan, edges
from activities.cut.sound.loudness import BLOCK, Blocks, Meter, drawn
from activities.cut.sound.segments import BEFORE, Segment
from activities.cut.sound.strips import Strip, laid
from infra.media import sound
from infra.media.aac_pieces import FRAME, write_piece
from infra.media.sound import RATE, Samples

TRUE_PEAK_DB = -1.0
_CORRECTIONS, _MORE_DB = 4, 0.25
"""How often peaks are brought down at most, and by how much more than they are too high."""
_LOST_DB = 0.2
"""How much quieter or louder encoding may make a segment."""
_NOTHING = 1e-8
"""The power of what nobody hears."""
_LEAD = BEFORE // FRAME * FRAME
"""Samples encoded before a segment: whole frames."""
_UNTOUCHED = 10
"""Blocks at a seam that no correction reaches: there its neighbour has them as they are."""
_SOFTLY_DB = 0.25
"""By how much more for each block it may bring the gain down behind them."""

Tell = Callable[[float], None]


class Mix(NamedTuple):
    """What is heard in a segment: strips by how many dB they are ducked under speech."""

    segment: Segment
    strips: Mapping[float, Sequence[Strip]]
    ducking: Ducking

    def told(self) -> dict[str, object]:
        """What determines its samples, in plain words."""
        part = self.segment
        return {
            "first": part.first,
            "end": part.end,
            "total": part.total,
            "strips": [
                [db, *one.told, one.first, one.length, one.gain, one.rise, one.fall, one.skip]
                for db, strips in self.strips.items()
                for one in strips
            ],
            "speech": self.ducking.within(part.begin / RATE, part.stop / RATE),
        }

    def media(self) -> tuple[str, ...]:
        """The files that are heard in it, by their sha256."""
        files = [str(one.told[1]) for some in self.strips.values() for one in some if one.told[0] != "bed"]
        return tuple(dict.fromkeys(files))

    def blocks(self) -> Iterator[Samples]:
        """Its samples in blocks of a second, from where its segment's mix begins."""
        part = self.segment
        buses = [(db, laid(strips, part.begin, part.stop)) for db, strips in self.strips.items()]
        for done in range(part.begin, part.stop, RATE):
            block = np.zeros((min(RATE, part.stop - done), 2), np.float32)
            moments = np.arange(done, done + RATE + BLOCK, BLOCK) / RATE
            for db, bus in buses:
                piece = next(bus)
                if db:
                    piece *= drawn(self.ducking.gain(moments, db))[: len(block), None]
                block += piece
            yield block

    def measured(self, raw: Path, tell: Tell) -> Measure:
        """Mix it into the file `raw`, and measure the segment itself."""
        part, meter, done = self.segment, Meter(), 0
        with raw.open("wb") as file:
            for block in self.blocks():
                meter.add(block)
                file.write(block.tobytes())
                done += len(block)
                tell(done / (part.stop - part.begin))
        meter.close()
        own = slice((part.first - part.begin) // BLOCK, -(-(part.end - part.begin) // BLOCK))
        return Measure(part.end - part.first, meter.powers[own], meter.peaks[own])


def along(gain: FilmGain, peaks: Blocks, part: Segment) -> NDArray[np.float64]:
    """The film's gain in dB at the edges of the blocks of the segment's mix."""
    return gain.along(peaks, part.begin // BLOCK, -(-part.stop // BLOCK))


def encoded(mix: Mix, raw: Path, gain: NDArray[np.float64], path: Path, tell: Tell) -> None:
    """Encode the segment with its gain, mixed anew where `raw` is not there; true peaks stay below −1 dBTP.

    What AAC adds to peaks, or takes from what is all clicks, is known once it is encoded. Where it is too
    much the gain is changed, and the segment encoded again.
    """
    part = mix.segment
    before, wanted = part.first - part.begin, 0.0
    skip = before - min(before, _LEAD)
    for attempt in range(1 + _CORRECTIONS):
        power = _Power()

        def along(share: float, done: int = attempt) -> None:
            tell(min(0.98, (done + share) / 2))

        write_piece(path, _louder(mix, raw, gain, skip, power, along), before - skip, part.end - part.first)
        wanted = wanted or power.mean
        over, heard = _heard(path, part, along)
        lost = 10 * float(np.log10((wanted + _NOTHING) / (heard + _NOTHING)))
        if not len(over) and abs(lost) <= _LOST_DB:
            break
        gain = _changed(gain, lost if abs(lost) > _LOST_DB else 0.0, over, part)
    raw.unlink(missing_ok=True)
    tell(1.0)


class _Power:
    """The mean power of samples that are added."""

    def __init__(self) -> None:
        self._sum, self._count = 0.0, 0

    def add(self, samples: Samples) -> None:
        self._sum += float(np.vdot(samples, samples))
        self._count += len(samples)

    @property
    def mean(self) -> float:
        return self._sum / max(1, self._count)


def _louder(
    mix: Mix, raw: Path, gain: NDArray[np.float64], skip: int, power: _Power, tell: Tell
) -> Iterator[Samples]:
    """The mix with its gain, without its first `skip` samples; `power` is given the segment's own."""
    part, plan, done = mix.segment, Plan(gain), 0
    before = part.first - part.begin
    for block in _mixed(mix, raw):
        louder = plan.applied(block, done)
        power.add(louder[max(0, before - done) : max(0, part.end - part.begin - done)])
        yield louder[max(0, skip - done) :]
        done += len(block)
        tell(0.8 * done / (part.stop - part.begin))


def _mixed(mix: Mix, raw: Path) -> Iterator[Samples]:
    if not raw.exists():
        yield from mix.blocks()
        return
    with raw.open("rb") as file:
        while len(samples := np.fromfile(file, np.float32, 2 * RATE)):
            yield samples.reshape(-1, 2)


def _heard(path: Path, part: Segment, tell: Tell) -> tuple[NDArray[np.float64], float]:
    """By how many dB each block of the encoded segment is above its true peak, and its mean power.

    There are no blocks where none is too high.
    """
    meter, power, told = Meter(watched=10 ** ((TRUE_PEAK_DB - 2.0) / 20), peaks_only=True), _Power(), 0
    # A film's first piece begins with a frame that primes the decoder; elsewhere that is the one before.
    for piece in sound.stream(path, 2, 0 if part.number else FRAME):
        meter.add(piece)
        power.add(piece)
        told += len(piece)
        if told % RATE < len(piece):
            tell(0.8 + 0.2 * min(1.0, told / (part.end - part.first)))
    meter.close()
    over = 20 * np.log10(np.maximum(meter.peaks, 1e-6).astype(np.float64)) - TRUE_PEAK_DB
    if part.number:
        # The first frame lacks the one it overlaps with, which is in the segment before.
        over[: -(-FRAME // BLOCK)] = -1.0
    return np.maximum(over, 0.0) if (over >= 0).any() else np.zeros(0), power.mean


def _changed(
    gain: NDArray[np.float64], more_db: float, over: NDArray[np.float64], part: Segment
) -> NDArray[np.float64]:
    """The gain, brought up by `more_db` and down where blocks are too high, and as it was near the segment's seams."""
    ahead, blocks = (part.first - part.begin) // BLOCK, part.blocks.stop - part.blocks.start
    wanted = np.zeros(len(gain) - 1)
    room = wanted[ahead : ahead + len(over)]
    room += np.where(over > 0, over + _MORE_DB, 0.0)[: len(room)]
    # As the limiter does for peaks that are so much over its ceiling, but only as long as it must.
    change = more_db + edges(np.asarray(10 ** (wanted / 20), np.float32), 0.0, 0.0, RELEASES_DB[-1])
    at, far = np.arange(len(gain)) - ahead, len(gain)
    since = at if part.number else np.full(len(gain), far)
    until = blocks - at if part.end < part.total else np.full(len(gain), far)
    most = np.maximum(0.0, (np.minimum(since, until) - _UNTOUCHED) * _SOFTLY_DB)
    return np.asarray(gain + np.clip(change, -most, most))
