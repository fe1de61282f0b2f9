"""Hair and beards: the silhouette by which a character is known from afar."""

import math
from collections.abc import Sequence

from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.people.hats import covers
from providers.offline.animatic.people.heads import Head
from providers.offline.animatic.people.hoods import HIDING

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
_HAIRLINE_OF = {
    "long": "parted",
    "ponytail": "parted",
    "bun": "parted",
    "braid": "parted",
    "pigtails": "parted",
    "afro": "curls",
    "long-curls": "curls",
}
_SHORN = frozenset({"bald", "receding"})
_BEARD = (
    (-0.34, -0.06), (-0.28, -0.20), (-0.13, -0.20), (0.0, -0.20), (0.13, -0.20), (0.28, -0.20), (0.34, -0.06), (0.34, -0.30),
    (0.20, -0.52), (0.02, -0.60), (-0.18, -0.52), (-0.33, -0.30),
)  # fmt: skip


def hair_behind(head: Head) -> None:
    """What falls behind neck and shoulders."""
    style, t, hat = head.look.style, head.turn, head.look.hat
    if style in _SHORN or hat in HIDING:
        return
    dark, covered = shade(head.hair, -0.22), covers(head)
    if style in ("long", "long-curls"):
        _mass(
            head,
            [(0, 0.55), (0.34, 0.45), (0.47, 0.1), (0.50, -0.4), (0.44, -0.86), (0, -0.92)],
            dark,
            -t * 0.10,
        )
        if style == "long-curls":
            for k in range(7):
                for side in (-1, 1):
                    head.dot(side * (0.42 + 0.05 * (k % 2)) - t * 0.1, 0.22 - k * 0.17, 0.13, 0.13, dark)
    elif style == "bob":
        _mass(
            head,
            [(0, 0.55), (0.36, 0.45), (0.49, 0.1), (0.50, -0.26), (0.42, -0.50), (0, -0.46)],
            dark,
            -t * 0.09,
        )
    elif style in ("curls", "afro"):
        _curls(head, dark, covered=covered)
    elif style == "bun":
        head.dot(-t * 0.22, 0.60, 0.19, 0.17, dark) if not covered else head.dot(
            -t * 0.40, -0.02, 0.19, 0.18, dark
        )
    elif style == "ponytail":
        side = -1 if t >= 0 else 1
        tail = ((0.2, 0.42), (0.54, 0.38), (0.66, -0.10), (0.52, -0.62), (0.46, -0.1), (0.3, 0.16))
        if covered:
            tail = ((0.2, 0.14), (0.5, 0.10), (0.60, -0.24), (0.50, -0.70), (0.44, -0.3), (0.3, -0.06))
        head.canvas.shape([head.at(side * x, y) for x, y in tail], dark)
    elif style == "pigtails":
        for side in (-1, 1):
            tail = ((0.34, 0.16), (0.54, 0.14), (0.64, -0.16), (0.56, -0.60), (0.46, -0.42), (0.40, -0.08))
            head.canvas.shape([head.at(side * x - t * 0.06, y) for x, y in tail], dark)


def _curls(head: Head, dark: RGB, *, covered: bool) -> None:
    t, full = head.turn, head.look.style == "afro"
    reach, r = (0.40, 0.26) if full else (0.36, 0.19)
    for k in range(14):
        angle = -0.6 + k / 13 * (math.pi + 1.2)
        x, y = math.cos(angle) * reach - t * 0.08, 0.12 + math.sin(angle) * (reach + 0.02)
        if not covered or y < 0.10:
            head.dot(x, y, r, r, dark)


def hair_in_front(head: Head) -> None:
    """Crown and hairline, as far as no hat is over them."""
    style, t, hat = head.look.style, head.turn, head.look.hat
    if style == "bald" or hat in HIDING:
        return
    if style == "receding" or covers(head):
        high = 0.26 if covers(head) else 0.34
        for side in (-1, 1):
            temple = [
                (0.40, -0.06),
                (0.43, high * 0.6),
                (0.37, high),
                (0.29, high),
                (0.33, 0.10),
                (0.345, -0.04),
            ]
            head.canvas.polygon([head.at(side * x - t * 0.02, y) for x, y in temple], head.hair)
    else:
        crown = smooth([(x - t * 0.04, y) for x, y in _CROWN], closed=False)
        line = smooth(
            [(x + t * follows, y) for x, follows, y in _HAIRLINES[_HAIRLINE_OF.get(style, style)]],
            closed=False,
        )
        head.canvas.polygon([head.at(*p) for p in [*crown, *line]], head.hair)
        lit = -head.shadow
        shine = smooth(
            [(lit * 0.26 - t * 0.04, 0.43), (lit * 0.10, 0.50), (-lit * 0.05, 0.515)], closed=False
        )
        head.canvas.line([head.at(*p) for p in shine], shade(head.hair, 0.16), max(1.0, head.size * 0.032))
    if style == "braid":
        _plait(head, -1 if t >= 0 else 1)


def _plait(head: Head, side: int) -> None:
    """A braid that hangs over one shoulder."""
    for k in range(8):
        x, y, r = side * (0.37 + 0.012 * k), -0.12 - 0.125 * k, 0.105 - 0.006 * k
        head.dot(x, y, r, 0.085, shade(head.hair, -0.16 if k % 2 else 0.0))
    head.dot(side * 0.465, -1.10, 0.05, 0.04, head.stage.lit(head.look.colour))
    head.dot(side * 0.47, -1.17, 0.055, 0.07, head.hair)


def hair_from_behind(head: Head) -> None:
    """The back of a head, without its hat."""
    style = head.look.style
    if style == "bald" or head.look.hat in HIDING:
        return
    if style == "receding":
        _mass(
            head, [(0, 0.16), (0.38, 0.22), (0.42, 0.1), (0.38, -0.16), (0.22, -0.36), (0, -0.40)], head.hair
        )
    elif style in ("long", "bob", "long-curls"):
        _mass(
            head, [(0, 0.58), (0.34, 0.48), (0.47, 0.1), (0.48, -0.42), (0.36, -0.62), (0, -0.66)], head.hair
        )
    else:
        _mass(
            head, [(0, 0.57), (0.32, 0.48), (0.42, 0.2), (0.38, -0.16), (0.22, -0.36), (0, -0.40)], head.hair
        )
    if style in ("braid", "ponytail"):
        tail = [(0, -0.1), (0.11, -0.3), (0.09, -0.9), (0, -1.15)]
        _mass(head, tail, shade(head.hair, -0.12))
    elif style == "bun" and not covers(head):
        head.dot(0.0, 0.42, 0.19, 0.17, shade(head.hair, -0.14))


def beard(head: Head) -> None:
    """A beard with a mouth in it, or what there is of one."""
    kind, t = head.look.beard, head.turn
    colour = head.stage.lit(head.look.beard_colour)
    if kind == "stubble":
        head.canvas.polygon(
            [head.at(x + t * 0.05, y) for x, y in smooth([(x * 0.98, max(y, -0.49)) for x, y in _BEARD])],
            colour,
            0.28,
        )
        return
    if kind == "full":
        head.canvas.polygon([head.at(x + t * 0.05, y) for x, y in smooth(_BEARD)], colour)
        mouth = smooth([(t * 0.15 - 0.08, -0.27), (t * 0.16, -0.285), (t * 0.15 + 0.08, -0.27)], closed=False)
        lips = mix(head.skin, (150, 48, 48), 0.5)
        head.canvas.line([head.at(*p) for p in mouth], lips, max(1.0, head.size * 0.022))
    if kind == "goatee":
        chin = smooth(
            [
                (t * 0.13 - 0.11, -0.34),
                (t * 0.13 + 0.11, -0.34),
                (t * 0.1 + 0.09, -0.50),
                (t * 0.1, -0.58),
                (t * 0.1 - 0.09, -0.50),
            ]
        )
        head.canvas.polygon([head.at(*p) for p in chin], colour)
    if kind in ("moustache", "goatee"):
        for side in (-1, 1):
            half = [(0.0, -0.195), (0.09, -0.20), (0.165, -0.255), (0.08, -0.25), (0.0, -0.235)]
            head.canvas.shape(
                [head.at(t * 0.16 + side * x * (1 - 0.25 * max(0.0, side * t)), y) for x, y in half], colour
            )


def _mass(head: Head, right: Sequence[Point], colour: RGB, shift: float = 0.0) -> None:
    """A shape that is the same on both sides; its right half is given."""
    points = [*right, *[(-x, y) for x, y in reversed(right[1:-1])]]
    head.canvas.shape([head.at(x + shift, y) for x, y in points], colour)
