"""Small things that a prompt may name: held in a hand, on the ground, or alone in a detail.

Each painter draws around (x, y), the middle of the thing; `size` is its height in pixels.
"""

import math

from providers.offline.animatic.canvas import smooth
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.stage import Painter, Stage
from providers.offline.animatic.things.furnishings import FURNISHINGS
from providers.offline.animatic.things.keepsakes import KEEPSAKES

_LAMPLIGHT: RGB = (255, 214, 128)


def _lamp(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, brass = stage.canvas, stage.tone(stage.paint_of("lamp", ((176, 132, 66),)))
    canvas.glow(x, y, s * 1.9, _LAMPLIGHT, 0.75)
    ring = [
        (x + math.cos(a / 16 * math.pi) * s * 0.22, y - s * 0.36 - math.sin(a / 16 * math.pi) * s * 0.16)
        for a in range(17)
    ]
    canvas.line(ring, shade(brass, -0.3), s * 0.03)
    canvas.rect(
        (x - s * 0.22, y - s * 0.24, x + s * 0.22, y + s * 0.34),
        mix(_LAMPLIGHT, (255, 250, 230), 0.35),
        radius=s * 0.05,
    )
    canvas.shape(
        [(x, y - s * 0.12), (x + s * 0.08, y + s * 0.1), (x, y + s * 0.24), (x - s * 0.08, y + s * 0.1)],
        (255, 158, 62),
    )
    for dx in (-0.24, 0.20):
        canvas.rect((x + dx * s, y - s * 0.26, x + (dx + 0.04) * s, y + s * 0.36), brass)
    canvas.polygon(
        [
            (x - s * 0.28, y - s * 0.24),
            (x - s * 0.14, y - s * 0.38),
            (x + s * 0.14, y - s * 0.38),
            (x + s * 0.28, y - s * 0.24),
        ],
        brass,
    )
    canvas.rect((x - s * 0.30, y + s * 0.34, x + s * 0.30, y + s * 0.46), shade(brass, -0.2), radius=s * 0.03)


def _mug(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, clay = (
        stage.canvas,
        stage.tone(stage.paint_of("mug", ((234, 226, 208), (206, 92, 72), (72, 128, 138)))),
    )
    ring = [
        (
            x + s * 0.36 + math.cos(a / 16 * math.tau) * s * 0.17,
            y + s * 0.08 + math.sin(a / 16 * math.tau) * s * 0.20,
        )
        for a in range(17)
    ]
    canvas.line(ring, shade(clay, -0.18), s * 0.075)
    canvas.polygon(
        [
            (x - s * 0.36, y - s * 0.26),
            (x + s * 0.36, y - s * 0.26),
            (x + s * 0.31, y + s * 0.42),
            (x - s * 0.31, y + s * 0.42),
        ],
        clay,
    )
    canvas.polygon([(x + s * 0.08, y - s * 0.26), (x + s * 0.36, y - s * 0.26), (x + s * 0.31, y + s * 0.42), (x + s * 0.10, y + s * 0.42)],
                   shade(clay, -0.14))  # fmt: skip
    canvas.ellipse(x, y + s * 0.42, s * 0.31, s * 0.06, shade(clay, -0.14))
    canvas.ellipse(x, y - s * 0.26, s * 0.36, s * 0.085, shade(clay, 0.3))
    canvas.ellipse(x, y - s * 0.25, s * 0.30, s * 0.062, stage.tone((86, 54, 40)))
    for dx, tall in ((-0.12, 0.34), (0.03, 0.46), (0.16, 0.30)):
        steam = [(x + dx * s, y - s * 0.32), (x + (dx + 0.06) * s, y - s * (0.32 + tall * 0.35)), (x + (dx - 0.05) * s, y - s * (0.32 + tall * 0.7)),
                 (x + (dx + 0.03) * s, y - s * (0.32 + tall))]  # fmt: skip
        canvas.line(smooth(steam, closed=False), (255, 252, 244), s * 0.028, 0.5)


def _book(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, cover = (
        stage.canvas,
        stage.tone(stage.paint_of("book", ((158, 62, 56), (54, 92, 116), (92, 106, 68)))),
    )
    for side in (-1, 1):
        edge = x + side * s * 0.62
        canvas.polygon(
            [
                (x, y - s * 0.22),
                (edge, y - s * 0.34),
                (edge + side * s * 0.04, y + s * 0.36),
                (x, y + s * 0.46),
            ],
            cover,
        )
        page = stage.tone((246, 236, 212) if side < 0 else (232, 220, 196))
        canvas.polygon(
            [
                (x, y - s * 0.26),
                (edge - side * s * 0.03, y - s * 0.36),
                (edge - side * s * 0.01, y + s * 0.28),
                (x, y + s * 0.38),
            ],
            page,
        )
        for k in range(6):
            row = y - s * 0.20 + k * s * 0.085
            canvas.line([(x + side * s * 0.08, row + s * 0.03), (x + side * s * (0.52 - 0.10 * (k == 5)), row - s * 0.05)],
                        shade(page, -0.4), s * 0.012)  # fmt: skip
    canvas.line([(x, y - s * 0.25), (x, y + s * 0.40)], shade(cover, -0.4), s * 0.02)


def _letter(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, paper = stage.canvas, stage.tone(stage.paint_of("letter", ((244, 232, 206),)))
    canvas.rect((x - s * 0.58, y - s * 0.36, x + s * 0.58, y + s * 0.36), paper)
    canvas.polygon(
        [(x - s * 0.58, y + s * 0.36), (x, y - s * 0.02), (x + s * 0.58, y + s * 0.36)], shade(paper, -0.08)
    )
    canvas.polygon(
        [(x - s * 0.58, y - s * 0.36), (x + s * 0.58, y - s * 0.36), (x, y + s * 0.10)], shade(paper, -0.16)
    )
    canvas.ellipse(x, y + s * 0.06, s * 0.10, s * 0.10, stage.tone((184, 52, 50)))
    canvas.ellipse(x, y + s * 0.06, s * 0.065, s * 0.065, stage.tone((208, 80, 70)))


def _key(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, brass = stage.canvas, stage.tone(stage.paint_of("key", ((216, 168, 78),)))
    ring = [
        (
            x - s * 0.02 + math.cos(a / 24 * math.tau) * s * 0.17,
            y - s * 0.30 + math.sin(a / 24 * math.tau) * s * 0.17,
        )
        for a in range(25)
    ]
    canvas.line(ring, brass, s * 0.075)
    canvas.rect((x - s * 0.05, y - s * 0.12, x + s * 0.015, y + s * 0.48), brass, radius=s * 0.02)
    canvas.rect((x - s * 0.02, y - s * 0.12, x + s * 0.015, y + s * 0.48), shade(brass, -0.22))
    for top, long in ((0.26, 0.17), (0.38, 0.22)):
        canvas.rect((x, y + s * top, x + s * long, y + s * (top + 0.075)), brass)
    canvas.rect(
        (x - s * 0.08, y - s * 0.12, x + s * 0.045, y - s * 0.07), shade(brass, -0.15), radius=s * 0.015
    )


def _phone(stage: Stage, x: float, y: float, s: float) -> None:
    canvas = stage.canvas
    canvas.glow(x, y, s * 0.9, (140, 200, 255), 0.4)
    canvas.rect((x - s * 0.26, y - s * 0.5, x + s * 0.26, y + s * 0.5), stage.palette.ink, radius=s * 0.06)
    canvas.gradient(y - s * 0.44, y + s * 0.44, (126, 196, 232), (76, 112, 190), x - s * 0.225, x + s * 0.225)
    for k, wide in enumerate((0.30, 0.36, 0.22)):
        canvas.rect(
            (x - s * 0.18, y - s * (0.30 - 0.16 * k), x - s * (0.18 - wide), y - s * (0.20 - 0.16 * k)),
            (240, 246, 252),
            0.9,
            radius=s * 0.03,
        )


def _camera(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, dark = stage.canvas, stage.tone(stage.paint_of("camera", ((58, 58, 68),)))
    canvas.rect((x - s * 0.60, y - s * 0.28, x + s * 0.60, y + s * 0.40), dark, radius=s * 0.06)
    canvas.rect((x - s * 0.18, y - s * 0.42, x + s * 0.18, y - s * 0.2), dark, radius=s * 0.04)
    canvas.rect((x - s * 0.60, y - s * 0.18, x + s * 0.60, y - s * 0.08), stage.tone((186, 182, 176)))
    for r, colour in ((0.29, (30, 30, 38)), (0.23, (74, 88, 112)), (0.14, (34, 44, 72))):
        canvas.ellipse(x, y + s * 0.10, r * s, r * s, stage.tone(colour))
    canvas.ellipse(x - s * 0.07, y + s * 0.02, s * 0.05, s * 0.05, (226, 238, 250))


def _flower(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, petal = (
        stage.canvas,
        stage.tone(
            stage.paint_of("flower", ((226, 96, 112), (244, 190, 72), (240, 232, 240), (150, 110, 200)))
        ),
    )
    stem = stage.tone((84, 136, 78))
    canvas.line(
        smooth([(x, y + s * 0.5), (x + s * 0.04, y + s * 0.1), (x, y - s * 0.25)], closed=False),
        stem,
        s * 0.035,
    )
    canvas.shape(
        [
            (x, y + s * 0.25),
            (x + s * 0.15, y + s * 0.06),
            (x + s * 0.28, y + s * 0.04),
            (x + s * 0.16, y + s * 0.2),
        ],
        stem,
    )
    for k in range(7):
        a = k / 7 * math.tau
        canvas.ellipse(
            x + math.cos(a) * s * 0.13,
            y - s * 0.28 + math.sin(a) * s * 0.13,
            s * 0.10,
            s * 0.10,
            shade(petal, -0.06 * (k % 2)),
        )
    canvas.ellipse(x, y - s * 0.28, s * 0.085, s * 0.085, stage.tone((196, 140, 60)))


def _shoe(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, cloth = (
        stage.canvas,
        stage.tone(stage.paint_of("shoe", ((222, 84, 66), (66, 120, 176), (240, 190, 70)))),
    )
    canvas.shape([(x - s * 0.7, y - s * 0.3), (x - s * 0.25, y - s * 0.32), (x + s * 0.1, y - s * 0.05), (x + s * 0.6, y + s * 0.1),
                  (x + s * 0.8, y + s * 0.3), (x - s * 0.7, y + s * 0.3)], cloth)  # fmt: skip
    canvas.rect(
        (x - s * 0.76, y + s * 0.26, x + s * 0.84, y + s * 0.42), stage.tone((246, 242, 234)), radius=s * 0.06
    )
    for k in range(4):
        canvas.line(
            [
                (x - s * (0.1 - 0.13 * k), y - s * (0.22 - 0.09 * k)),
                (x - s * (0.22 - 0.13 * k), y - s * (0.08 - 0.07 * k)),
            ],
            (250, 248, 240),
            s * 0.03,
        )


def _bottle(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, glass = stage.canvas, stage.tone(stage.paint_of("bottle", ((88, 158, 138),)))
    canvas.rect((x - s * 0.07, y - s * 0.5, x + s * 0.07, y - s * 0.1), glass)
    canvas.rect((x - s * 0.2, y - s * 0.18, x + s * 0.2, y + s * 0.5), glass, radius=s * 0.08)
    canvas.rect((x - s * 0.2, y + s * 0.04, x + s * 0.2, y + s * 0.28), stage.tone((240, 228, 200)))
    canvas.rect(
        (x - s * 0.15, y - s * 0.12, x - s * 0.10, y + s * 0.42), (255, 255, 255), 0.4, radius=s * 0.02
    )
    canvas.rect((x - s * 0.08, y - s * 0.54, x + s * 0.08, y - s * 0.46), stage.tone((150, 104, 66)))


def _bread(stage: Stage, x: float, y: float, s: float) -> None:
    canvas, crust = stage.canvas, stage.tone(stage.paint_of("bread", ((206, 142, 76),)))
    canvas.shape([(x - s * 0.75, y + s * 0.3), (x - s * 0.7, y - s * 0.1), (x - s * 0.2, y - s * 0.38), (x + s * 0.4, y - s * 0.32), (x + s * 0.75, y),
                  (x + s * 0.7, y + s * 0.32)], crust)  # fmt: skip
    for k in (-0.4, 0.0, 0.38):
        canvas.line(
            [(x + (k - 0.1) * s, y + s * 0.02), (x + (k + 0.12) * s, y - s * 0.22)],
            shade(crust, 0.5),
            s * 0.06,
        )


PROPS: dict[str, tuple[float, Painter]] = {
    "lamp": (0.26, _lamp), "mug": (0.09, _mug), "book": (0.15, _book), "letter": (0.12, _letter), "key": (0.10, _key),
    "phone": (0.11, _phone), "camera": (0.11, _camera), "flower": (0.24, _flower), "shoe": (0.13, _shoe),
    "bottle": (0.2, _bottle), "bread": (0.11, _bread), **FURNISHINGS, **KEEPSAKES,
}  # fmt: skip
"""Small things: height in persons, painter."""

HELD = frozenset(
    [
        "lamp",
        "mug",
        "book",
        "letter",
        "key",
        "phone",
        "camera",
        "umbrella",
        "flower",
        "bottle",
        "bread",
        "radio",
        "ring",
        "sword",
        "coin",
        "apple",
        "telescope",
        "compass",
        "shell",
        "gem",
        "necklace",
        "ball",
        "jar",
    ]
)
"""Things that a figure holds in its hand."""
