"""Hoods and headscarves: cloth around a face, which hides the hair."""

from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.people.heads import Head

HIDING = frozenset({"hood", "headscarf"})
"""What hides the hair."""


def hood_behind(head: Head) -> None:
    """The part of a hood or a scarf that falls behind the face."""
    hat, t = head.look.hat, head.turn
    if hat not in HIDING:
        return
    cloth = shade(head.stage.lit(head.look.hat_colour), -0.24)
    wide = 0.56 if hat == "hood" else 0.48
    right = [(0.0, 0.70), (0.38, 0.58), (wide, 0.14), (wide + 0.02, -0.40), (0.42, -0.68)]
    points = [*right, *[(-x, y) for x, y in reversed(right[1:])]]
    head.canvas.shape([head.at(x - t * 0.05, y) for x, y in points], cloth)


def hood(head: Head, cloth: RGB) -> None:
    """A hood, its edge away from the face."""
    _wrapped(head, cloth, 0.72, 0.545, 0.45)


def headscarf(head: Head, cloth: RGB) -> None:
    """A scarf close to the face, its end around the neck."""
    _wrapped(head, cloth, 0.64, 0.475, 0.36)
    if not head.back:
        fold = smooth(
            [(-0.30, -0.38), (0.0, -0.62), (0.30, -0.38), (0.40, -0.62), (0.0, -0.86), (-0.40, -0.62)]
        )
        _poly(head, fold, shade(cloth, -0.08))


def _wrapped(head: Head, cloth: RGB, top: float, wide: float, low: float) -> None:
    """Cloth around a face, which it leaves free."""
    t = head.turn
    outer = [
        (-wide * 0.98, -low),
        (-wide, 0.12),
        (-wide * 0.72, 0.52),
        (0.0, top),
        (wide * 0.72, 0.52),
        (wide, 0.12),
        (wide * 0.98, -low),
    ]
    if head.back:
        _poly(head, smooth([*outer, (0.0, -low * 1.3)]), cloth)
        return
    inner = [
        (0.33, -low * 0.9),
        (0.365, 0.0),
        (0.29, 0.28),
        (0.0, 0.40),
        (-0.29, 0.28),
        (-0.365, 0.0),
        (-0.33, -low * 0.9),
    ]
    ring = [
        *smooth([(x - t * 0.03, y) for x, y in outer], closed=False),
        *smooth([(x + t * 0.05, y) for x, y in inner], closed=False),
    ]
    _poly(head, ring, cloth)
    s = head.shadow
    dim = [
        (s * wide * 0.98, -low),
        (s * wide, 0.12),
        (s * wide * 0.72, 0.52),
        (s * 0.16, top * 0.97),
        (s * 0.30, 0.36),
        (s * 0.40, 0.05),
        (s * 0.36, -low),
    ]
    _poly(head, smooth(dim, closed=False), shade(cloth, -0.2))


def _poly(head: Head, points: list[Point], colour: RGB) -> None:
    head.canvas.polygon([head.at(*p) for p in points], colour)
