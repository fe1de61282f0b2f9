"""Things that carry people. `tall` is in pixels, (x, y) the point where they touch the ground or the water."""

import math

from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.stage import Painter, Stage

_LAMPLIGHT: RGB = (255, 222, 150)


def _boat(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas = stage.canvas
    hull = stage.tone(stage.paint_of("boat", ((176, 64, 52), (58, 92, 122), (120, 82, 58), (226, 220, 204))))
    long = tall * 0.62
    canvas.polygon([(x - long, y - tall * 0.16), (x + long * 1.12, y - tall * 0.20), (x + long * 0.72, y + tall * 0.02),
                    (x - long * 0.78, y + tall * 0.02)], hull)  # fmt: skip
    canvas.polygon([(x - long, y - tall * 0.16), (x + long * 1.12, y - tall * 0.20), (x + long * 1.04, y - tall * 0.155),
                    (x - long * 0.96, y - tall * 0.115)], shade(hull, 0.4))  # fmt: skip
    canvas.line([(x, y - tall * 0.16), (x, y - tall)], stage.tone((92, 70, 58)), max(1.0, tall * 0.018))
    sail = stage.tone(stage.paint_of("sail", ((248, 240, 222),)))
    canvas.shape([(x + tall * 0.025, y - tall * 0.96), (x + long * 0.45, y - tall * 0.62), (x + long * 0.82, y - tall * 0.24),
                  (x + tall * 0.025, y - tall * 0.24)], sail)  # fmt: skip
    canvas.polygon([(x - tall * 0.025, y - tall * 0.88), (x - long * 0.62, y - tall * 0.24), (x - tall * 0.025, y - tall * 0.24)],
                   shade(sail, -0.16))  # fmt: skip
    for k in range(4):
        canvas.rect((x - long * (0.9 - k * 0.1), y + tall * (0.03 + 0.035 * k), x + long * (0.8 - k * 0.15),
                    y + tall * (0.042 + 0.035 * k)), mix(hull, stage.palette.haze, 0.4), 0.45 - 0.1 * k)  # fmt: skip


def _train(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas = stage.canvas
    paint = stage.tone(stage.paint_of("train", ((166, 54, 52), (40, 88, 92), (58, 72, 128))))
    dark, glass = stage.tone((44, 44, 56)), _LAMPLIGHT if stage.palette.dark else stage.tone((190, 216, 224))
    canvas.rect((x - tall * 6, y - tall * 0.03, x + tall * 6, y + tall * 0.02), stage.tone((98, 84, 76)))
    for k in range(3):
        x0 = x - tall * 1.1 + k * tall * 1.72
        canvas.rect((x0, y - tall * 0.92, x0 + tall * 1.64, y - tall * 0.14), paint, radius=tall * 0.08)
        canvas.rect((x0, y - tall * 0.36, x0 + tall * 1.64, y - tall * 0.30), shade(paint, 0.55))
        for pane in range(4):
            left = x0 + tall * (0.12 + 0.37 * pane)
            canvas.rect(
                (left, y - tall * 0.78, left + tall * 0.28, y - tall * 0.46), glass, radius=tall * 0.03
            )
        for wheel in (0.3, 0.55, 1.1, 1.35):
            canvas.ellipse(x0 + tall * wheel, y - tall * 0.10, tall * 0.10, tall * 0.10, dark)
    nose = x - tall * 1.1
    canvas.shape([(nose + tall * 0.1, y - tall * 0.92), (nose - tall * 0.22, y - tall * 0.7), (nose - tall * 0.36, y - tall * 0.3),
                  (nose - tall * 0.3, y - tall * 0.14), (nose + tall * 0.1, y - tall * 0.14)], shade(paint, -0.12))  # fmt: skip
    canvas.ellipse(nose - tall * 0.24, y - tall * 0.34, tall * 0.05, tall * 0.05, _LAMPLIGHT)
    if stage.palette.dark:
        canvas.glow(nose - tall * 0.24, y - tall * 0.34, tall * 0.7, _LAMPLIGHT, 0.6)


def _car(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas = stage.canvas
    paint = stage.tone(
        stage.paint_of("car", ((206, 72, 58), (66, 128, 150), (232, 184, 72), (110, 140, 104)))
    )
    body = [
        (-1.45, 0.30),
        (-1.40, 0.56),
        (-0.95, 0.62),
        (-0.60, 0.98),
        (0.50, 1.0),
        (0.90, 0.62),
        (1.42, 0.54),
        (1.46, 0.26),
    ]
    canvas.shape([(x + dx * tall, y - dy * tall) for dx, dy in [*body, (1.3, 0.16), (-1.3, 0.16)]], paint)
    glass = stage.tone((70, 92, 110))
    for pane in (
        ((-0.80, 0.62), (-0.52, 0.90), (-0.06, 0.91), (-0.06, 0.62)),
        ((0.04, 0.62), (0.04, 0.91), (0.46, 0.91), (0.74, 0.62)),
    ):
        canvas.polygon([(x + dx * tall, y - dy * tall) for dx, dy in pane], glass)
    for wheel in (-0.86, 0.86):
        canvas.ellipse(x + wheel * tall, y - tall * 0.20, tall * 0.25, tall * 0.25, stage.tone((38, 38, 48)))
        canvas.ellipse(
            x + wheel * tall, y - tall * 0.20, tall * 0.12, tall * 0.12, stage.tone((176, 178, 184))
        )
    if stage.palette.dark:
        canvas.glow(x - tall * 1.42, y - tall * 0.44, tall * 0.8, _LAMPLIGHT, 0.75)
    canvas.ellipse(x - tall * 1.36, y - tall * 0.44, tall * 0.06, tall * 0.07, _LAMPLIGHT)


def _bicycle(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, dark = stage.canvas, stage.tone((48, 48, 60))
    frame = stage.tone(stage.paint_of("bicycle", ((206, 82, 62),)))
    for wheel in (-0.55, 0.55):
        ring = [(x + (wheel + 0.34 * math.cos(a / 24 * math.tau)) * tall, y - (0.34 + 0.34 * math.sin(a / 24 * math.tau)) * tall)
                for a in range(25)]  # fmt: skip
        canvas.line(ring, dark, max(1.2, tall * 0.035))
    joints = [(-0.55, 0.34), (-0.2, 0.78), (0.38, 0.80), (0.0, 0.34), (-0.55, 0.34)]
    points = [(x + dx * tall, y - dy * tall) for dx, dy in joints]
    canvas.line(points, frame, max(1.2, tall * 0.04))
    canvas.line([points[1], points[3]], frame, max(1.2, tall * 0.04))
    canvas.line([(x + tall * 0.55, y - tall * 0.34), (x + tall * 0.38, y - tall * 0.98), (x + tall * 0.5, y - tall * 1.0)],
                frame, max(1.2, tall * 0.04))  # fmt: skip
    canvas.line(
        [(x - tall * 0.32, y - tall * 0.84), (x - tall * 0.08, y - tall * 0.84)], dark, max(1.2, tall * 0.06)
    )


def _rocket(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, white, red = (
        stage.canvas,
        stage.tone((238, 238, 236)),
        stage.tone(stage.paint_of("rocket", ((214, 78, 60),))),
    )
    canvas.glow(x, y, tall * 0.5, (255, 190, 110), 0.7)
    canvas.shape([(x, y + tall * 0.2), (x - tall * 0.06, y), (x + tall * 0.06, y)], (255, 196, 96))
    for side in (-1, 1):
        canvas.polygon(
            [
                (x + side * tall * 0.1, y - tall * 0.34),
                (x + side * tall * 0.24, y),
                (x + side * tall * 0.07, y - tall * 0.08),
            ],
            red,
        )
    hull = [(x, y - tall), (x + tall * 0.11, y - tall * 0.7), (x + tall * 0.12, y - tall * 0.3), (x + tall * 0.08, y - tall * 0.04),
            (x - tall * 0.08, y - tall * 0.04), (x - tall * 0.12, y - tall * 0.3), (x - tall * 0.11, y - tall * 0.7)]  # fmt: skip
    canvas.shape(hull, white)
    canvas.shape([(x, y - tall), (x + tall * 0.09, y - tall * 0.77), (x - tall * 0.09, y - tall * 0.77)], red)
    canvas.ellipse(x, y - tall * 0.55, tall * 0.055, tall * 0.055, stage.tone((74, 132, 160)))


VEHICLES: dict[str, tuple[float, float, Painter]] = {
    "boat": (2.6, 1.4, _boat), "train": (2.1, 2.0, _train), "car": (0.85, 2.9, _car), "bicycle": (0.62, 1.8, _bicycle),
    "rocket": (6.0, 0.5, _rocket),
}  # fmt: skip
"""Vehicles: height in persons, breadth as a share of the height, painter."""
