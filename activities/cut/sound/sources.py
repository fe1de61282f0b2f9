"""Sources: the sound files of a timeline, each measured once before anything is mixed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from activities.cut.sound.blocks import Measure
from activities.cut.sound.limiter import planned
from activities.cut.sound.loudness import BLOCK, Blocks, Meter, gain, integrated
from activities.cut.sound.strips import Strip
from infra.media import sound
from infra.media.sound import RATE, Samples
from models.cut.timeline import Timeline, TimelineSound

_SILENCE_LUFS = -55.0
"""A file below this says nothing: it is not raised, or its hiss would fill the film."""
_SPEECH_DB = 22.0
"""What is this far below a line's loudness is no speech."""
_FAINT_DB = 18.0
"""What is this far below a piece's loudness is its own fade."""


Opened = Callable[[TimelineSound], Path]
"""Where the file of a sound in the timeline lies."""


@dataclass(frozen=True, eq=False)
class Wanted:
    """A file in the film, from sample `first` on: so many samples of it are `wanted`."""

    track: str
    entry: TimelineSound
    channels: int
    first: int
    wanted: int

    @property
    def sha256(self) -> str:
        """The file's."""
        return self.entry.media.sha256 if self.entry.media else ""

    def measured(self, opened: Opened, tell: Callable[[float], None]) -> Measure:
        """Decode it once; `tell` is told the share done."""
        meter, length = Meter(self.channels), 0
        for piece in sound.stream(opened(self.entry), self.channels):
            meter.add(piece[: self.wanted - length])
            length += min(len(piece), self.wanted - length)
            tell(length / self.wanted)
            if length == self.wanted:
                break
        meter.close()
        return Measure(length, meter.powers, meter.peaks)

    def source(self, opened: Opened, measure: Measure) -> "Source":
        """It, with what was measured of it."""
        return Source(
            self.entry,
            opened,
            self.sha256,
            self.channels,
            self.first,
            self.wanted,
            *measure,
            integrated(measure.powers),
        )


@dataclass(frozen=True, eq=False)
class Source:
    """A file in the film, from sample `first` on.

    `wanted` is how many samples of it the film asks for, `length` how many of these the file has;
    `powers`, `peaks` and `lufs` are those samples'.
    """

    entry: TimelineSound
    opened: Opened
    sha256: str
    channels: int
    first: int
    wanted: int
    length: int
    powers: Blocks
    peaks: Blocks
    lufs: float

    @property
    def silent(self) -> bool:
        """Whether there is nothing to hear in it."""
        return self.lufs < _SILENCE_LUFS

    def strip(self, db: float, rise_s: float, fall_s: float) -> Strip:
        """The whole of it, `db` louder, with fades of so many seconds at its ends."""
        return self.part(db, self.first, 0, self.length, round(rise_s * RATE), round(fall_s * RATE))

    def part(self, db: float, first: int, skip: int, length: int, rise: int, fall: int) -> Strip:
        """`length` samples of it from its sample `skip` on, laid at the film's sample `first`."""
        told = "file", self.sha256, self.channels
        return Strip(first, length, self._begun, told, float(gain(round(db, 4))), rise, fall, skip)

    def levelled(self, lufs: float, ceiling_db: float, fade_s: float) -> Strip:
        """The whole of it at `lufs`, with its own peaks kept under a ceiling in dBFS."""
        fade, lufs = round(fade_s * RATE), round(lufs, 4)
        told = "voice", self.sha256, self.channels, self.wanted, lufs, ceiling_db
        return Strip(
            self.first, self.length, partial(self._levelled, lufs, ceiling_db), told, rise=fade, fall=fade
        )

    def spoken(self) -> tuple[float, float]:
        """From the first to the last moment of speech, in seconds of the film."""
        first, end = self._louder_than(self.lufs - _SPEECH_DB, smoothed=2)
        return (self.first + first) / RATE, (self.first + end) / RATE

    def played(self) -> tuple[int, int]:
        """Where the music is in it, without fades of its own, in samples."""
        return self._louder_than(self.lufs - _FAINT_DB, smoothed=40)

    def _begun(self, first: int) -> Iterator[Samples]:
        return sound.stream(self.opened(self.entry), self.channels, first)

    def _levelled(self, lufs: float, ceiling_db: float, first: int) -> Iterator[Samples]:
        plan, done = planned(self.powers, self.peaks, lufs, ceiling_db), first
        for piece in self._begun(first):
            part = piece[: self.length - done]
            yield plan.applied(part, done)
            done += len(part)
            if done >= self.length:
                return

    def _louder_than(self, lufs: float, smoothed: int) -> tuple[int, int]:
        powers = np.convolve(self.powers, np.ones(smoothed) / smoothed, "same")
        loud = np.flatnonzero(powers > 10 ** (lufs / 10))
        return int(loud[0]) * BLOCK, min(self.length, (int(loud[-1]) + 1) * BLOCK)


def wanted(timeline: Timeline) -> list[Wanted]:
    """The files of the tracks `voice`, `music`, `effects` and `clips`, in order.

    What begins after the film's end is left out, and so is what the mix makes itself.
    """
    names = ("voice", "music", "effects", "clips")
    tracks = {name: getattr(timeline, name) for name in names}
    film_s, found = timeline.seconds, []
    for name, track in tracks.items():
        for entry in track:
            if entry.media is None or entry.start >= film_s:
                continue
            first = round(entry.start * RATE)
            length = max(1, min(round(entry.seconds * RATE), round(film_s * RATE) - first))
            # A voice is heard from both sides alike; music and effects keep their sides.
            found.append(Wanted(name, entry, 1 if name == "voice" else 2, first, length))
    return found
