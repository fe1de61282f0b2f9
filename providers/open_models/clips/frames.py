"""What a model makes of a clip's size and length: the nearest of its own, and how they become the film's again."""

import math
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from infra.media.intake.stills import read_still
from models.cut.delivery import Picture
from models.errors import InvalidRequest, MediaError
from providers.open_models.entry import Frames, Sizes

if TYPE_CHECKING:
    from PIL import Image


def model_size(sizes: Sizes, picture: Picture) -> tuple[int, int]:
    """Width and height that a model is asked for: near the film's shape, and near the pixels that it was trained on.

    Of a small film too: fewer pixels than a model knows move worse.
    """
    shape = picture.width / picture.height
    wide, high = (
        _steps_around(exact, sizes.step)
        for exact in (math.sqrt(sizes.pixels * shape), math.sqrt(sizes.pixels / shape))
    )

    def off(size: tuple[int, int]) -> tuple[float, float]:
        width, height = size
        larger = abs(math.log(width * height / sizes.pixels))
        return round(abs(math.log(width / height / shape)) + larger, 6), larger

    return min(((width, height) for width in wide for height in high), key=off)


def model_frames(frames: Frames, count: int, fps: int) -> int:
    """How many frames a model is asked for, so that `count` frames at `fps` a second come of them: as few as do."""
    if frames.fixed:
        return frames.most
    span = math.ceil(Fraction((count - 1) * frames.fps, fps)) + 1
    steps = max(1, math.ceil((span - frames.plus) / frames.step))
    return min(frames.most, steps * frames.step + frames.plus)


def model_rate(frames: Frames, made: int, count: int, fps: int) -> Fraction:
    """How many of the `made` frames a second are shown: the model's rate, or so much less that the last is seen at the end.

    A model's longest clip ends a frame of its own before the time is over. Held for so long, its last picture would stand still.
    """
    if made < 2 or count < 2:
        return Fraction(frames.fps)
    return min(Fraction(frames.fps), Fraction((made - 1) * fps, count - 1))


def first_picture(still: Path, picture: Picture, size: tuple[int, int]) -> "Image.Image":
    """The still that a clip opens with: cut to the film's shape, and drawn out to the model's size.

    What a model makes of it is drawn back to the film's size: so nothing is lost at its edges, however often a part follows another.

    Raises:
        InvalidRequest: it cannot be read.

    """
    from PIL import Image

    try:
        image = read_still(still)
    except MediaError as error:
        raise InvalidRequest(
            f"The still {still.name} is not a picture that can be read: draw the shot's keyframe again."
        ) from error
    scale = min(image.width / picture.width, image.height / picture.height)
    width, height = picture.width * scale, picture.height * scale
    left, top = (image.width - width) / 2, (image.height - height) / 2
    box = (left, top, min(image.width, left + width), min(image.height, top + height))
    return image.resize(size, Image.Resampling.LANCZOS, box=box)


def _steps_around(exact: float, step: int) -> tuple[int, int]:
    below = max(1, math.floor(exact / step)) * step
    return below, below + step
