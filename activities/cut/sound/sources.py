"""Sources: the sound files of a timeline, each measured once before anything is mixed."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from activities.cut.sound.limiter import planned
from activities.cut.sound.loudness import BLOCK, Blocks, Meter, gain, integrated
from activities.cut.sound.strips import Strip
from infra.media import sound
from infra.media.sound import RATE, Samples
from models.cut.timeline import Timeline, TimelineSound
from models.errors import MediaError

_SILENCE_LUFS = -55.0
"""A file below this says nothing: it is not raised, or its hiss would fill the film."""
_SPEECH_DB = 22.0
"""What is this far below a line's loudness is no speech."""
_FAINT_DB = 18.0
"""What is this far below a piece's loudness is its own fade."""


@dataclass(frozen=True, eq=False)
class Source:
    """A file in the film, from sample `first` on.

    `wanted` is how many samples of it the film asks for, `length` how many of these the file has;
    `powers`, `peaks` and `lufs` are those samples'.
    """

    entry: TimelineSound
    path: Path
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
        opened = partial(sound.stream, self.path, self.channels)
        return Strip(first, length, opened, float(gain(db)), rise, fall, skip)

    def levelled(self, lufs: float, ceiling_db: float, fade_s: float) -> Strip:
        """The whole of it at `lufs`, with its own peaks kept under a ceiling in dBFS."""
        fade = round(fade_s * RATE)
        opened = partial(_levelled, self, lufs, ceiling_db)
        return Strip(self.first, self.length, opened, rise=fade, fall=fade)

    def spoken(self) -> tuple[float, float]:
        """From the first to the last moment of speech, in seconds of the film."""
        first, end = self._louder_than(self.lufs - _SPEECH_DB, smoothed=2)
        return (self.first + first) / RATE, (self.first + end) / RATE

    def played(self) -> tuple[int, int]:
        """Where the music is in it, without fades of its own, in samples."""
        return self._louder_than(self.lufs - _FAINT_DB, smoothed=40)

    def _louder_than(self, lufs: float, smoothed: int) -> tuple[int, int]:
        powers = np.convolve(self.powers, np.ones(smoothed) / smoothed, "same")
        loud = np.flatnonzero(powers > 10 ** (lufs / 10))
        return int(loud[0]) * BLOCK, min(self.length, (int(loud[-1]) + 1) * BLOCK)


def sources(
    timeline: Timeline, media: Mapping[str, Path], progress: Callable[[float], None]
) -> dict[str, list[Source]]:
    """The measured files of the tracks `voice`, `music` and `effects`, in order.

    What begins after the film's end is left out, and so is what the mix makes itself.

    Raises:
        MediaError: a file is missing or cannot be read.

    """
    tracks = {"voice": timeline.voice, "music": timeline.music, "effects": timeline.effects}
    work = sum(entry.seconds for track in tracks.values() for entry in track if entry.media) or 1.0
    done = 0.0

    def tell(seconds: float) -> None:
        progress(min(1.0, (done + seconds) / work))

    found: dict[str, list[Source]] = {name: [] for name in tracks}
    for name, track in tracks.items():
        for entry in track:
            if entry.media is None or entry.start >= timeline.seconds:
                continue
            path = media.get(entry.media.sha256)
            if path is None:
                raise MediaError(f"The sound of {entry.name} is not here: fetch it and cut again.")
            # A voice is heard from both sides alike; music and effects keep their sides.
            channels = 1 if name == "voice" else 2
            found[name].append(_measured(entry, path, channels, timeline.seconds, tell))
            done += entry.seconds
    return found


def _levelled(source: Source, lufs: float, ceiling_db: float) -> Iterator[Samples]:
    plan, done = planned(source.powers, source.peaks, lufs, ceiling_db), 0
    for piece in sound.stream(source.path, source.channels):
        part = piece[: source.length - done]
        yield plan.applied(part, done)
        done += len(part)
        if done == source.length:
            return


def _measured(
    entry: TimelineSound, path: Path, channels: int, film_s: float, tell: Callable[[float], None]
) -> Source:
    first = round(entry.start * RATE)
    wanted = max(1, min(round(entry.seconds * RATE), round(film_s * RATE) - first))
    meter, length = Meter(channels), 0
    for piece in sound.stream(path, channels):
        meter.add(piece[: wanted - length])
        length += min(len(piece), wanted - length)
        tell(length / RATE)
        if length == wanted:
            break
    meter.close()
    powers = meter.powers
    return Source(entry, path, channels, first, wanted, length, powers, meter.peaks, integrated(powers))
