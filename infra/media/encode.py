"""The one way in which Longtake encodes pictures, so that any two clips of a size join by copying packets.

Every clip, card and slate is H.264 in MP4 at 24 frames a second with the settings `ENCODING`: closed
groups of pictures, no B-frames (a packet is a frame, in order, with nothing to reorder where clips
meet), headers that do not depend on the content, BT.709 colour. The same frames give the same bytes:
hence one thread, which also suits workers that run an activity a core, and no macroblock tree, with
which x264 now and then encodes the same frames differently (measured: up to 1 slate in 10).
"""

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from infra.media.ffmpeg import media_errors
from models.errors import LongtakeError, MediaError
from models.timeline import FPS

if TYPE_CHECKING:
    import numpy as np
    from av import VideoFrame
    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

ENCODING = "x264-veryfast-crf20-v1"
"""The name of the settings below; part of the revision of whatever encodes with them."""

_X264 = {
    "preset": "veryfast",
    "crf": "20",
    "bf": "0",
    "g": str(2 * FPS),
    "x264-params": "open-gop=0:stitchable=1:mbtree=0",
}
_BT709 = 1
_LIMITED_RANGE = 1
BITEXACT = {"fflags": "+bitexact"}


class VideoEncoder:
    """Writes a clip of `width` × `height` pixels (even numbers) to `path`, frame by frame.

    Used as a context manager: leaving it finishes the file; leaving it by an exception removes the file.
    """

    def __init__(self, path: Path, width: int, height: int, *, threads: int = 1) -> None:
        if width % 2 or height % 2 or width < 2 or height < 2:
            raise MediaError(f"A clip of {width}×{height} pixels cannot be encoded: use even numbers.")
        self.path = path
        self.width = width
        self.height = height
        self.frames = 0
        self._threads = threads
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None

    def __enter__(self) -> Self:
        """Open the file.

        Raises:
            DiskFull: no space is left.
            MediaError: the file cannot be written.

        """
        import av

        with media_errors(f"Writing {self.path.name}"):
            self._container = av.open(self.path, "w", format="mp4", container_options=BITEXACT)
            stream = self._container.add_stream("libx264", rate=FPS, options=_X264)
        stream.width, stream.height, stream.pix_fmt = self.width, self.height, "yuv420p"
        stream.time_base = Fraction(1, FPS)
        context = stream.codec_context
        context.thread_count = self._threads
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED_RANGE
        self._stream = stream
        return self

    def add_rgb(self, pixels: "Pixels") -> None:
        """Append a frame of RGB bytes, shape (height, width, 3).

        Raises:
            DiskFull: no space is left.
            MediaError: the frame has another size, or the encoder failed.

        """
        self._check(pixels, (self.height, self.width, 3))
        self._add(_converted(pixels))

    def add_planes(self, y: "Pixels", u: "Pixels", v: "Pixels") -> None:
        """Append a frame of BT.709 limited-range planes: Y in full size, U and V in half of it each way.

        Raises:
            DiskFull: no space is left.
            MediaError: a plane has another size, or the encoder failed.

        """
        import numpy as np
        from av import VideoFrame

        self._check(y, (self.height, self.width))
        self._check(u, (self.height // 2, self.width // 2))
        self._check(v, (self.height // 2, self.width // 2))
        stacked = np.concatenate([plane.reshape(-1) for plane in (y, u, v)])
        self._add(VideoFrame.from_ndarray(stacked.reshape(-1, self.width), format="yuv420p"))

    def _check(self, pixels: "Pixels", shape: tuple[int, ...]) -> None:
        if pixels.shape != shape or pixels.dtype != "uint8":
            raise MediaError(
                f"{self.path.name} takes frames of shape {shape} in bytes, not {pixels.shape} {pixels.dtype}."
            )

    def _add(self, frame: "VideoFrame") -> None:
        assert self._container is not None and self._stream is not None
        frame.pts = self.frames
        frame.time_base = Fraction(1, FPS)
        with media_errors(f"Encoding {self.path.name}"):
            self._container.mux(self._stream.encode(frame))
        self.frames += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Finish the file, or remove it when the block failed.

        Raises:
            DiskFull: no space is left.
            MediaError: no frame was added, or the encoder failed.

        """
        try:
            if kind is None:
                self._finish()
        except BaseException:
            self._discard()
            raise
        if kind is not None:
            self._discard()

    def _finish(self) -> None:
        assert self._container is not None and self._stream is not None
        if not self.frames:
            raise MediaError(f"{self.path.name} was given no frames: a clip has at least one.")
        with media_errors(f"Encoding {self.path.name}"):
            self._container.mux(self._stream.encode())
            self._container.close()

    def _discard(self) -> None:
        assert self._container is not None
        with suppress(LongtakeError), media_errors(f"Closing {self.path.name}"):
            self._container.close()
        self.path.unlink(missing_ok=True)


def planes_of(pixels: "Pixels") -> "tuple[Pixels, Pixels, Pixels]":
    """Convert RGB bytes of shape (height, width, 3), both even, to the planes that `add_planes` takes."""
    import numpy as np

    height, width = pixels.shape[:2]
    return split_planes(np.asarray(_converted(pixels).to_ndarray(), np.uint8), width, height)


def split_planes(stacked: "Pixels", width: int, height: int) -> "tuple[Pixels, Pixels, Pixels]":
    """The Y, U and V planes of a yuv420p picture whose planes lie one behind the other in `stacked`."""
    import numpy as np

    y, u, v = np.split(stacked.reshape(-1), [width * height, width * height * 5 // 4])
    half = (height // 2, width // 2)
    return y.reshape(height, width), u.reshape(half), v.reshape(half)


def _converted(pixels: "Pixels") -> "VideoFrame":
    import numpy as np
    from av import VideoFrame
    from av.video.reformatter import ColorRange, Colorspace, Interpolation

    frame = VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    return frame.reformat(
        format="yuv420p",
        src_color_range=ColorRange.JPEG,
        dst_color_range=ColorRange.MPEG,
        dst_colorspace=Colorspace.ITU709,
        interpolation=Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.FULL_CHR_H_INP,
    )
