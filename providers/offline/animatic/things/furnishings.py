"""Things that stand about or lie in the way, larger than a hand. (x, y) is the middle, `size` the height in pixels."""

import math

from providers.offline.animatic.palette import mix, shade
from providers.offline.animatic.stage import Painter, Stage


def _laptop(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, metal = stage.canvas, stage.tone(stage.paint_of("laptop", ((176, 182, 192),)))
    canvas.glow(x, y, s * 1.2, (150, 206, 255), 0.35)
    canvas.rect(
        (x - s * 0.62, y - s * 0.5, x + s * 0.62, y + s * 0.3), stage.tone((50, 52, 64)), radius=s * 0.04
    )
    canvas.gradient(y - s * 0.45, y + s * 0.25, (120, 190, 220), (74, 112, 180), x - s * 0.57, x + s * 0.57)
    for k, (wide, colour) in enumerate(
        ((0.7, (240, 246, 252)), (0.5, (255, 214, 128)), (0.62, (240, 246, 252)), (0.4, (240, 246, 252)))
    ):
        canvas.rect(
            (x - s * 0.46, y - s * (0.34 - 0.13 * k), x + s * (wide - 0.46), y - s * (0.28 - 0.13 * k)),
            colour,
            0.85,
        )
    canvas.polygon(
        [
            (x - s * 0.62, y + s * 0.3),
            (x + s * 0.62, y + s * 0.3),
            (x + s * 0.74, y + s * 0.46),
            (x - s * 0.74, y + s * 0.46),
        ],
        metal,
    )


def _clock(stage: Stage, x: float, y: float, s: float) -> None:
    canvas = stage.canvas
    canvas.ellipse(x, y, s * 0.5, s * 0.5, stage.tone(stage.paint_of("clock", ((150, 104, 62),))))
    canvas.ellipse(x, y, s * 0.43, s * 0.43, stage.tone((246, 238, 218)))
    for k in range(12):
        a = k / 12 * math.tau
        canvas.line([(x + math.sin(a) * s * 0.36, y - math.cos(a) * s * 0.36), (x + math.sin(a) * s * 0.40, y - math.cos(a) * s * 0.40)],
                    stage.palette.ink, s * (0.022 if k % 3 else 0.035))  # fmt: skip
    for a, long, thick in (
        (stage.rng.random() * math.tau, 0.22, 0.035),
        (stage.rng.random() * math.tau, 0.33, 0.022),
    ):
        canvas.line(
            [(x, y), (x + math.sin(a) * s * long, y - math.cos(a) * s * long)], stage.palette.ink, s * thick
        )


def _umbrella(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, cloth = stage.canvas, stage.tone(stage.paint_of("umbrella", ((206, 62, 62),)))
    canvas.line(
        [(x, y - s * 0.46), (x, y + s * 0.40), (x + s * 0.06, y + s * 0.47), (x + s * 0.12, y + s * 0.40)],
        stage.tone((70, 56, 54)),
        s * 0.03,
    )
    dome = [
        (
            x + math.cos(math.pi * (1 - t / 20)) * s * 0.62,
            y - s * 0.02 - math.sin(math.pi * t / 20) * s * 0.46,
        )
        for t in range(21)
    ]
    scallop = [(x + s * 0.62 - s * 1.24 * (k + 0.5) / 5, y - s * 0.09) for k in range(5)]
    canvas.polygon([*dome, *scallop], cloth)
    canvas.polygon([dome[10], dome[20], scallop[0], scallop[1]], shade(cloth, -0.22))


def _box(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, card = stage.canvas, stage.tone(stage.paint_of("box", ((192, 146, 96),)))
    canvas.polygon(
        [
            (x - s * 0.5, y - s * 0.2),
            (x + s * 0.16, y - s * 0.1),
            (x + s * 0.16, y + s * 0.5),
            (x - s * 0.5, y + s * 0.38),
        ],
        card,
    )
    canvas.polygon(
        [
            (x + s * 0.16, y - s * 0.1),
            (x + s * 0.52, y - s * 0.24),
            (x + s * 0.52, y + s * 0.32),
            (x + s * 0.16, y + s * 0.5),
        ],
        shade(card, -0.25),
    )
    canvas.polygon(
        [
            (x - s * 0.5, y - s * 0.2),
            (x - s * 0.1, y - s * 0.34),
            (x + s * 0.52, y - s * 0.24),
            (x + s * 0.16, y - s * 0.1),
        ],
        shade(card, 0.25),
    )
    canvas.polygon(
        [
            (x - s * 0.2, y - s * 0.155),
            (x - s * 0.1, y - s * 0.14),
            (x - s * 0.1, y + s * 0.455),
            (x - s * 0.2, y + s * 0.435),
        ],
        shade(card, 0.5),
    )


def _chair(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, wood = stage.canvas, stage.tone(stage.paint_of("chair", ((146, 98, 66),)))
    for dx, top in ((-0.26, -0.5), (0.20, -0.5), (-0.34, 0.02), (0.30, 0.02)):
        canvas.rect(
            (x + dx * s, y + top * s, x + (dx + 0.055) * s, y + s * 0.5),
            shade(wood, -0.15 if top > 0 else 0.0),
        )
    for top in (-0.46, -0.28, -0.12):
        canvas.rect((x - s * 0.26, y + top * s, x + s * 0.25, y + (top + 0.07) * s), shade(wood, 0.1))
    canvas.polygon(
        [
            (x - s * 0.28, y - s * 0.02),
            (x + s * 0.27, y - s * 0.02),
            (x + s * 0.37, y + s * 0.08),
            (x - s * 0.36, y + s * 0.08),
        ],
        shade(wood, 0.18),
    )


def _guitar(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, wood = stage.canvas, stage.tone(stage.paint_of("guitar", ((200, 130, 70),)))
    canvas.rect((x - s * 0.03, y - s * 0.5, x + s * 0.03, y + s * 0.1), stage.tone((90, 62, 48)))
    canvas.rect((x - s * 0.05, y - s * 0.52, x + s * 0.05, y - s * 0.42), stage.tone((70, 48, 40)))
    canvas.shape([(x, y + s * 0.0), (x + s * 0.14, y + s * 0.06), (x + s * 0.10, y + s * 0.18), (x + s * 0.2, y + s * 0.36), (x, y + s * 0.5),
                  (x - s * 0.2, y + s * 0.36), (x - s * 0.10, y + s * 0.18), (x - s * 0.14, y + s * 0.06)], wood)  # fmt: skip
    canvas.ellipse(x, y + s * 0.2, s * 0.055, s * 0.055, stage.tone((62, 42, 36)))


def _piano(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, black = stage.canvas, stage.tone(stage.paint_of("piano", ((52, 44, 52),)))
    canvas.rect((x - s * 0.8, y - s * 0.5, x + s * 0.8, y + s * 0.5), black, radius=s * 0.03)
    canvas.rect((x - s * 0.8, y - s * 0.02, x + s * 0.8, y + s * 0.14), stage.tone((246, 242, 232)))
    for k in range(20):
        left = x - s * 0.8 + s * 1.6 * k / 20
        canvas.rect((left, y - s * 0.02, left + s * 0.006, y + s * 0.14), black)
        if k % 7 not in (2, 6):
            canvas.rect((left + s * 0.055, y - s * 0.02, left + s * 0.1, y + s * 0.07), black)
    canvas.rect((x - s * 0.86, y + s * 0.14, x + s * 0.86, y + s * 0.19), shade(black, 0.2))


def _mirror(stage: Stage, x: float, y: float, s: float) -> None:
    canvas = stage.canvas
    canvas.ellipse(x, y, s * 0.36, s * 0.5, stage.tone(stage.paint_of("mirror", ((186, 144, 78),))))
    canvas.ellipse(x, y, s * 0.31, s * 0.45, mix(stage.palette.sky_bottom, (255, 255, 255), 0.3))
    canvas.polygon(
        [
            (x - s * 0.14, y + s * 0.28),
            (x + s * 0.12, y - s * 0.34),
            (x + s * 0.2, y - s * 0.28),
            (x - s * 0.05, y + s * 0.36),
        ],
        (255, 255, 255),
        0.4,
    )


FURNISHINGS: dict[str, tuple[float, Painter]] = {
    "laptop": (0.20, _laptop), "clock": (0.22, _clock), "umbrella": (0.62, _umbrella), "box": (0.30, _box),
    "chair": (0.52, _chair), "guitar": (0.56, _guitar), "piano": (0.66, _piano), "mirror": (0.5, _mirror),
}  # fmt: skip
"""Larger things: height in persons, painter."""
