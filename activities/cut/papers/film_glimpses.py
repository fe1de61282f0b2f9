"""Glimpses of a finished film: a few of its pictures and the outline of its sound, without decoding it all."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from infra.media import sound
from infra.media.ffmpeg import media_errors
from infra.media.intake.material import OWN, opened
from models.errors import MediaError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Levels = NDArray[np.float32]

_SPAN = sound.RATE // 100
_PIECES = 200
"""Pieces of sound measured at once: a few seconds."""


class Glimpse(NamedTuple):
    """A frame to look at; at most `forward` frames are decoded on the way to it from the keyframe before it."""

    frame: int
    forward: int


def pictures(film: Path, glimpses: Sequence[Glimpse], fps: int, size: tuple[int, int]) -> "Iterator[Pixels]":
    """The frames of `film` in the order asked for, as RGB bytes of shape (height, width, 3).

    Where a frame lies further behind its keyframe than its glimpse goes, the last one decoded stands for it.

    Raises:
        MediaError: the film cannot be read, or a frame cannot be decoded.

    """
    import numpy as np
    from av.video.reformatter import Colorspace, Interpolation

    width, height = size
    with media_errors(f"Looking into {film.name}"), opened(film, OWN) as container:
        stream = container.streams.video[0]
        # Threads that decode ahead would decode what nobody looks at.
        stream.codec_context.thread_count = 1
        base = stream.time_base
        assert base is not None, "a stream of an MP4 has a time base"
        for frame, forward in glimpses:
            container.seek(round(frame / fps / base), stream=stream)
            decoded = None
            for count, decoded in enumerate(container.decode(stream)):
                if count >= forward or decoded.pts is None or decoded.pts * base >= (frame - 0.5) / fps:
                    break
            if decoded is None:
                raise MediaError(f"{film.name} has no picture at its frame {frame}: make it again.")
            shrunk = decoded.reformat(
                width,
                height,
                format="rgb24",
                src_colorspace=Colorspace.ITU709,
                interpolation=Interpolation.AREA if width < decoded.width else Interpolation.BICUBIC,
            )
            yield np.asarray(shrunk.to_ndarray(), np.uint8)


def outline(film: Path) -> "tuple[Levels, Levels]":
    """The sound's highest and its mean (RMS) level in every hundredth of a second, from 0 to 1.

    Raises:
        MediaError: the film cannot be read, or has no sound.

    """
    import numpy as np

    peaks, powers = [], []
    waiting: list[sound.Samples] = []

    def measure(*, last: bool) -> None:
        samples = np.concatenate([piece[:, 0] for piece in waiting])
        whole = len(samples) if last else len(samples) - len(samples) % _SPAN
        spans = np.pad(samples[:whole], (0, -whole % _SPAN)).reshape(-1, _SPAN)
        peaks.append(np.abs(spans).max(axis=1, initial=0.0))
        powers.append(np.square(spans).mean(axis=1))
        waiting[:] = [samples[whole:, None]]

    for piece in sound.stream(film, 1):
        waiting.append(piece)
        if len(waiting) > _PIECES:
            measure(last=False)
    measure(last=True)
    peak, rms = np.concatenate(peaks), np.sqrt(np.concatenate(powers))
    return np.asarray(np.minimum(peak, 1.0), np.float32), np.asarray(np.minimum(rms, 1.0), np.float32)
