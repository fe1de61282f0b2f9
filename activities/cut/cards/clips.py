"""A card's motion, said in MoviePy: its letters grow, its rule is laid over them, sheets of the ground fade.

Imported where a card is made and not before, for MoviePy takes a while to load.
"""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from activities.cut.cards.motion import GOLD, INK, RULE_WAITS_S, Box, Colour, Motion, Part

# On import, MoviePy would load the nearest `.env` into this process's environment.
os.environ.setdefault("PYTHON_DOTENV_DISABLED", "1")
from moviepy import ColorClip, CompositeVideoClip, Effect, ImageClip, VideoClip
from moviepy.video.fx import AccelDecel, CrossFadeIn, CrossFadeOut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]

_GENTLY = AccelDecel(abruptness=0.65)
"""Makes a fade gather speed and lose it, for a steady one begins and ends with a jerk; 0.65 is nearest to 3t² − 2t³."""


@dataclass
class Grow(Effect):  # type: ignore[misc]  # MoviePy has no types
    """A still clip, drawn at `fine` times its size, grows by `scale(t)`, 1 or more, about `middle`.

    The middle (x, y in pixels of what comes out) lies inside the clip, whose sides do not move.
    MoviePy's own Resize grows by whole pixels, which is seen as a tremble.
    """

    scale: Callable[[float], float]
    middle: tuple[float, float]
    fine: int

    def apply(self, clip: ImageClip) -> VideoClip:
        """Give the clip at its size, as it grows."""
        still = Image.fromarray(clip.img)
        width, height = size = clip.w // self.fine, clip.h // self.fine
        x, y = self.middle

        def grown(_get_frame: Callable[[float], "Pixels"], t: float) -> "Pixels":
            scale = self.scale(t)
            source = (
                (x - x / scale) * self.fine,
                (y - y / scale) * self.fine,
                (x + (width - x) / scale) * self.fine,
                (y + (height - y) / scale) * self.fine,
            )
            return np.asarray(still.resize(size, Image.Resampling.BICUBIC, box=source))

        return clip.transform(grown)


@dataclass
class Within(Effect):  # type: ignore[misc]  # MoviePy has no types
    """Only what lies within `edges(t)` is seen of a clip, to fractions of its pixels.

    MoviePy places and cuts by whole pixels.
    """

    edges: Callable[[float], Box]

    def apply(self, clip: VideoClip) -> VideoClip:
        """Give the clip with a mask."""
        width, height = clip.size

        def covered(t: float) -> "NDArray[np.float64]":
            left, top, right, bottom = self.edges(t)
            return np.outer(_covered(height, top, bottom), _covered(width, left, right))

        return clip.with_mask(VideoClip(covered, is_mask=True, duration=clip.duration))


def _covered(pixels: int, begins: float, ends: float) -> "NDArray[np.float64]":
    """How much of each of a row of pixels lies between `begins` and `ends`."""
    first = np.arange(pixels)
    return np.asarray(np.clip(np.minimum(first + 1, ends) - np.maximum(first, begins), 0, 1), float)


def moving(motion: Motion) -> CompositeVideoClip:
    """The clip that plays in the box of `motion`, for its seconds."""
    fade_s = motion.fade_s
    letters = _letters(motion)
    # With its mask, so that the two have one between them: eight bytes a pixel.
    sheet = _plain(INK, motion.box, fade_s).with_mask()
    opening = sheet.with_effects([CrossFadeOut(fade_s), _GENTLY])
    closing = sheet.with_effects([CrossFadeIn(fade_s), _GENTLY]).with_start(motion.seconds - fade_s)
    layers = [letters, _rule(motion, letters), opening, closing]
    return CompositeVideoClip(layers, use_bgclip=True).with_duration(motion.seconds)


def _letters(motion: Motion) -> VideoClip:
    left, top, right, bottom = motion.box
    (x, y), fine = motion.middle, motion.fine
    drawn = motion.face.letters.crop((left * fine, top * fine, right * fine, bottom * fine))
    still = ImageClip(np.asarray(drawn), duration=motion.seconds)
    # Each frame is asked for twice: for the whole box, and below the rule.
    return still.with_effects([Grow(motion.scale, (x - left, y - top), fine)]).with_memoize(memoize=True)


def _rule(motion: Motion, letters: VideoClip) -> VideoClip:
    """The rule on the strip of the letters that it moves in: a mask over all of them would take its time."""
    left, top, right, bottom = strip = _strip(motion)
    x, y = left - motion.box[0], top - motion.box[1]

    def edges(t: float) -> Box:
        rule = motion.rule(t)
        return Box(rule.left - left, rule.top - top, rule.right - left, rule.bottom - top)

    below = letters.image_transform(lambda frame: frame[y : y + bottom - top, x : x + right - left])
    bar = _plain(GOLD, strip, motion.seconds).with_effects([Within(edges)]).with_start(RULE_WAITS_S)
    return CompositeVideoClip([below, bar], use_bgclip=True).with_position((x, y))


def _strip(motion: Motion) -> Part:
    """The part of the box that the rule moves in."""
    first, last = motion.rule(0), motion.rule(motion.seconds)
    left, top, right, bottom = motion.box
    return (
        max(left, math.floor(last.left)),
        max(top, math.floor(min(first.top, last.top))),
        min(right, math.floor(last.right) + 1),
        min(bottom, math.floor(max(first.bottom, last.bottom)) + 1),
    )


def _plain(colour: Colour, part: Part, seconds: float) -> ColorClip:
    left, top, right, bottom = part
    # In bytes: ColorClip takes eight times the memory for plain integers.
    return ColorClip((right - left, bottom - top), np.array(colour, np.uint8), duration=seconds)
