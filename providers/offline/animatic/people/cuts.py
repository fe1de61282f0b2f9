"""Cuts: the outline of each garment on a body, and the strokes that clothes are painted with."""

from itertools import pairwise
from typing import Protocol

from providers.offline.animatic.canvas import Canvas, Point
from providers.offline.animatic.palette import RGB
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.stands import Stand

Profile = tuple[Point, ...]
_COAT: Profile = ((0.838, 0.042), (0.815, 0.098), (0.77, 0.120), (0.62, 0.098), (0.53, 0.102), (0.28, 0.138))
_JACKET: Profile = (
    (0.838, 0.042),
    (0.815, 0.100),
    (0.77, 0.122),
    (0.62, 0.102),
    (0.53, 0.098),
    (0.455, 0.102),
)
_SHIRT: Profile = (
    (0.838, 0.042),
    (0.815, 0.096),
    (0.77, 0.114),
    (0.62, 0.096),
    (0.53, 0.094),
    (0.475, 0.096),
)
_TUNIC: Profile = ((0.838, 0.042), (0.815, 0.096), (0.77, 0.116), (0.62, 0.100), (0.53, 0.104), (0.40, 0.120))
_DRESS: Profile = ((0.838, 0.040), (0.815, 0.090), (0.77, 0.106), (0.63, 0.078), (0.56, 0.080), (0.25, 0.172))
_GOWN: Profile = (
    (0.838, 0.040),
    (0.815, 0.090),
    (0.77, 0.106),
    (0.63, 0.078),
    (0.56, 0.082),
    (0.30, 0.140),
    (0.03, 0.190),
)
_ROBE: Profile = ((0.838, 0.046), (0.815, 0.104), (0.77, 0.124), (0.62, 0.108), (0.50, 0.112), (0.04, 0.158))
_CLOAK: Profile = ((0.845, 0.046), (0.815, 0.118), (0.74, 0.150), (0.55, 0.164), (0.20, 0.190))
_PROFILES: dict[str, Profile] = {
    "coat": _COAT, "robe": _ROBE, "cloak": _CLOAK, "tunic": _TUNIC, "dress": _DRESS, "gown": _GOWN, "shirt": _SHIRT, "tee": _SHIRT, "sweater": _JACKET,
    "overalls": _SHIRT, "jumpsuit": _SHIRT, "pyjamas": _SHIRT,
}  # fmt: skip
LONG = frozenset({"robe", "gown"})
"""Down to the ground: no legs are seen."""


class Body(Protocol):
    """A figure whose clothes are painted: `body` turns its own heights into pixels."""

    stage: Stage
    look: Look
    stand: Stand
    canvas: Canvas
    tall: float
    cloth: RGB
    second: RGB
    skin: RGB
    shadow: int

    def body(self, x: float, y: float) -> Point:
        """From heights of the figure to pixels."""
        ...


def profile_of(look: Look, *, sits: bool) -> list[Point]:
    """The right edge of the outermost garment, from neck to hem: height and half the width."""
    profile = list(_PROFILES.get(look.outfit, _JACKET))
    if not sits:
        return profile
    return [(max(y, 0.46), half if y > 0.46 else 0.12) for y, half in profile]


def poly(figure: Body, points: list[Point], colour: RGB, alpha: float = 1.0) -> None:
    """A shape with straight sides, in heights of the figure."""
    figure.canvas.polygon([figure.body(*p) for p in points], colour, alpha)


def line(figure: Body, points: list[Point], colour: RGB, wide: float) -> None:
    """A stroke, in heights of the figure."""
    figure.canvas.line([figure.body(*p) for p in points], colour, max(1.0, figure.tall * wide))


def dot(figure: Body, x: float, y: float, r: float, colour: RGB) -> None:
    """A round dot, in heights of the figure."""
    figure.canvas.ellipse(*figure.body(x, y), figure.tall * r, figure.tall * r, colour)


def sash(figure: Body, colour: RGB, y: float) -> None:
    """A belt whose upper edge is at a height."""
    profile = profile_of(figure.look, sits=figure.stand.bearing == "sit")
    half = half_at(profile, y)
    poly(figure, [(-half, y), (half, y), (half, y - 0.026), (-half, y - 0.026)], colour)


def half_at(profile: list[Point], y: float) -> float:
    """Half the width of a garment at a height."""
    for (high, a), (low, b) in pairwise(profile):
        if low <= y <= high:
            return a + (b - a) * (high - y) / max(1e-6, high - low)
    return profile[-1][1]
