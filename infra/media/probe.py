"""What a media file really holds, measured from its packets rather than believed from its header."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from infra.media.ffmpeg import media_errors
from models.errors import MediaError

if TYPE_CHECKING:
    from av.stream import Stream


@dataclass(frozen=True)
class MediaFacts:
    """Measured facts; what a file does not have is zero.

    `seconds` is the length of the picture, or of the sound where there is no picture. `width` and
    `height` are in pixels, `sample_rate` in hertz.
    """

    seconds: float
    frames: int
    width: int
    height: int
    audio_seconds: float
    sample_rate: int


def probe(path: Path) -> MediaFacts:
    """Measure the first picture stream and the first sound stream of `path`; nothing is decoded.

    Raises:
        MediaError: the file is missing, broken, or holds neither picture nor sound.

    """
    import av

    with media_errors(f"Reading {path.name}"), av.open(path) as container:
        video = next(iter(container.streams.video), None)
        audio = next(iter(container.streams.audio), None)
        tallies = {stream.index: _Tally(stream) for stream in (video, audio) if stream is not None}
        if not tallies:
            raise MediaError(f"{path.name} holds neither picture nor sound.")
        for packet in container.demux([s for s in (video, audio) if s is not None]):
            tallies[packet.stream_index].add(packet.size, packet.pts, packet.duration)
        picture = tallies[video.index] if video is not None else None
        sound = tallies[audio.index] if audio is not None else None
        if not any(tally.packets for tally in tallies.values()):
            raise MediaError(f"{path.name} has a header and no media: it was cut short.")
        audio_seconds = sound.seconds if sound else 0.0
        return MediaFacts(
            seconds=picture.seconds if picture else audio_seconds,
            frames=picture.packets if picture else 0,
            width=video.width if video is not None else 0,
            height=video.height if video is not None else 0,
            audio_seconds=audio_seconds,
            sample_rate=audio.sample_rate if audio is not None else 0,
        )


class _Tally:
    """Counts one stream's packets and the time they span."""

    def __init__(self, stream: "Stream") -> None:
        self.packets = 0
        self._time_base = stream.time_base
        self._start: int | None = None
        self._end: int | None = None

    def add(self, size: int, pts: int | None, duration: int | None) -> None:
        if not size:
            return
        self.packets += 1
        if pts is not None:
            end = pts + (duration or 0)
            self._start = pts if self._start is None else min(self._start, pts)
            self._end = end if self._end is None else max(self._end, end)

    @property
    def seconds(self) -> float:
        if self._start is None or self._end is None or self._time_base is None:
            return 0.0
        # Packets before time zero prime an audio decoder; nobody hears them.
        return float((self._end - max(self._start, 0)) * self._time_base)
