"""Small precious things that a film's bible may hold. (x, y) is the middle, `s` the height in pixels."""

import math

from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.stage import Painter, Stage

Shape = list[tuple[float, float]]


def placed(x: float, y: float, s: float, points: Shape) -> Shape:
    """Points in heights of a thing, in pixels."""
    return [(x + dx * s, y + dy * s) for dx, dy in points]


def own(stage: Stage, name: str, usual: RGB) -> RGB:
    """A thing's colour in this light: what is said of it, or the usual one."""
    return stage.tone(stage.paint_of(name, (usual,)))


def _ring(stage: Stage, x: float, y: float, s: float) -> None:
    gold = stage.tone((222, 178, 78))
    band = [
        (x + math.cos(a / 40 * math.tau) * s * 0.34, y + s * 0.12 + math.sin(a / 40 * math.tau) * s * 0.34)
        for a in range(41)
    ]
    stage.canvas.line(band, shade(gold, -0.25), s * 0.10)
    stage.canvas.line(band, gold, s * 0.06)
    _stone(stage, x, y - s * 0.32, s * 0.36, own(stage, "ring", (196, 60, 80)))


def _gem(stage: Stage, x: float, y: float, s: float) -> None:
    _stone(stage, x, y, s, own(stage, "gem", (92, 168, 190)))


def _stone(stage: Stage, x: float, y: float, s: float, colour: RGB) -> None:
    stage.canvas.polygon(
        placed(x, y, s, [(-0.5, -0.12), (-0.28, -0.42), (0.28, -0.42), (0.5, -0.12), (0.0, 0.5)]), colour
    )
    stage.canvas.polygon(placed(x, y, s, [(-0.5, -0.12), (-0.18, -0.12), (0.0, 0.5)]), shade(colour, -0.2))
    stage.canvas.polygon(placed(x, y, s, [(-0.18, -0.12), (0.18, -0.12), (0.0, 0.5)]), shade(colour, 0.18))
    stage.canvas.polygon(
        placed(x, y, s, [(-0.28, -0.42), (0.28, -0.42), (0.18, -0.12), (-0.18, -0.12)]), shade(colour, 0.45)
    )


def _sword(stage: Stage, x: float, y: float, s: float) -> None:
    steel, gold = own(stage, "sword", (186, 194, 206)), stage.tone((206, 164, 80))
    stage.canvas.polygon(
        placed(x, y, s, [(-0.05, 0.22), (-0.05, -0.42), (0.0, -0.5), (0.05, -0.42), (0.05, 0.22)]), steel
    )
    stage.canvas.polygon(
        placed(x, y, s, [(0.0, 0.22), (0.0, -0.5), (0.05, -0.42), (0.05, 0.22)]), shade(steel, -0.22)
    )
    stage.canvas.rect((x - s * 0.18, y + s * 0.2, x + s * 0.18, y + s * 0.26), gold, radius=s * 0.02)
    stage.canvas.rect((x - s * 0.03, y + s * 0.26, x + s * 0.03, y + s * 0.45), stage.tone((92, 62, 50)))
    stage.canvas.ellipse(x, y + s * 0.46, s * 0.05, s * 0.05, gold)


def _crown(stage: Stage, x: float, y: float, s: float) -> None:
    gold = own(stage, "crown", (224, 180, 74))
    tips: Shape = []
    for k in range(5):
        tips += [(-0.6 + k * 0.24, -0.06), (-0.6 + k * 0.24 + 0.12, -0.46)]
    stage.canvas.polygon(placed(x, y, s, [(-0.54, 0.36), *tips, (0.6, -0.06), (0.54, 0.36)]), gold)
    for k in range(5):
        stage.canvas.ellipse(x + (-0.48 + k * 0.24) * s, y - s * 0.46, s * 0.045, s * 0.045, shade(gold, 0.3))
    stage.canvas.rect(
        (x - s * 0.55, y + s * 0.2, x + s * 0.55, y + s * 0.38), shade(gold, -0.22), radius=s * 0.02
    )
    for k, gem in enumerate(((190, 56, 64), (70, 130, 170), (190, 56, 64))):
        stage.canvas.ellipse(x + (k - 1) * s * 0.3, y + s * 0.29, s * 0.055, s * 0.055, stage.tone(gem))


def _coin(stage: Stage, x: float, y: float, s: float) -> None:
    gold = own(stage, "coin", (220, 178, 82))
    for r, tone in ((0.5, -0.25), (0.46, 0.0), (0.37, -0.14), (0.34, 0.06)):
        stage.canvas.ellipse(x, y, s * r, s * r, shade(gold, tone))
    star = [
        (
            math.sin(k / 10 * math.tau) * (0.24 if k % 2 == 0 else 0.10),
            -math.cos(k / 10 * math.tau) * (0.24 if k % 2 == 0 else 0.10),
        )
        for k in range(10)
    ]
    stage.canvas.polygon(placed(x, y, s, star), shade(gold, -0.32))


def _compass(stage: Stage, x: float, y: float, s: float) -> None:
    brass = own(stage, "compass", (196, 152, 78))
    stage.canvas.ellipse(x, y - s * 0.5, s * 0.07, s * 0.07, shade(brass, -0.2))
    stage.canvas.ellipse(x, y, s * 0.46, s * 0.46, brass)
    stage.canvas.ellipse(x, y, s * 0.38, s * 0.38, stage.tone((246, 238, 218)))
    for k in range(8):
        a, long = k / 8 * math.tau, 0.09 if k % 2 == 0 else 0.05
        stage.canvas.line(
            [
                (x + math.sin(a) * s * 0.35, y - math.cos(a) * s * 0.35),
                (x + math.sin(a) * s * (0.35 - long), y - math.cos(a) * s * (0.35 - long)),
            ],
            stage.palette.ink,
            s * 0.018,
        )
    stage.canvas.polygon(placed(x, y, s, [(0.17, -0.24), (0.05, 0.04), (-0.05, -0.04)]), (204, 60, 52))
    stage.canvas.polygon(placed(x, y, s, [(-0.17, 0.24), (0.05, 0.04), (-0.05, -0.04)]), stage.palette.ink)


def _necklace(stage: Stage, x: float, y: float, s: float) -> None:
    gold = stage.tone((222, 182, 92))
    chain = [
        (math.cos(math.pi * k / 24) * 0.42, -0.42 + math.sin(math.pi * k / 24) * 0.56) for k in range(25)
    ]
    stage.canvas.line(placed(x, y, s, chain), gold, s * 0.03)
    _stone(stage, x, y + s * 0.32, s * 0.34, own(stage, "necklace", (70, 128, 168)))


def _shell(stage: Stage, x: float, y: float, s: float) -> None:
    pearl = own(stage, "shell", (236, 196, 172))
    fan: Shape = [
        (
            math.cos(math.pi * (1.08 - 1.16 * k / 12)) * 0.56,
            0.34 - math.sin(math.pi * (1.08 - 1.16 * k / 12)) * 0.78,
        )
        for k in range(13)
    ]
    stage.canvas.shape(placed(x, y, s, [(0.0, 0.48), *fan]), pearl)
    for dx, dy in fan[1:12:2]:
        stage.canvas.line(
            placed(x, y, s, [(0.0, 0.44), (dx * 0.94, 0.44 + (dy - 0.44) * 0.94)]),
            shade(pearl, -0.2),
            s * 0.02,
        )
    stage.canvas.rect(
        (x - s * 0.14, y + s * 0.38, x + s * 0.14, y + s * 0.5), shade(pearl, -0.14), radius=s * 0.04
    )


JEWELS: dict[str, tuple[float, Painter]] = {
    "ring": (0.06, _ring), "sword": (0.56, _sword), "crown": (0.12, _crown), "coin": (0.06, _coin), "compass": (0.09, _compass), "shell": (0.09, _shell),
    "gem": (0.09, _gem), "necklace": (0.12, _necklace),
}  # fmt: skip
"""Things: height in persons, painter."""
