"""Hair, caps and beards: the silhouette by which a character is known from afar."""

import math
from collections.abc import Sequence

from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.people.heads import Head

_CROWN = (
    (-0.40, -0.04),
    (-0.43, 0.24),
    (-0.30, 0.50),
    (0.0, 0.585),
    (0.30, 0.50),
    (0.43, 0.24),
    (0.40, -0.04),
)
_HAIRLINES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "swept": ((0.33, 0.04, 0.02), (0.29, 0.05, 0.25), (0.20, 0.0, 0.32), (-0.12, 0.0, 0.28), (-0.32, 0.05, 0.16), (-0.36, 0.0, -0.02)),
    "parted": ((0.36, 0.03, -0.10), (0.30, 0.06, 0.14), (0.08, 0.1, 0.34), (-0.30, 0.06, 0.14), (-0.36, 0.03, -0.10)),
    "bob": ((0.36, 0.03, -0.16), (0.32, 0.05, 0.12), (0.15, 0.08, 0.17), (-0.15, 0.08, 0.17), (-0.32, 0.05, 0.12), (-0.36, 0.03, -0.16)),
    "curls": ((0.36, 0.0, 0.06), (0.26, 0.05, 0.24), (0.10, 0.06, 0.20), (-0.08, 0.06, 0.26), (-0.26, 0.05, 0.20), (-0.36, 0.0, 0.06)),
    "crop": ((0.35, 0.0, 0.04), (0.30, 0.05, 0.26), (0.10, 0.06, 0.30), (-0.10, 0.06, 0.29), (-0.30, 0.05, 0.26), (-0.35, 0.0, 0.04)),
}  # fmt: skip
"""Where hair ends on the forehead, from right to left: x, how far x follows the head's turn, y."""
_HAIRLINE_OF = {"long": "parted", "ponytail": "parted", "bun": "parted"}
_CAP = ((-0.40, 0.22), (-0.42, 0.40), (-0.26, 0.63), (0.0, 0.69), (0.26, 0.63), (0.42, 0.40), (0.40, 0.22))
_BAND = ((-0.42, 0.17), (0.0, 0.20), (0.42, 0.17), (0.42, 0.31), (0.0, 0.345), (-0.42, 0.31))
_BEARD = (
    (-0.34, -0.06), (-0.28, -0.20), (-0.13, -0.20), (0.0, -0.20), (0.13, -0.20), (0.28, -0.20), (0.34, -0.06), (0.34, -0.30),
    (0.20, -0.52), (0.02, -0.60), (-0.18, -0.52), (-0.33, -0.30),
)  # fmt: skip


def hair_behind(head: Head) -> None:
    """What falls behind neck and shoulders."""
    style, t = head.look.style, head.turn
    dark = shade(head.hair, -0.22)
    if style == "long":
        _mass(
            head,
            [(0, 0.58), (0.34, 0.48), (0.47, 0.1), (0.50, -0.4), (0.44, -0.86), (0, -0.92)],
            dark,
            -t * 0.10,
        )
    elif style == "bob":
        _mass(
            head,
            [(0, 0.58), (0.36, 0.48), (0.49, 0.1), (0.50, -0.26), (0.42, -0.50), (0, -0.46)],
            dark,
            -t * 0.09,
        )
    elif style == "curls":
        for k in range(12):
            angle = -0.5 + k / 11 * (math.pi + 1.0)
            head.dot(math.cos(angle) * 0.36 - t * 0.08, 0.12 + math.sin(angle) * 0.38, 0.19, 0.19, dark)
    elif style == "bun":
        head.dot(-t * 0.22, 0.60, 0.19, 0.17, dark)
    elif style == "ponytail":
        side = -1 if t >= 0 else 1
        tail = ((0.2, 0.42), (0.54, 0.38), (0.66, -0.10), (0.52, -0.62), (0.46, -0.1), (0.3, 0.16))
        head.canvas.shape([head.at(side * x, y) for x, y in tail], dark)


def hair_in_front(head: Head) -> None:
    """Crown and hairline, or a cap in the character's colour."""
    style, t = head.look.style, head.turn
    if style == "beanie":
        cloth = head.stage.lit(head.look.colour)
        head.canvas.polygon([head.at(*p) for p in smooth(_CAP, closed=False)], cloth)
        head.canvas.polygon([head.at(*p) for p in smooth(_BAND)], shade(cloth, -0.22))
        return
    crown = smooth([(x - t * 0.04, y) for x, y in _CROWN], closed=False)
    line = smooth(
        [(x + t * follows, y) for x, follows, y in _HAIRLINES[_HAIRLINE_OF.get(style, style)]], closed=False
    )
    head.canvas.polygon([head.at(*p) for p in [*crown, *line]], head.hair)
    lit = -head.shadow
    shine = smooth([(lit * 0.26 - t * 0.04, 0.43), (lit * 0.10, 0.50), (-lit * 0.05, 0.515)], closed=False)
    head.canvas.line([head.at(*p) for p in shine], shade(head.hair, 0.16), max(1.0, head.size * 0.032))


def hair_from_behind(head: Head) -> None:
    """The back of a head."""
    if head.look.style == "beanie":
        hair_in_front(head)
    elif head.look.style in ("long", "bob"):
        _mass(
            head, [(0, 0.58), (0.34, 0.48), (0.47, 0.1), (0.48, -0.42), (0.36, -0.62), (0, -0.66)], head.hair
        )
    else:
        _mass(
            head, [(0, 0.57), (0.32, 0.48), (0.42, 0.2), (0.38, -0.16), (0.22, -0.36), (0, -0.40)], head.hair
        )


def beard(head: Head) -> None:
    """A full beard with a mouth in it."""
    t = head.turn
    head.canvas.polygon([head.at(x + t * 0.05, y) for x, y in smooth(_BEARD)], head.hair)
    mouth = smooth([(t * 0.15 - 0.08, -0.27), (t * 0.16, -0.285), (t * 0.15 + 0.08, -0.27)], closed=False)
    lips = mix(head.skin, (150, 48, 48), 0.5)
    head.canvas.line([head.at(*p) for p in mouth], lips, max(1.0, head.size * 0.022))


def _mass(head: Head, right: Sequence[Point], colour: RGB, shift: float = 0.0) -> None:
    """A shape that is the same on both sides; its right half is given."""
    points = [*right, *[(-x, y) for x, y in reversed(right[1:-1])]]
    head.canvas.shape([head.at(x + shift, y) for x, y in points], colour)
