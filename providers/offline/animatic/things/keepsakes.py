"""Things that a film's bible may hold and that no prompt is searched for. (x, y) is the middle, `s` the height in pixels."""

import math

from providers.offline.animatic.canvas import smooth
from providers.offline.animatic.palette import mix, shade
from providers.offline.animatic.stage import Painter, Stage
from providers.offline.animatic.things.jewels import JEWELS, Shape, own, placed


def _radio(stage: Stage, x: float, y: float, s: float) -> None:
    case = own(stage, "radio", (176, 96, 62))
    stage.canvas.line(
        [(x + s * 0.42, y - s * 0.3), (x + s * 0.62, y - s * 0.62)], stage.tone((120, 122, 130)), s * 0.025
    )
    stage.canvas.rect((x - s * 0.62, y - s * 0.32, x + s * 0.62, y + s * 0.5), case, radius=s * 0.08)
    stage.canvas.rect(
        (x - s * 0.62, y + s * 0.36, x + s * 0.62, y + s * 0.5), shade(case, -0.25), radius=s * 0.06
    )
    stage.canvas.ellipse(x - s * 0.28, y + s * 0.08, s * 0.25, s * 0.25, stage.tone((228, 214, 184)))
    for k in range(-3, 4):
        half = s * 0.22 * math.sqrt(max(0.0, 1 - (k / 3.6) ** 2))
        stage.canvas.line(
            [
                (x - s * 0.28 - half, y + s * (0.08 + k * 0.06)),
                (x - s * 0.28 + half, y + s * (0.08 + k * 0.06)),
            ],
            shade(case, -0.3),
            s * 0.018,
        )
    stage.canvas.rect(
        (x + s * 0.06, y - s * 0.2, x + s * 0.52, y + s * 0.02), stage.tone((244, 230, 190)), radius=s * 0.02
    )
    stage.canvas.line([(x + s * 0.24, y - s * 0.18), (x + s * 0.24, y)], (206, 62, 52), s * 0.018)
    for dx in (0.16, 0.42):
        stage.canvas.ellipse(x + dx * s, y + s * 0.2, s * 0.085, s * 0.085, shade(case, -0.45))


def _hat(stage: Stage, x: float, y: float, s: float) -> None:
    cloth = own(stage, "hat", (122, 84, 62))
    stage.canvas.ellipse(x, y + s * 0.28, s * 0.82, s * 0.16, shade(cloth, -0.24))
    stage.canvas.ellipse(x, y + s * 0.24, s * 0.82, s * 0.15, cloth)
    stage.canvas.shape(
        placed(
            x,
            y,
            s,
            [
                (-0.46, 0.24),
                (-0.42, -0.3),
                (-0.16, -0.46),
                (0.0, -0.38),
                (0.16, -0.46),
                (0.42, -0.3),
                (0.46, 0.24),
                (0.0, 0.32),
            ],
        ),
        cloth,
    )
    stage.canvas.polygon(
        placed(x, y, s, [(-0.46, 0.06), (0.46, 0.06), (0.47, 0.24), (0.0, 0.31), (-0.47, 0.24)]),
        shade(cloth, -0.45),
    )


def _scarf(stage: Stage, x: float, y: float, s: float) -> None:
    wool = own(stage, "scarf", (196, 72, 62))
    stage.canvas.shape(
        placed(x, y, s, [(-0.5, -0.3), (0.0, -0.48), (0.5, -0.3), (0.5, 0.02), (0.0, -0.14), (-0.5, 0.02)]),
        wool,
    )
    for dx, tone in ((-0.28, -0.18), (0.06, 0.0)):
        stage.canvas.polygon(
            placed(x, y, s, [(dx, -0.16), (dx + 0.26, -0.16), (dx + 0.30, 0.44), (dx - 0.02, 0.44)]),
            shade(wool, tone),
        )
        for k in range(5):
            stage.canvas.line(
                placed(x, y, s, [(dx + 0.01 + k * 0.065, 0.44), (dx + 0.01 + k * 0.065, 0.52)]),
                shade(wool, tone),
                s * 0.02,
            )
        for row in (0.26, 0.34):
            stage.canvas.line(
                placed(x, y, s, [(dx - 0.01, row), (dx + 0.28, row)]), shade(wool, 0.5), s * 0.03
            )


def _basket(stage: Stage, x: float, y: float, s: float) -> None:
    wicker = own(stage, "basket", (192, 146, 90))
    handle = smooth(
        placed(x, y, s, [(-0.5, 0.0), (-0.36, -0.42), (0.0, -0.54), (0.36, -0.42), (0.5, 0.0)]), closed=False
    )
    stage.canvas.line(handle, shade(wicker, -0.25), s * 0.06)
    stage.canvas.polygon(
        placed(x, y, s, [(-0.62, -0.06), (0.62, -0.06), (0.46, 0.46), (-0.46, 0.46)]), wicker
    )
    for row in range(4):
        for k in range(7 - row % 2):
            dx = -0.44 + k * 0.125 + 0.065 * (row % 2)
            stage.canvas.rect(
                (x + dx * s, y + s * (0.02 + row * 0.11), x + (dx + 0.07) * s, y + s * (0.08 + row * 0.11)),
                shade(wicker, -0.2),
            )
    stage.canvas.rect((x - s * 0.65, y - s * 0.1, x + s * 0.65, y), shade(wicker, 0.14), radius=s * 0.03)


def _ball(stage: Stage, x: float, y: float, s: float) -> None:
    colour = own(stage, "ball", (212, 72, 62))
    stage.canvas.ellipse(x, y, s * 0.5, s * 0.5, colour)
    stage.canvas.polygon(
        [
            (x - s * 0.48, y - s * 0.1),
            *smooth(
                placed(
                    x,
                    y,
                    s,
                    [(-0.48, -0.1), (0.0, 0.04), (0.48, -0.1), (0.49, 0.1), (0.0, 0.24), (-0.49, 0.1)],
                )
            ),
        ],
        shade(colour, 0.65),
    )
    stage.canvas.ellipse(x - s * 0.16, y - s * 0.24, s * 0.1, s * 0.07, (255, 255, 255), 0.55)


def _apple(stage: Stage, x: float, y: float, s: float) -> None:
    skin = own(stage, "apple", (204, 62, 52))
    stage.canvas.shape(
        placed(
            x,
            y,
            s,
            [
                (0.0, -0.26),
                (0.3, -0.36),
                (0.5, -0.06),
                (0.36, 0.36),
                (0.08, 0.46),
                (-0.08, 0.46),
                (-0.36, 0.36),
                (-0.5, -0.06),
                (-0.3, -0.36),
            ],
        ),
        skin,
    )
    stage.canvas.shape(
        placed(x, y, s, [(0.2, -0.3), (0.46, -0.06), (0.34, 0.32), (0.1, 0.42), (0.3, 0.1)]),
        shade(skin, -0.2),
    )
    stage.canvas.line(placed(x, y, s, [(0.0, -0.28), (0.04, -0.5)]), stage.tone((92, 66, 48)), s * 0.045)
    stage.canvas.shape(
        placed(x, y, s, [(0.05, -0.4), (0.2, -0.52), (0.36, -0.44), (0.2, -0.36)]), stage.tone((92, 142, 72))
    )


def _telescope(stage: Stage, x: float, y: float, s: float) -> None:
    brass, cos, sin = own(stage, "telescope", (196, 150, 76)), 0.93, -0.37

    def tube(start: float, end: float, half: float) -> Shape:
        corners = [(start, -half), (end, -half), (end, half), (start, half)]
        return [
            (x + (along * cos - aside * sin) * s, y + (along * sin + aside * cos) * s)
            for along, aside in corners
        ]

    for start, end, half, tone in (
        (-0.56, -0.2, 0.07, 0.1),
        (-0.22, 0.16, 0.095, -0.3),
        (0.13, 0.56, 0.125, 0.0),
    ):
        stage.canvas.polygon(tube(start, end, half), shade(brass, tone))
        stage.canvas.polygon(
            tube(start, end, half)[2:] + tube(start, end, half * 0.3)[2:][::-1], shade(brass, tone - 0.25)
        )
        stage.canvas.polygon(tube(end - 0.03, end + 0.01, half * 1.12), shade(brass, 0.35))


def _teddy(stage: Stage, x: float, y: float, s: float) -> None:
    fur = own(stage, "teddy", (176, 124, 80))
    for side in (-1, 1):
        stage.canvas.ellipse(x + side * s * 0.2, y - s * 0.42, s * 0.1, s * 0.1, shade(fur, -0.2))
        stage.canvas.ellipse(x + side * s * 0.27, y + s * 0.06, s * 0.10, s * 0.17, shade(fur, -0.1))
        stage.canvas.ellipse(x + side * s * 0.19, y + s * 0.4, s * 0.14, s * 0.12, fur)
        stage.canvas.ellipse(x + side * s * 0.19, y + s * 0.42, s * 0.075, s * 0.075, shade(fur, 0.4))
    stage.canvas.ellipse(x, y + s * 0.16, s * 0.25, s * 0.27, fur)
    stage.canvas.ellipse(x, y + s * 0.18, s * 0.15, s * 0.17, shade(fur, 0.35))
    stage.canvas.ellipse(x, y - s * 0.24, s * 0.26, s * 0.23, fur)
    stage.canvas.ellipse(x, y - s * 0.17, s * 0.11, s * 0.085, shade(fur, 0.45))
    for side in (-1, 1):
        stage.canvas.ellipse(x + side * s * 0.09, y - s * 0.28, s * 0.024, s * 0.028, stage.palette.ink)
    stage.canvas.ellipse(x, y - s * 0.205, s * 0.032, s * 0.024, stage.palette.ink)


def _jar(stage: Stage, x: float, y: float, s: float) -> None:
    clay = own(stage, "jar", (176, 108, 78))
    stage.canvas.shape(
        placed(
            x,
            y,
            s,
            [
                (-0.16, -0.36),
                (-0.38, -0.08),
                (-0.36, 0.26),
                (-0.2, 0.5),
                (0.2, 0.5),
                (0.36, 0.26),
                (0.38, -0.08),
                (0.16, -0.36),
            ],
        ),
        clay,
    )
    stage.canvas.shape(
        placed(x, y, s, [(0.14, -0.34), (0.38, -0.08), (0.36, 0.26), (0.2, 0.5), (0.22, 0.1)]),
        shade(clay, -0.24),
    )
    stage.canvas.rect(
        (x - s * 0.2, y - s * 0.48, x + s * 0.2, y - s * 0.34), shade(clay, 0.12), radius=s * 0.03
    )
    stage.canvas.line(
        smooth(placed(x, y, s, [(-0.38, 0.02), (0.0, 0.1), (0.38, 0.02)]), closed=False),
        shade(clay, 0.45),
        s * 0.04,
    )


def _bag(stage: Stage, x: float, y: float, s: float) -> None:
    hide = own(stage, "bag", (142, 96, 64))
    stage.canvas.line(
        smooth(placed(x, y, s, [(-0.36, -0.1), (-0.28, -0.46), (0.28, -0.46), (0.36, -0.1)]), closed=False),
        shade(hide, -0.3),
        s * 0.05,
    )
    stage.canvas.rect((x - s * 0.56, y - s * 0.18, x + s * 0.56, y + s * 0.5), hide, radius=s * 0.08)
    stage.canvas.polygon(
        placed(x, y, s, [(-0.56, -0.14), (0.56, -0.14), (0.48, 0.18), (-0.48, 0.18)]), shade(hide, -0.18)
    )
    for dx in (-0.26, 0.20):
        stage.canvas.rect((x + dx * s, y - s * 0.04, x + (dx + 0.07) * s, y + s * 0.28), shade(hide, 0.3))


def _bundle(stage: Stage, x: float, y: float, s: float) -> None:
    cloth = own(stage, "bundle", (176, 150, 116))
    stage.canvas.shape(
        placed(
            x,
            y,
            s,
            [
                (-0.52, 0.2),
                (-0.34, -0.16),
                (0.0, -0.2),
                (0.34, -0.16),
                (0.52, 0.2),
                (0.36, 0.48),
                (-0.36, 0.48),
            ],
        ),
        cloth,
    )
    stage.canvas.shape(
        placed(x, y, s, [(0.1, -0.18), (0.34, -0.16), (0.52, 0.2), (0.36, 0.48), (0.12, 0.46), (0.24, 0.14)]),
        shade(cloth, -0.2),
    )
    for side in (-1, 1):
        stage.canvas.shape(
            placed(x, y, s, [(0.0, -0.2), (side * 0.28, -0.5), (side * 0.4, -0.36), (side * 0.14, -0.16)]),
            shade(cloth, -0.1 * side),
        )
    stage.canvas.ellipse(x, y - s * 0.2, s * 0.1, s * 0.08, mix(cloth, (60, 44, 40), 0.45))


KEEPSAKES: dict[str, tuple[float, Painter]] = {
    "radio": (0.16, _radio), "hat": (0.13, _hat), "scarf": (0.2, _scarf),
    "basket": (0.2, _basket), "ball": (0.14, _ball), "apple": (0.08, _apple), "telescope": (0.16, _telescope), "teddy": (0.22, _teddy),
    "jar": (0.18, _jar), "bag": (0.22, _bag),
    "bundle": (0.16, _bundle), **JEWELS,
}  # fmt: skip
"""Things: height in persons, painter."""
