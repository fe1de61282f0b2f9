"""AAC in pieces: a long sound is encoded piece by piece, and the pieces' packets are joined as they are.

A packet holds a frame of 1,024 samples, which overlaps the one before it, and is the same whatever was
encoded long before. So a piece is encoded with some of the sound before and after it, of which the
packets are dropped: at its first frame the encoder is as it would have been, had it begun at the start.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from infra.media.encoder import BITEXACT
from infra.media.ffmpeg import media_errors
from infra.media.intake.material import OWN, opened
from infra.media.sound import RATE, Samples
from models.errors import MediaError

if TYPE_CHECKING:
    from av import Packet
    from av.audio.stream import AudioStream

BIT_RATE = 192_000
"""Bits a second of the film's sound."""

FRAME = 1024
"""Samples of a packet; a piece begins at a whole one."""


def write_piece(path: Path, blocks: Iterable[Samples], before: int, length: int) -> None:
    """Encode stereo samples to `path`, and keep the packets of `length` of them, which follow `before` others.

    `before` is a whole number of frames; where it is none the piece is a sound's first, and has the packet
    that primes a decoder.

    Raises:
        DiskFull: no space is left.
        MediaError: the file cannot be written.

    """
    import av

    with (
        media_errors(f"Writing {path.name}"),
        av.open(str(path), "w", format="mp4", container_options=BITEXACT) as container,
    ):
        # At such rates the fast search keeps more of the sound, in a third of the time.
        stream = container.add_stream("aac", rate=RATE, layout="stereo", options={"aac_coder": "fast"})
        stream.bit_rate = BIT_RATE
        # One thread adds up in the same order every time.
        stream.codec_context.thread_count = 1
        kept = range(before or -FRAME, before + length)
        for packet in _encoded(stream, blocks):
            if packet.pts is not None and packet.pts in kept:
                packet.pts = packet.dts = packet.pts - kept.start
                packet.duration = FRAME
                container.mux(packet)


def join_pieces(path: Path, pieces: Sequence[Path], total: int) -> None:
    """Write the pieces, which are `total` samples, as one file that plays exactly those.

    Raises:
        DiskFull: no space is left.
        MediaError: a piece is missing, damaged, or not as long as it should be.

    """
    import av

    options = {"movie_timescale": str(RATE)}
    with (
        media_errors(f"Writing {path.name}"),
        opened(pieces[0], OWN) as first,
        av.open(str(path), "w", format="mp4", options=options, container_options=BITEXACT) as container,
    ):
        track = container.add_stream_from_template(first.streams.audio[0])
        at = -FRAME
        for packet in _packets(pieces):
            packet.stream, packet.time_base = track, Fraction(1, RATE)
            packet.pts = packet.dts = at
            packet.duration = min(FRAME, total - at)
            container.mux(packet)
            at += FRAME
    if not total <= at < total + FRAME:
        raise MediaError(f"{path.name} was given {at} of {total} samples: cut the film again.")


def _encoded(stream: "AudioStream", blocks: Iterable[Samples]) -> "Iterator[Packet[Any]]":
    import av

    at = 0
    for block in blocks:
        if not len(block):
            continue
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(block.T, np.float32), format="fltp", layout="stereo"
        )
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), at
        at += len(block)
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _packets(pieces: Sequence[Path]) -> "Iterator[Packet[Any]]":
    for piece in pieces:
        with opened(piece, OWN) as container:
            for packet in container.demux(container.streams.audio[0]):
                if packet.size:
                    yield cast("Packet[Any]", packet)
