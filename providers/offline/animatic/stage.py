"""What every painter of a frame shares: the sheet, the light, the camera and the dice."""

import hashlib
import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from providers.offline.animatic.canvas import Canvas
from providers.offline.animatic.palette import RGB, Palette

T = TypeVar("T")


@dataclass
class Stage:
    """A frame in the making; lengths in pixels of the frame.

    `horizon` is the height of the eye line, `feet` where the main figure stands and `person` how
    tall a person is there. `zoom` is how much larger than in a wide shot the place appears,
    `sun` where the sun, moon or window is, from left (0) to right (1).
    `setting` names the place, and `painted` holds the colours that are said of things and of parts of the place.
    """

    canvas: Canvas
    palette: Palette
    rng: random.Random
    horizon: float
    feet: float
    person: float
    zoom: float
    sun: float
    setting: str
    painted: Mapping[str, RGB]

    @property
    def width(self) -> int:
        """Width of the frame."""
        return self.canvas.width

    @property
    def height(self) -> int:
        """Height of the frame."""
        return self.canvas.height

    @property
    def unit(self) -> float:
        """The length that sizes follow in every aspect: the height of a wide frame."""
        return min(self.height, 0.9 * math.sqrt(self.width * self.height))

    def person_at(self, y: float) -> float:
        """How tall a person is whose feet are at height `y`: larger the further below the horizon."""
        return self.person * max(0.02, (y - self.horizon) / max(1.0, self.feet - self.horizon))

    def ground_at(self, depth: float) -> float:
        """The height of the ground `depth` of the way from the frame's lower edge (0) to the horizon (1)."""
        bottom = max(self.height, self.horizon + 1)
        return bottom + (self.horizon - bottom) * depth

    def settled(self, what: str, options: Sequence[T]) -> T:
        """One of `options`, the same in every shot that plays in this setting."""
        return _fixed(f"{self.setting}: {what}", options)

    def coloured(self, what: str, options: Sequence[RGB]) -> RGB:
        """The colour of a part of the place: what is said of it, or one of `options`, the same in every shot here."""
        return self.painted.get(what) or self.settled(what, options)

    def paint_of(self, thing: str, options: Sequence[RGB]) -> RGB:
        """The colour of a thing: what the prompt says, or one of `options`, the same in every shot."""
        return self.painted.get(thing) or _fixed(thing, options)

    def lit(self, colour: RGB) -> RGB:
        """The colour of somebody, who gets a little more light than the place so that they can be told apart."""
        return self.palette.lit(colour)

    def tone(self, colour: RGB, far: float = 0.0) -> RGB:
        """A thing's own colour in this light and at this distance."""
        return self.palette.tone(colour, far)


def _fixed(name: str, options: Sequence[T]) -> T:
    return options[hashlib.sha256(name.encode()).digest()[0] % len(options)]


Painter = Callable[[Stage, float, float, float], None]
"""What paints a thing: at x and y, so many pixels large."""
