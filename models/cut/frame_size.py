"""How large a film's picture is: its aspect and its resolution, and the pixels they amount to."""

from typing import Literal, get_args

Aspect = Literal["16:9", "9:16", "1:1"]

Resolution = Literal["720p", "1080p", "1440p", "2160p"]
RESOLUTIONS: tuple[Resolution, ...] = get_args(Resolution)

_SIZES: dict[Aspect, tuple[int, int]] = {"16:9": (1280, 720), "9:16": (720, 1280), "1:1": (960, 960)}
_SCALE: dict[Resolution, tuple[int, int]] = {
    "720p": (1, 1),
    "1080p": (3, 2),
    "1440p": (2, 1),
    "2160p": (3, 1),
}


def frame_size(aspect: Aspect, resolution: Resolution) -> tuple[int, int]:
    """Width and height in pixels; a square has about the area of the wide frame."""
    (width, height), (times, by) = _SIZES[aspect], _SCALE[resolution]
    return width * times // by, height * times // by
