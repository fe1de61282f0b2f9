"""Joins clips without decoding them: their packets are copied one after the other, a frame a packet.

That holds for clips with the very headers (SPS and PPS) that our encoder writes: those have no frames
to reorder, and one decoder configuration serves them all. Any other clip has to be conformed first.
"""

import tempfile
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

from infra.media.encode import BITEXACT, VideoEncoder
from infra.media.ffmpeg import media_errors
from models.errors import MediaError
from models.timeline import FPS

_TIME_BASE = Fraction(1, FPS)


def own_header(width: int, height: int) -> bytes:
    """The decoder configuration (avcC) that our encoder writes for clips of `width` × `height` pixels.

    Raises:
        DiskFull, MediaError: it could not be tried out.

    """
    import numpy as np

    with media_errors("Trying the encoder"), tempfile.TemporaryDirectory(prefix="longtake-") as folder:
        path = Path(folder) / "header.mp4"
        with VideoEncoder(path, width, height) as encoder:
            encoder.add_rgb(np.zeros((height, width, 3), np.uint8))
        header, _ = _header_and_frames(path)
        return header


def joinable(clip: Path, frames: int, header: bytes) -> bool:
    """Whether `clip` has `header`, starts with a keyframe and is exactly `frames` frames long.

    Raises:
        MediaError: the clip cannot be read.

    """
    return _header_and_frames(clip) == (header, frames)


def join(clips: Iterable[Path], into: Path, progress: Callable[[float], None] | None = None) -> int:
    """Write the packets of `clips`, all joinable and at least one, to the MP4 file `into`.

    `progress` is told how many frames are written. Returns their number.

    Raises:
        DiskFull: no space is left.
        MediaError: a clip cannot be read or `into` cannot be written.

    """
    import av

    written = 0
    with (
        media_errors(f"Joining {into.name}"),
        av.open(into, "w", format="mp4", container_options=BITEXACT) as film,
    ):
        stream = None
        for clip in clips:
            with av.open(clip) as container:
                source = container.streams.video[0]
                if stream is None:
                    stream = film.add_stream_from_template(source)
                    stream.time_base = _TIME_BASE
                for packet in container.demux(source):
                    if not packet.size:
                        continue
                    packet.stream = stream
                    packet.time_base = _TIME_BASE
                    packet.pts = packet.dts = written
                    packet.duration = 1
                    film.mux(packet)
                    written += 1
            if progress is not None:
                progress(written)
    return written


def _header_and_frames(clip: Path) -> tuple[bytes, int]:
    """A clip's decoder configuration and its number of frames; neither, where it starts amid a group."""
    import av

    with media_errors(f"Reading {clip.name}"), av.open(clip) as container:
        stream = next(iter(container.streams.video), None)
        if stream is None:
            raise MediaError(f"{clip.name} holds no picture.")
        keyframes = [packet.is_keyframe for packet in container.demux(stream) if packet.size]
        if stream.codec_context.name != "h264" or not keyframes or not keyframes[0]:
            return b"", 0
        return stream.codec_context.extradata or b"", len(keyframes)
