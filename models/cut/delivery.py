"""How a film is delivered: resolution, rate and codec, how shots follow each other, captions and loudness."""

from typing import Literal, get_args

from pydantic import Field

from models.base import Frozen, Number, Whole
from models.cut.frame_size import RESOLUTIONS, Aspect, Resolution, frame_size
from models.cut.transitions import LONGEST_S, SHORTEST_S, TRANSITION_S, FilmTransition

Fps = Literal[24, 25, 30, 60]

Codec = Literal["h264", "hevc", "av1", "h264-nvenc", "hevc-nvenc"]
CODECS: tuple[Codec, ...] = get_args(Codec)

Fit = Literal["fit", "fill", "blur"]
"""A picture of another shape: between black bars, cropped, or over a blurred copy of itself."""

Captions = Literal["soft", "burn", "off"]
"""Subtitles as a stream and beside the film, drawn into the picture as well, or none at all."""

Loudness = Literal[-14, -16, -23]
"""Integrated loudness in LUFS (EBU R 128): the web's, podcasts', broadcasting's."""

ClipSound = Literal["drop", "under", "keep"]
"""A clip's own sound: left out, laid beneath voices and music, or heard as loud as they are."""

_DRAWN_AT_MOST: Resolution = "1080p"


class Picture(Frozen):
    """How every clip of a film is encoded: `width` × `height` pixels (even numbers), `fps` frames a second."""

    width: int = Field(ge=16, le=7680)
    height: int = Field(ge=16, le=7680)
    fps: Whole = Field(default=24, ge=1, le=120)
    codec: Codec = "h264"


class Delivery(Frozen):
    """How a film is delivered.

    `transition` joins shots that name none: `auto` crossfades where the place or the time of day
    changes, cuts elsewhere, and fades to black at the end. `transition_s` is how long every transition
    of the film lasts, in seconds. `clip_sound` says what becomes of the sound that clips have of their own.
    """

    resolution: Resolution = "720p"
    fps: Fps = 24
    codec: Codec = "h264"
    fit: Fit = "fit"
    captions: Captions = "soft"
    loudness: Loudness = -14
    transition: FilmTransition = "auto"
    transition_s: Number = Field(default=TRANSITION_S, ge=SHORTEST_S, le=LONGEST_S)
    clip_sound: ClipSound = Field(default="drop", exclude_if=lambda kept: kept == "drop")

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
