"""The one way in which Longtake encodes a picture, so that any two clips of it join by copying packets.

Every clip, card, slate and transition is MP4 with the settings that `codecs` has for the picture's codec,
a group of pictures at most two seconds long, BT.709 colour in limited range, and a time scale in which
every frame lasts the same.
"""

import errno
import os
import tempfile
from collections.abc import Collection
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from infra.media.codecs import SETTINGS, Settings
from infra.media.ffmpeg import media_errors
from infra.media.intake.material import OWN, opened
from infra.media.priority import ordinary_priority
from infra.memory import out_of_memory
from models.cut.delivery import Picture
from models.errors import LongtakeError, MediaError

if TYPE_CHECKING:
    import numpy as np
    from av import VideoFrame
    from av.container import OutputContainer
    from av.video.stream import VideoStream
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_GROUP_S = 2
_BT709 = 1
_LIMITED_RANGE = 1
BITEXACT = {"fflags": "+bitexact"}


def encoding(picture: Picture) -> str:
    """The name of the settings that `picture` is encoded with: part of the recipe of what is encoded."""
    return f"{SETTINGS[picture.codec].name}-{picture.fps}fps"


def edges(frames: int, edge: int) -> frozenset[int]:
    """Where a clip of `frames` frames needs keyframes so that `edge` frames can be cut off at either end."""
    return frozenset(frame for frame in (edge, frames - edge) if 0 < frame < frames)


@lru_cache(maxsize=32)
def header(picture: Picture) -> bytes:
    """The decoder configuration that every clip of `picture` encoded here has, as it stands in the file.

    Raises:
        DiskFull, MediaError: it could not be tried out.

    """
    import numpy as np

    with media_errors("Trying the encoder"), tempfile.TemporaryDirectory(prefix="longtake-") as folder:
        path = Path(folder) / "header.mp4"
        with VideoEncoder(path, picture) as encoder:
            encoder.add_rgb(np.zeros((picture.height, picture.width, 3), np.uint8))
        with opened(path, OWN) as container:
            return container.streams.video[0].codec_context.extradata or b""


def encodes(picture: Picture) -> bool:
    """Whether this machine has the encoder for `picture`."""
    try:
        header(picture)
    except MediaError:
        return False
    return True


class VideoEncoder:
    """Writes a clip of `picture` to `path`, frame by frame, with a keyframe at each frame of `keyframes`.

    Used as a context manager: leaving it finishes the file; leaving it by an exception removes the file.
    More than one of `threads` is faster, and gives other bytes than one.
    """

    def __init__(
        self, path: Path, picture: Picture, *, keyframes: Collection[int] = (), threads: int = 1
    ) -> None:
        self.path = path
        self.picture = picture
        self.frames = 0
        self._keyframes = frozenset(keyframes)
        self._threads = threads
        self._container: OutputContainer | None = None
        self._stream: VideoStream | None = None

    def __enter__(self) -> Self:
        """Open the file and the encoder.

        Raises:
            DiskFull: no space is left.
            MediaError: the size is odd, the file cannot be written, or this machine has no such encoder.

        """
        import av

        picture, settings = self.picture, SETTINGS[self.picture.codec]
        if picture.width % 2 or picture.height % 2:
            raise MediaError(
                f"A clip of {picture.width}×{picture.height} pixels cannot be encoded: use even numbers."
            )
        if settings.encoder not in av.codecs_available:
            raise MediaError(
                f"PyAV on this machine has no {settings.encoder}: take --codec h264, or install a PyAV that has it."
            )
        with media_errors(f"Writing {self.path.name}"):
            self._container = av.open(self.path, "w", format="mp4", container_options=BITEXACT)
        try:
            self._open(self._container, settings)
        except BaseException:
            self._discard()
            raise
        return self

    def _open(self, container: "OutputContainer", settings: Settings) -> None:
        import av

        picture = self.picture
        options = {**settings.options, "g": str(_GROUP_S * picture.fps)}
        if settings.threads is not None:
            name, value = settings.threads
            options[name] = value.format(threads=self._threads)
        # SVT-AV1 asks the environment alone how much it may say on stderr: errors only.
        os.environ.setdefault("SVT_LOG", "1")
        with media_errors(f"Writing {self.path.name}"):
            added = container.add_stream(settings.encoder, rate=picture.fps, options=options)
        stream = cast("VideoStream", added)
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, "yuv420p"
        stream.time_base = Fraction(1, picture.fps)
        context = stream.codec_context
        context.thread_count = self._threads
        context.color_primaries = context.color_trc = context.colorspace = _BT709
        context.color_range = _LIMITED_RANGE
        if settings.tag:
            context.codec_tag = settings.tag
        try:
            with ordinary_priority():
                context.open()
        except (av.FFmpegError, OSError) as error:
            if settings.nvidia:
                raise MediaError(
                    f"This machine has no NVENC that encodes {picture.width}×{picture.height}: take --codec h264 "
                    "or run the worker on a machine with an NVIDIA GPU that has it."
                ) from error
            if error.errno == errno.ENOMEM:
                raise out_of_memory(f"Writing {self.path.name}") from error
            raise MediaError(f"Writing {self.path.name} failed: {settings.encoder} says {error}.") from error
        self._stream = stream

    def add_rgb(self, pixels: "Pixels") -> None:
        """Append a frame of RGB bytes, shape (height, width, 3).

        Raises:
            DiskFull: no space is left.
            MediaError: the frame has another size, or the encoder failed.

        """
        self._check(pixels, (self.picture.height, self.picture.width, 3))
        self._add(_converted(pixels))

    def add_planes(self, y: "Pixels", u: "Pixels", v: "Pixels") -> None:
        """Append a frame of BT.709 limited-range planes: Y in full size, U and V in half of it each way.

        Raises:
            DiskFull: no space is left.
            MediaError: a plane has another size, or the encoder failed.

        """
        import numpy as np
        from av import VideoFrame

        self._check(y, (self.picture.height, self.picture.width))
        self._check(u, (self.picture.height // 2, self.picture.width // 2))
        self._check(v, (self.picture.height // 2, self.picture.width // 2))
        stacked = np.concatenate([plane.reshape(-1) for plane in (y, u, v)])
        self._add(VideoFrame.from_ndarray(stacked.reshape(-1, self.picture.width), format="yuv420p"))

    def _check(self, pixels: "Pixels", shape: tuple[int, ...]) -> None:
        if pixels.shape != shape or pixels.dtype != "uint8":
            raise MediaError(
                f"{self.path.name} takes frames of shape {shape} in bytes, not {pixels.shape} {pixels.dtype}."
            )

    def _add(self, frame: "VideoFrame") -> None:
        from av.video.frame import PictureType

        assert self._container is not None and self._stream is not None
        frame.pts = self.frames
        frame.time_base = Fraction(1, self.picture.fps)
        if self.frames in self._keyframes:
            frame.pict_type = PictureType.I
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
