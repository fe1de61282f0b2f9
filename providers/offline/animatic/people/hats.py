"""What is worn on a head, over the hair or instead of it."""

import math

from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.people.heads import Head
from providers.offline.animatic.people.hoods import headscarf, hood

COVERING = frozenset(
    {"beanie", "cap", "brim", "bowler", "tophat", "helmet", "turban", "beret", "chefhat", "pointedhat"}
)
"""Hats under which the hair is seen at the temples and below."""
_DOME = ((-0.41, 0.20), (-0.43, 0.40), (-0.27, 0.63), (0.0, 0.69), (0.27, 0.63), (0.43, 0.40), (0.41, 0.20))
_BAND = ((-0.42, 0.17), (0.0, 0.20), (0.42, 0.17), (0.42, 0.31), (0.0, 0.345), (-0.42, 0.31))


def covers(head: Head) -> bool:
    """Whether the hair on top is under a hat; it is seen in the bubble of a spacesuit."""
    return head.look.hat in COVERING and not (head.look.hat == "helmet" and head.look.outfit == "jumpsuit")


def paint_hat(head: Head) -> None:
    """What is on the head, in front of face and hair."""
    painter = _HATS.get(head.look.hat)
    if painter:
        painter(head, head.stage.lit(head.look.hat_colour))


def _poly(head: Head, points: list[Point], colour: RGB, alpha: float = 1.0) -> None:
    head.canvas.polygon([head.at(*p) for p in points], colour, alpha)


def _dome(head: Head, cloth: RGB) -> None:
    _poly(head, smooth(_DOME, closed=False), cloth)
    s = head.shadow
    _poly(head, smooth([(s * 0.41, 0.20), (s * 0.43, 0.40), (s * 0.27, 0.63), (s * 0.10, 0.68), (s * 0.20, 0.44), (s * 0.22, 0.20)], closed=False), shade(cloth, -0.18))  # fmt: skip


def _brim(head: Head, cloth: RGB, half: float, y: float = 0.25) -> None:
    x = head.turn * 0.05
    head.dot(x, y - 0.02, half, 0.085, shade(cloth, -0.34))
    head.dot(x, y, half, 0.070, cloth)


def _beanie(head: Head, cloth: RGB) -> None:
    _dome(head, cloth)
    _poly(head, smooth(_BAND), shade(cloth, -0.22))


def _cap(head: Head, cloth: RGB) -> None:
    _dome(head, cloth)
    if head.back:
        _poly(head, [(-0.41, 0.20), (0.41, 0.20), (0.41, 0.27), (-0.41, 0.27)], shade(cloth, -0.25))
        return
    t = head.turn
    peak = [(-0.36 + t * 0.10, 0.27), (t * 0.2, 0.33), (0.36 + t * 0.10, 0.27), (0.34 + t * 0.30, 0.17), (t * 0.42, 0.125), (-0.34 + t * 0.30, 0.17)]  # fmt: skip
    _poly(head, smooth(peak), shade(cloth, -0.36))


def _wide(head: Head, cloth: RGB) -> None:
    _brim(head, cloth, 0.72)
    crown = [
        (-0.37, 0.26),
        (-0.34, 0.60),
        (-0.16, 0.72),
        (0.0, 0.68),
        (0.16, 0.72),
        (0.34, 0.60),
        (0.37, 0.26),
    ]
    _poly(head, smooth(crown, closed=False), cloth)
    s = head.shadow
    _poly(head, [(s * 0.37, 0.26), (s * 0.34, 0.60), (s * 0.18, 0.71), (s * 0.16, 0.26)], shade(cloth, -0.16))
    _poly(head, [(-0.373, 0.26), (0.373, 0.26), (0.362, 0.36), (-0.362, 0.36)], shade(cloth, -0.45))


def _bowler(head: Head, cloth: RGB) -> None:
    _brim(head, cloth, 0.56)
    _poly(
        head,
        smooth(
            [(-0.39, 0.26), (-0.36, 0.56), (-0.16, 0.74), (0.16, 0.74), (0.36, 0.56), (0.39, 0.26)],
            closed=False,
        ),
        cloth,
    )
    _poly(head, [(-0.39, 0.26), (0.39, 0.26), (0.385, 0.33), (-0.385, 0.33)], shade(cloth, -0.4))


def _tophat(head: Head, cloth: RGB) -> None:
    _brim(head, cloth, 0.58)
    _poly(head, [(-0.36, 0.26), (-0.38, 0.98), (0.38, 0.98), (0.36, 0.26)], cloth)
    head.dot(0.0, 0.98, 0.38, 0.045, shade(cloth, 0.14))
    s = head.shadow
    _poly(head, [(s * 0.36, 0.26), (s * 0.38, 0.96), (s * 0.18, 0.94), (s * 0.16, 0.26)], shade(cloth, -0.2))
    _poly(head, [(-0.362, 0.26), (0.362, 0.26), (0.366, 0.37), (-0.366, 0.37)], shade(cloth, -0.5))


def _helmet(head: Head, cloth: RGB) -> None:
    if head.look.outfit == "jumpsuit":
        head.dot(0.0, 0.06, 0.64, 0.66, (222, 238, 246), 0.26)
        edge = [
            (math.cos(a / 40 * math.tau) * 0.64, 0.06 + math.sin(a / 40 * math.tau) * 0.66) for a in range(41)
        ]
        head.canvas.line([head.at(*p) for p in edge], shade(cloth, -0.1), max(1.0, head.size * 0.05))
        lit = -head.shadow
        shine = smooth([(lit * 0.40, 0.42), (lit * 0.52, 0.16), (lit * 0.50, -0.10)], closed=False)
        head.canvas.line([head.at(*p) for p in shine], (255, 255, 255), max(1.0, head.size * 0.04), 0.75)
        return
    _dome(head, cloth)
    _poly(head, [(-0.44, 0.18), (0.44, 0.18), (0.43, 0.28), (-0.43, 0.28)], shade(cloth, -0.28))
    _poly(head, [(-0.035, 0.26), (0.035, 0.26), (0.03, 0.70), (-0.03, 0.70)], shade(cloth, 0.22))
    if head.look.outfit == "armour" and not head.back:
        for side in (-1, 1):
            _poly(
                head,
                [(side * 0.43, 0.22), (side * 0.30, 0.22), (side * 0.31, -0.22), (side * 0.42, -0.14)],
                shade(cloth, -0.12),
            )


def _crown(head: Head, cloth: RGB) -> None:
    x, tips = head.turn * 0.04, 5
    top: list[Point] = []
    for k in range(tips):
        left = -0.34 + 0.68 * k / tips
        top += [(x + left, 0.60), (x + left + 0.68 / tips / 2, 0.80)]
    top.append((x + 0.34, 0.60))
    _poly(head, [(x - 0.33, 0.42), *[(px * 1.06, py) for px, py in top], (x + 0.33, 0.42), (x, 0.395)], cloth)
    _poly(
        head,
        [(x - 0.335, 0.42), (x - 0.335, 0.475), (x + 0.335, 0.475), (x + 0.335, 0.42), (x, 0.395)],
        shade(cloth, -0.25),
    )
    for k, gem in enumerate(((190, 56, 64), (70, 130, 170), (190, 56, 64))):
        head.dot(x + (k - 1) * 0.2, 0.53, 0.032, 0.036, head.stage.lit(gem))


def _turban(head: Head, cloth: RGB) -> None:
    _poly(
        head,
        smooth(
            [
                (-0.42, 0.18),
                (-0.50, 0.42),
                (-0.32, 0.68),
                (0.0, 0.76),
                (0.32, 0.68),
                (0.50, 0.42),
                (0.42, 0.18),
                (0.0, 0.26),
            ]
        ),
        cloth,
    )
    for lift in (0.0, 0.13, 0.26):
        fold = smooth(
            [(-0.44, 0.26 + lift), (0.0, 0.36 + lift * 1.1), (0.40, 0.20 + lift * 1.3)], closed=False
        )
        head.canvas.line([head.at(*p) for p in fold], shade(cloth, -0.2), max(1.0, head.size * 0.022))
    if not head.back:
        head.dot(head.turn * 0.15, 0.46, 0.05, 0.06, shade(cloth, 0.4))


def _beret(head: Head, cloth: RGB) -> None:
    side = 1 if head.turn >= 0 else -1
    _poly(
        head,
        smooth(
            [
                (-side * 0.42, 0.22),
                (-side * 0.58, 0.44),
                (-side * 0.28, 0.66),
                (side * 0.20, 0.62),
                (side * 0.44, 0.36),
                (side * 0.38, 0.24),
                (0.0, 0.32),
            ]
        ),
        cloth,
    )
    head.dot(-side * 0.12, 0.66, 0.03, 0.05, shade(cloth, -0.2))
    _poly(
        head,
        [(-0.40, 0.20), (0.0, 0.30), (0.40, 0.20), (0.40, 0.27), (0.0, 0.36), (-0.40, 0.27)],
        shade(cloth, -0.3),
    )


def _chefhat(head: Head, cloth: RGB) -> None:
    for x, y, r in ((-0.26, 0.74, 0.24), (0.26, 0.74, 0.24), (0.0, 0.84, 0.27)):
        head.dot(x, y, r, r * 0.9, shade(cloth, -0.06 if x * head.shadow > 0 else 0.0))
    _poly(head, [(-0.38, 0.24), (-0.36, 0.70), (0.36, 0.70), (0.38, 0.24), (0.0, 0.28)], shade(cloth, -0.03))
    for k in (-0.2, 0.0, 0.2):
        head.canvas.line(
            [head.at(k, 0.34), head.at(k, 0.60)], shade(cloth, -0.14), max(1.0, head.size * 0.014)
        )


def _pointed(head: Head, cloth: RGB) -> None:
    _brim(head, cloth, 0.76)
    lean = -head.turn * 0.1 - 0.08
    _poly(
        head,
        [
            (-0.38, 0.26),
            (-0.16 + lean * 0.5, 0.78),
            (lean * 2.4, 1.32),
            (0.20 + lean * 0.5, 0.80),
            (0.38, 0.26),
        ],
        cloth,
    )
    s = head.shadow
    _poly(
        head,
        [(s * 0.38, 0.26), (s * 0.18 + lean * 0.5, 0.79), (lean * 2.4, 1.32), (s * 0.08, 0.26)],
        shade(cloth, -0.2),
    )
    _poly(head, [(-0.38, 0.26), (0.38, 0.26), (0.345, 0.35), (-0.345, 0.35)], shade(cloth, 0.35))


def _headband(head: Head, cloth: RGB) -> None:
    _poly(
        head,
        smooth([(-0.40, 0.24), (0.0, 0.31), (0.40, 0.24), (0.39, 0.34), (0.0, 0.42), (-0.39, 0.34)]),
        cloth,
    )


_HATS = {
    "beanie": _beanie, "cap": _cap, "brim": _wide, "bowler": _bowler, "tophat": _tophat, "helmet": _helmet, "crown": _crown, "hood": hood,
    "headscarf": headscarf, "turban": _turban, "beret": _beret, "chefhat": _chefhat, "pointedhat": _pointed, "headband": _headband,
}  # fmt: skip
