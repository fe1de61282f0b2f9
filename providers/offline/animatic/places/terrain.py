"""Shapes that every landscape is made of: ridges, plains, specks, waves."""

import math
from collections.abc import Sequence

from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.stage import Stage


def ridge(stage: Stage, base: float, rise: float, bumps: int, *, sharp: bool = False) -> list[Point]:
    """The outline of hills or peaks that stand on `base` and rise up to `rise` pixels."""
    rng, width = stage.rng, stage.width
    start = rng.random()
    points: list[Point] = []
    for i in range(-1, bumps * 2 + 2):
        x = (i + (rng.random() - 0.5) * 0.7 + start) / (bumps * 2) * width
        lift = rng.uniform(0.55, 1.0) if i % 2 else rng.uniform(0.05, 0.40)
        points.append((x, base - rise * lift))
    points[0], points[-1] = (-width * 0.2, points[0][1]), (width * 1.2, points[-1][1])
    line = points if sharp else smooth(points, closed=False)
    return [(-width * 0.2, base + stage.height), *line, (width * 1.2, base + stage.height)]


def plain(stage: Stage, colour: RGB, *, far: float = 0.35) -> None:
    """Flat ground from the horizon down, paler far away."""
    top = stage.horizon
    stage.canvas.gradient(top, stage.height, stage.tone(colour, far), stage.tone(shade(colour, -0.18)))


def dots(stage: Stage, band: tuple[float, float], count: int, colours: Sequence[RGB], size: float) -> None:
    """Small round specks between two heights: bubbles, flowers, pebbles."""
    for _ in range(count):
        x, y = stage.rng.random() * stage.width, stage.rng.uniform(*band)
        r = size * stage.rng.uniform(0.4, 1.3)
        stage.canvas.ellipse(x, y, r, r * 0.9, stage.rng.choice(colours))


def wave(stage: Stage, y: float, height: float, length: float) -> list[Point]:
    """A line of waves across the frame at height `y`."""
    start = stage.rng.random() * math.tau
    return [
        (x, y + math.sin(start + x / length * math.tau) * height) for x in range(-10, stage.width + 20, 6)
    ]
