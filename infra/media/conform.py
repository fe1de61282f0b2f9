"""Makes any clip one of ours: our encoding, exactly the frames and the size that are asked for."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from infra.media.encode import VideoEncoder, split_planes
from infra.media.ffmpeg import media_errors
from infra.media.probe import probe
from models.errors import MediaError
from models.timeline import FPS

if TYPE_CHECKING:
    import numpy as np
    from av import VideoFrame
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_BLACK = (16, 128, 128)
_UNSPECIFIED = 2
_HD_HEIGHT = 720
"""From this height on, untagged colour is BT.709; below it is BT.601."""


def conform(
    clip: Path, frames: int, width: int, height: int, into: Path, progress: Callable[[float], None]
) -> None:
    """Encode `clip` anew to `into`: `frames` frames of `width` × `height` pixels at 24 frames a second.

    The picture keeps its shape, between black bars where the shapes differ. A clip that already has
    `frames` frames keeps each of them; from any other those are taken that show at the right time,
    and the last is held when it is too short.

    Raises:
        DiskFull: no space is left.
        MediaError: the clip cannot be read or written.

    """
    with media_errors(f"Conforming {clip.name}"), VideoEncoder(into, width, height) as encoder:
        for picture in _pictures(clip, frames):
            progress(encoder.frames / frames)
            encoder.add_planes(*_letterboxed(picture, width, height))


class _Picture(NamedTuple):
    """A decoded frame, and how many times wider than high its pixels are."""

    frame: "VideoFrame"
    pixel_aspect: float


def _pictures(clip: Path, frames: int) -> Iterator[_Picture]:
    """Exactly `frames` pictures of the clip."""
    decoded = _decoded(clip)
    shown = decoded if probe(clip).frames == frames else _at_our_rate(decoded)
    given, picture = 0, None
    for picture in islice(shown, frames):
        yield picture
        given += 1
    if picture is None:
        raise MediaError(f"{clip.name} holds no picture that can be decoded.")
    for _ in range(given, frames):
        yield picture


def _decoded(clip: Path) -> Iterator[_Picture]:
    import av

    with av.open(clip) as container:
        stream = container.streams.video[0]
        context = stream.codec_context
        context.thread_count = 1
        for frame in container.decode(stream):
            yield _Picture(frame, float(context.sample_aspect_ratio or 1))


def _at_our_rate(decoded: Iterator[_Picture]) -> Iterator[_Picture]:
    """The picture that is on screen in the middle of each of our frames, up to the last picture."""
    given, first, shown = 0, 0.0, None
    for picture in decoded:
        begins = picture.frame.time or 0.0
        if shown is None:
            first = begins
        else:
            while (given + 0.5) / FPS < begins - first:
                yield shown
                given += 1
        shown = picture
    if shown is not None:
        yield shown


def _letterboxed(picture: _Picture, width: int, height: int) -> "tuple[Pixels, Pixels, Pixels]":
    import numpy as np
    from av.video.reformatter import ColorRange, Colorspace, Interpolation

    frame = picture.frame
    wide, high = frame.width * picture.pixel_aspect, frame.height
    scale = min(width / wide, height / high)
    inner_width = min(width, max(2, 2 * round(wide * scale / 2)))
    inner_height = min(height, max(2, 2 * round(high * scale / 2)))
    untagged_hd = frame.colorspace == _UNSPECIFIED and frame.height >= _HD_HEIGHT
    fitted = frame.reformat(
        width=inner_width,
        height=inner_height,
        format="yuv420p",
        src_colorspace=Colorspace.ITU709 if untagged_hd else None,
        dst_colorspace=Colorspace.ITU709,
        dst_color_range=ColorRange.MPEG,
        interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND,
    )
    inner = split_planes(np.asarray(fitted.to_ndarray(), np.uint8), inner_width, inner_height)
    left, top = (width - inner_width) // 4 * 2, (height - inner_height) // 4 * 2
    whole = []
    for plane, black, half in zip(inner, _BLACK, (1, 2, 2), strict=True):
        canvas = np.full((height // half, width // half), black, np.uint8)
        y, x = top // half, left // half
        canvas[y : y + plane.shape[0], x : x + plane.shape[1]] = plane
        whole.append(canvas)
    return whole[0], whole[1], whole[2]
