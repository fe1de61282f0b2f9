"""What a media file really holds, measured from its packets rather than believed from its header."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from infra.media.intake.material import AS_IT_IS, CLIP, OWN, Material, check_length, check_pace, opened
from models.errors import BrokenMedia, MediaError

if TYPE_CHECKING:
    from av import Packet
    from av.container import InputContainer
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


def probe(path: Path, material: Material = OWN) -> MediaFacts:
    """Measure the first picture stream and the first sound stream of `path`, of a sound the latter; nothing is decoded.

    Raises:
        BrokenMedia: it is not of that kind, or is larger, longer or quicker than that may be.
        MediaError: the file is missing, broken, or holds neither picture nor sound.

    """
    with opened(path, material, AS_IT_IS if material is OWN else None) as container:
        video = next(iter(container.streams.video), None) if material.holds != "audio" else None
        audio = next(iter(container.streams.audio), None)
        tallies = {stream.index: _Tally(stream) for stream in (video, audio) if stream is not None}
        if not tallies:
            raise BrokenMedia(f"{path.name} holds neither picture nor sound.")
        if video is None and material.holds == "video":
            raise BrokenMedia(f"{path.name} holds no picture: {material.called} has one.")
        for packet in _packets(container, *(s for s in (video, audio) if s is not None)):
            tallies[packet.stream_index].add(packet.size, packet.pts, packet.duration)
        picture = tallies[video.index] if video is not None else None
        sound = tallies[audio.index] if audio is not None else None
        if not any(tally.packets for tally in tallies.values()):
            raise MediaError(f"{path.name} has a header and no media: it was cut short.")
        audio_seconds = sound.seconds if sound else 0.0
        seconds = picture.seconds if picture else audio_seconds
        check_length(max(seconds, audio_seconds), path, material)
        if picture:
            check_pace(picture.packets, seconds, path)
        return MediaFacts(
            seconds=seconds,
            frames=picture.packets if picture else 0,
            width=video.width if video is not None else 0,
            height=video.height if video is not None else 0,
            audio_seconds=audio_seconds,
            sample_rate=audio.sample_rate if audio is not None else 0,
        )


def sound_end(path: Path) -> float:
    """Where the sound of a file that we wrote ends, in seconds; 0 without sound. Its last packets alone are read.

    Raises:
        MediaError: the file is missing or broken.

    """
    with opened(path, OWN, AS_IT_IS) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None:
            return 0.0
        tally = _Tally(stream)
        container.seek(max(0, (stream.duration or 0) - 1), stream=stream)
        for packet in _packets(container, stream):
            tally.add(packet.size, packet.pts, packet.duration)
        return tally.end_s


@dataclass(frozen=True)
class PictureFacts:
    """What is known of a picture stream before it is decoded; times are in seconds from its first picture.

    `last_s` is when the last picture begins and `seconds` when it ends; `promised_s` is the length in
    the header, more than `seconds` in a file that was cut short. `height` is in pixels as they are
    stored. `transfer`, `primaries` and `matrix` are the numbers of ITU-T H.273, 2 where the file does
    not say.
    """

    seconds: float
    last_s: float
    promised_s: float
    height: int
    transfer: int
    primaries: int
    matrix: int
    rgb: bool
    alpha: bool


def probe_picture(path: Path) -> PictureFacts:
    """Measure the first picture stream of `path` that is not a cover; what follows a broken place is not seen.

    Raises:
        MediaError: the file is missing or broken, or holds no picture.

    """
    import av
    from av.stream import Disposition

    with opened(path, CLIP) as container:
        moving = [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]
        if not moving:
            raise BrokenMedia(f"{path.name} holds no picture stream: give a video file.")
        stream = moving[0]
        tally = _Tally(stream)
        with suppress(av.FFmpegError, MediaError):
            for packet in _packets(container, stream):
                if not packet.is_discard:
                    tally.add(packet.size, packet.pts, packet.duration)
        if not tally.packets:
            raise BrokenMedia(f"{path.name} has a header and no pictures: it was cut short.")
        check_pace(tally.packets, tally.span_s, path)
        promised_s = 0.0
        if stream.duration is not None and stream.time_base is not None:
            promised_s = float(stream.duration * stream.time_base)
        elif container.duration is not None and not container.streams.audio:
            promised_s = container.duration / av.time_base
        context = stream.codec_context
        if context.format is None:
            raise BrokenMedia(f"{path.name} holds pictures that cannot be decoded: make it again.")
        return PictureFacts(
            seconds=tally.span_s,
            last_s=tally.last_s,
            promised_s=max(promised_s, tally.span_s),
            height=context.height,
            transfer=int(context.color_trc),
            primaries=int(context.color_primaries),
            matrix=int(context.colorspace),
            rgb=context.format.is_rgb or context.format.has_palette,
            alpha=any(component.is_alpha for component in context.format.components),
        )


def _packets(container: "InputContainer", *streams: "Stream") -> "Iterator[Packet[Any]]":
    try:
        yield from container.demux(streams)
    except IndexError as error:  # PyAV's answer to a stream that begins amid the file
        raise BrokenMedia(f"{Path(container.name).name} is broken amid its media: make it again.") from error


class _Tally:
    """Counts one stream's packets and the time they span."""

    def __init__(self, stream: "Stream") -> None:
        self.packets = 0
        self._time_base = stream.time_base
        self._start: int | None = None
        self._last: int | None = None
        self._end: int | None = None

    def add(self, size: int, pts: int | None, duration: int | None) -> None:
        if not size:
            return
        self.packets += 1
        if pts is not None:
            end = pts + (duration or 0)
            self._start = pts if self._start is None else min(self._start, pts)
            self._last = pts if self._last is None else max(self._last, pts)
            self._end = end if self._end is None else max(self._end, end)

    @property
    def seconds(self) -> float:
        if self._start is None or self._end is None or self._time_base is None:
            return 0.0
        # Packets before time zero prime an audio decoder; nobody hears them.
        return float((self._end - max(self._start, 0)) * self._time_base)

    @property
    def end_s(self) -> float:
        """Where the last packet ends, in seconds from time zero."""
        return float(self._end * self._time_base) if self._end and self._time_base else 0.0

    @property
    def span_s(self) -> float:
        """From the first packet's begin to the last one's end, wherever time zero is."""
        return self._since_start(self._end)

    @property
    def last_s(self) -> float:
        """From the first packet's begin to the last one's."""
        return self._since_start(self._last)

    def _since_start(self, until: int | None) -> float:
        if self._start is None or until is None or self._time_base is None:
            return 0.0
        return float((until - self._start) * self._time_base)
