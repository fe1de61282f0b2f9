"""What is delivered: the picture's size, rate and codec, how shots follow each other, captions and loudness."""

from typing import Literal, get_args

from pydantic import Field

from models.base import Frozen

Aspect = Literal["16:9", "9:16", "1:1"]
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)

Resolution = Literal["720p", "1080p", "1440p", "2160p"]
RESOLUTIONS: tuple[Resolution, ...] = get_args(Resolution)

Fps = Literal[24, 25, 30, 60]
RATES: tuple[int, ...] = get_args(Fps)

Codec = Literal["h264", "hevc", "av1", "h264-nvenc", "hevc-nvenc"]
CODECS: tuple[Codec, ...] = get_args(Codec)

Fit = Literal["fit", "fill", "blur"]
"""A picture of another shape: between black bars, cropped, or over a blurred copy of itself."""

Captions = Literal["soft", "burn", "off"]
"""Subtitles as a stream and beside the film, drawn into the picture as well, or none at all."""

Loudness = Literal[-14, -16, -23]
"""Integrated loudness in LUFS (EBU R 128): the web's, podcasts', broadcasting's."""

TransitionKind = Literal[
    "cut", "crossfade", "fade-black", "fade-white", "wipe-left", "wipe-right", "slide-left", "slide-right"
]
TRANSITIONS: tuple[TransitionKind, ...] = get_args(TransitionKind)

FilmTransition = Literal["auto", TransitionKind]

_SIZES: dict[Aspect, tuple[int, int]] = {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (960, 960)}
_SCALE: dict[Resolution, tuple[int, int]] = {
    "720p": (1, 1),
    "1080p": (3, 2),
    "1440p": (2, 1),
    "2160p": (3, 1),
}
_DRAWN_AT_MOST: Resolution = "1080p"


class Picture(Frozen):
    """How every clip of a film is encoded: `width` × `height` pixels (even numbers), `fps` frames a second."""

    width: int = Field(ge=16, le=7680)
    height: int = Field(ge=16, le=7680)
    fps: int = Field(default=24, ge=1, le=120)
    codec: Codec = "h264"


class Delivery(Frozen):
    """How a film is delivered.

    `transition` joins shots that name none: `auto` crossfades where the place or the time of day
    changes, cuts elsewhere, and fades to black at the end. `transition_s` is how long every transition
    of the film lasts, in seconds.
    """

    resolution: Resolution = "720p"
    fps: Fps = 24
    codec: Codec = "h264"
    fit: Fit = "fit"
    captions: Captions = "soft"
    loudness: Loudness = -14
    transition: FilmTransition = "auto"
    transition_s: float = Field(default=0.5, ge=0.1, le=2.0)

    def picture(self, aspect: Aspect) -> Picture:
        """How the clips of a film of this shape are encoded."""
        width, height = frame_size(aspect, self.resolution)
        return Picture(width=width, height=height, fps=self.fps, codec=self.codec)

    @property
    def overlap(self) -> int:
        """Frames of a transition: so long two shots overlap, and so far from a clip's ends it is copied."""
        return max(1, round(self.transition_s * self.fps))

    def drawn_size(self, aspect: Aspect) -> tuple[int, int]:
        """Width and height of keyframes in pixels: the film's, but no more than 1080p has."""
        smaller = min(self.resolution, _DRAWN_AT_MOST, key=RESOLUTIONS.index)
        return frame_size(aspect, smaller)


def frame_size(aspect: Aspect, resolution: Resolution) -> tuple[int, int]:
    """Width and height in pixels; a square has about the area of the wide frame."""
    (width, height), (times, by) = _SIZES[aspect], _SCALE[resolution]
    return width * times // by, height * times // by
