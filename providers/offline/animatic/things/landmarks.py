"""Large things that a prompt may name: they stand on the ground. `tall` is in pixels, (x, y) the foot."""

import math

from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.places.interiors import window
from providers.offline.animatic.places.plants import broadleaf
from providers.offline.animatic.places.strange_places import landmark_house
from providers.offline.animatic.stage import Painter, Stage
from providers.offline.animatic.things.vehicles import VEHICLES

_LAMPLIGHT: RGB = (255, 222, 150)


def _lighthouse(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas = stage.canvas
    white, red = (
        stage.tone((244, 240, 230), 0.06),
        stage.tone(stage.paint_of("lighthouse", ((206, 70, 58),)), 0.06),
    )
    rock = stage.tone((96, 92, 98), 0.1)
    canvas.shape([(x - tall * 0.32, y + tall * 0.03), (x - tall * 0.18, y - tall * 0.07), (x + tall * 0.05, y - tall * 0.09),
                  (x + tall * 0.22, y - tall * 0.05), (x + tall * 0.34, y + tall * 0.03)], rock)  # fmt: skip
    low, high, wide, slim = y - tall * 0.06, y - tall * 0.80, tall * 0.105, tall * 0.062

    def half(at: float) -> float:
        return wide + (slim - wide) * at

    for k in range(6):
        a, b = k / 6, (k + 1) / 6
        ya, yb = low + (high - low) * a, low + (high - low) * b
        colour = red if k % 2 else white
        canvas.polygon([(x - half(a), ya), (x + half(a), ya), (x + half(b), yb), (x - half(b), yb)], colour)
        dim = 1 if stage.sun < 0.5 else -1
        canvas.polygon([(x + dim * half(a) * 0.2, ya), (x + dim * half(a), ya), (x + dim * half(b), yb),
                        (x + dim * half(b) * 0.2, yb)], shade(colour, -0.22))  # fmt: skip
    canvas.rect((x - slim * 1.5, high - tall * 0.022, x + slim * 1.5, high), stage.tone((56, 58, 70)))
    lit = stage.palette.dark
    lamp_y = high - tall * 0.065
    if lit:
        for side in (-1, 1):
            reach = stage.width * 0.9
            canvas.polygon([(x, lamp_y), (x + side * reach, lamp_y - tall * 0.20), (x + side * reach, lamp_y + tall * 0.06)],
                           _LAMPLIGHT, 0.20)  # fmt: skip
        canvas.glow(x, lamp_y, tall * 0.42, _LAMPLIGHT, 0.9)
    canvas.rect((x - slim * 0.8, high - tall * 0.105, x + slim * 0.8, high - tall * 0.022),
                _LAMPLIGHT if lit else stage.tone((196, 222, 226)))  # fmt: skip
    for bar in (-0.8, 0.0, 0.72):
        canvas.rect(
            (x + bar * slim, high - tall * 0.105, x + (bar + 0.1) * slim, high - tall * 0.022),
            stage.tone((56, 58, 70)),
        )
    canvas.polygon(
        [
            (x - slim * 1.05, high - tall * 0.105),
            (x, high - tall * 0.19),
            (x + slim * 1.05, high - tall * 0.105),
        ],
        red,
    )
    canvas.rect(
        (x - wide * 0.22, y - tall * 0.15, x + wide * 0.22, y - tall * 0.06), stage.tone((70, 52, 50))
    )


def _door(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, half = stage.canvas, tall * 0.23
    wood = stage.tone(stage.paint_of("door", ((188, 66, 54), (44, 112, 120), (214, 152, 58), (92, 74, 128))))
    frame = stage.tone((238, 224, 196))
    if stage.palette.dark:
        canvas.glow(x, y - tall * 0.5, tall * 0.9, _LAMPLIGHT, 0.45)
    canvas.rect((x - half * 1.18, y - tall, x + half * 1.18, y), frame)
    canvas.polygon([(x + half * 1.18, y - tall), (x + half * 1.36, y - tall * 0.985), (x + half * 1.36, y), (x + half * 1.18, y)],
                   shade(frame, -0.35))  # fmt: skip
    canvas.rect((x - half, y - tall * 0.95, x + half, y), mix(stage.palette.light, (255, 255, 255), 0.3))
    slant = half * 1.45
    leaf = [
        (x - half, y - tall * 0.95),
        (x - half + slant, y - tall * 0.91),
        (x - half + slant, y + tall * 0.02),
        (x - half, y),
    ]
    canvas.polygon(leaf, wood)

    def at(u: float, v: float) -> tuple[float, float]:
        return x - half + slant * u, y - tall * 0.95 + tall * (0.04 * u + v * (0.95 - 0.02 * u))

    for v0, v1 in ((0.08, 0.44), (0.54, 0.90)):
        canvas.polygon([at(0.16, v0), at(0.84, v0), at(0.84, v1), at(0.16, v1)], shade(wood, -0.22))
        canvas.polygon(
            [at(0.22, v0 + 0.03), at(0.84, v0 + 0.03), at(0.84, v1), at(0.22, v1)], shade(wood, -0.10)
        )
    knob = at(0.92, 0.52)
    canvas.ellipse(*knob, tall * 0.016, tall * 0.016, stage.tone((240, 206, 110)))


def _tower(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, stone = stage.canvas, stage.tone(stage.paint_of("tower", ((170, 158, 150),)), 0.12)
    for dx, high, half in ((-0.34, 0.62, 0.11), (0.34, 0.70, 0.11), (0.0, 0.86, 0.17)):
        x0 = x + dx * tall
        canvas.rect((x0 - half * tall, y - high * tall, x0 + half * tall, y), stone)
        canvas.rect((x0 + half * tall * 0.3, y - high * tall, x0 + half * tall, y), shade(stone, -0.2))
        canvas.polygon([(x0 - half * tall * 1.15, y - high * tall), (x0, y - (high + 0.22) * tall), (x0 + half * tall * 1.15, y - high * tall)],
                       stage.tone(stage.paint_of("roof", ((92, 84, 124),)), 0.1))  # fmt: skip
        glass = _LAMPLIGHT if stage.palette.dark else shade(stone, -0.5)
        canvas.rect(
            (x0 - tall * 0.02, y - high * tall * 0.8, x0 + tall * 0.02, y - high * tall * 0.68),
            glass,
            radius=tall * 0.01,
        )
    canvas.rect((x - tall * 0.4, y - tall * 0.34, x + tall * 0.4, y), shade(stone, -0.08))
    canvas.rect(
        (x - tall * 0.06, y - tall * 0.17, x + tall * 0.06, y), shade(stone, -0.55), radius=tall * 0.03
    )


def _bridge(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, stone = stage.canvas, stage.tone(stage.paint_of("bridge", ((150, 120, 108),)), 0.15)
    deck = y - tall * 0.6
    canvas.rect((x - tall * 4, deck - tall * 0.10, x + tall * 4, deck), stone)
    for k in range(-3, 4):
        pier = x + k * tall * 1.15
        canvas.rect((pier - tall * 0.09, deck, pier + tall * 0.09, y), shade(stone, -0.15))
        arch = [
            (pier + tall * 1.15 * t / 12, deck + tall * 0.34 * (1 - math.sin(math.pi * t / 12)))
            for t in range(13)
        ]
        canvas.polygon([(pier, deck - 1), *arch, (pier + tall * 1.15, deck - 1)], shade(stone, -0.05))


def _tent(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas, cloth = stage.canvas, stage.tone(stage.paint_of("tent", ((226, 142, 62),)))
    if stage.palette.dark:
        canvas.glow(x, y - tall * 0.4, tall * 1.2, _LAMPLIGHT, 0.5)
    canvas.polygon([(x, y - tall), (x - tall * 0.95, y), (x + tall * 0.35, y)], cloth)
    canvas.polygon(
        [(x, y - tall), (x + tall * 0.35, y), (x + tall * 1.0, y - tall * 0.1)], shade(cloth, -0.28)
    )
    canvas.polygon([(x, y - tall), (x - tall * 0.35, y), (x - tall * 0.05, y)],
                   _LAMPLIGHT if stage.palette.dark else shade(cloth, -0.5))  # fmt: skip


def _fire(stage: Stage, x: float, y: float, tall: float) -> None:
    canvas = stage.canvas
    canvas.glow(x, y - tall * 0.4, tall * 2.6, (255, 150, 64), 0.75)
    for lean in (-1, 1):
        canvas.line(
            [(x - lean * tall * 0.42, y), (x + lean * tall * 0.36, y - tall * 0.14)],
            stage.tone((84, 56, 46)),
            tall * 0.1,
        )
    for size, colour in ((1.0, (226, 84, 44)), (0.72, (250, 150, 54)), (0.42, (255, 226, 130))):
        sway = stage.rng.uniform(-0.08, 0.08) * tall
        canvas.shape([(x + sway, y - tall * size), (x + tall * 0.17 * size, y - tall * 0.55 * size), (x + tall * 0.28 * size, y - tall * 0.18),
                      (x, y - tall * 0.02), (x - tall * 0.28 * size, y - tall * 0.2), (x - tall * 0.12 * size, y - tall * 0.5 * size)], colour)  # fmt: skip


def _tree(stage: Stage, x: float, y: float, tall: float) -> None:
    broadleaf(
        stage, x, y, tall, stage.tone(stage.paint_of("tree", ((92, 132, 74), (196, 128, 66), (108, 140, 92))))
    )


def _window(stage: Stage, x: float, y: float, tall: float) -> None:
    window(stage, x, y - tall / 2, tall, "night" if stage.palette.dark else "day")


GROUND: dict[str, tuple[float, float, Painter]] = {
    "lighthouse": (6.5, 0.65, _lighthouse), "door": (1.3, 0.6, _door), "house": (2.6, 1.4, landmark_house), "tower": (6.0, 0.9, _tower),
    "bridge": (3.2, 1.6, _bridge), "tent": (0.95, 1.95, _tent), "fire": (0.5, 0.9, _fire), "tree": (3.0, 0.75, _tree),
    **VEHICLES,
}  # fmt: skip
"""Things that stand on the ground: height in persons, breadth as a share of the height, painter."""

OUTDOORS_ONLY = frozenset(
    {"lighthouse", "boat", "train", "car", "house", "tower", "bridge", "tree", "tent", "rocket"}
)
"""Things that are not drawn inside a room."""
WINDOW = _window
"""A window as the subject of a detail."""
