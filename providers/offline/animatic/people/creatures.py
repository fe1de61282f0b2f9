"""Animals and robots, who may be characters or things that a prompt names."""

from collections.abc import Sequence

from providers.offline.animatic.canvas import Point
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.stands import Stand

Shape = tuple[Point, ...]

_FUR: dict[str, RGB] = {
    "dog": (172, 122, 78), "fox": (212, 112, 58), "cat": (92, 88, 100), "horse": (128, 84, 62), "robot": (170, 182, 190),
}  # fmt: skip
CREATURES: dict[str, float] = {"dog": 0.42, "fox": 0.36, "cat": 0.26, "horse": 1.05, "robot": 0.85}
"""Creatures and their heights in persons."""


def paint_creature(stage: Stage, kind: str, stand: Stand, colour: RGB | None = None) -> None:
    """A creature; a character wears its colour as a collar, blanket or coat of paint."""
    if kind == "robot":
        _robot(stage, stand, colour or _FUR["robot"])
    else:
        _Animal(stage, kind, stand, colour).paint(colour)


_TAILS: dict[str, Shape] = {
    "dog": ((-0.52, 0.58), (-0.74, 0.80), (-0.80, 0.98), (-0.66, 0.86), (-0.50, 0.66)),
    "fox": ((-0.50, 0.60), (-0.82, 0.66), (-1.10, 0.44), (-0.96, 0.34), (-0.70, 0.42), (-0.5, 0.48)),
    "cat": ((-0.52, 0.56), (-0.74, 0.66), (-0.80, 1.00), (-0.72, 1.06), (-0.64, 0.76), (-0.5, 0.5)),
    "horse": ((-0.54, 0.66), (-0.70, 0.56), (-0.72, 0.18), (-0.60, 0.26), (-0.52, 0.5)),
}
_TRUNK: Shape = (
    (-0.56, 0.52), (-0.50, 0.68), (-0.1, 0.66), (0.30, 0.70), (0.52, 0.62), (0.50, 0.40), (0.1, 0.34), (-0.42, 0.34),
)  # fmt: skip
_MUZZLES = {"dog": 1.9, "fox": 2.1, "cat": 1.08, "horse": 2.4}
"""How far a muzzle reaches, in radii of the head."""
_COLLAR: Shape = ((0.36, 0.72), (0.46, 0.80), (0.62, 0.60), (0.54, 0.52))
_BLANKET: Shape = ((-0.22, 0.69), (0.14, 0.70), (0.16, 0.46), (-0.24, 0.46))


class _Animal:
    """One animal on its stand: `at` turns heights of its own into the frame's pixels."""

    def __init__(self, stage: Stage, kind: str, stand: Stand, colour: RGB | None) -> None:
        self._stage = stage
        self._canvas = stage.canvas
        self._kind = kind
        self._stand = stand
        self._tall = stand.tall * CREATURES[kind]
        self._fur = stage.tone(mix(_FUR[kind], colour, 0.25) if colour else _FUR[kind])
        self._dark = shade(self._fur, -0.28)
        self._head = {"horse": (0.74, 0.98, 0.15), "cat": (0.60, 0.84, 0.24)}.get(kind, (0.60, 0.84, 0.20))

    def at(self, points: Sequence[Point]) -> list[Point]:
        x, y, facing = self._stand.x, self._stand.y, self._stand.way
        return [(x + facing * dx * self._tall, y - dy * self._tall) for dx, dy in points]

    def paint(self, colour: RGB | None) -> None:
        """From what is behind to what is in front; `colour` is worn over everything."""
        self._body()
        self._muzzle()
        self._ears()
        hx, hy, r = self._head
        eye = self.at([(hx + r * 0.35, hy + r * 0.15)])[0]
        self._canvas.ellipse(*eye, self._tall * 0.022, self._tall * 0.026, self._stage.palette.ink)
        if self._kind == "horse":
            mane = [
                (0.2, 0.70),
                (hx - r * 1.3, hy),
                (hx - r * 0.5, hy + r * 1.1),
                (hx - r * 0.7, hy),
                (0.36, 0.66),
            ]
            self._canvas.shape(self.at(mane), shade(self._fur, -0.5))
        if colour:
            worn = _BLANKET if self._kind == "horse" else _COLLAR
            self._canvas.polygon(self.at(worn), self._stage.tone(colour))

    def _body(self) -> None:
        """Legs, tail, trunk, neck and head."""
        canvas, fur, (hx, hy, r) = self._canvas, self._fur, self._head
        for dx, leg in ((-0.36, self._dark), (0.30, self._dark), (-0.46, fur), (0.40, fur)):
            canvas.polygon(
                self.at([(dx - 0.06, 0.45), (dx + 0.08, 0.45), (dx + 0.05, 0.0), (dx - 0.05, 0.0)]), leg
            )
        canvas.shape(self.at(_TAILS[self._kind]), self._dark)
        canvas.shape(self.at(_TRUNK), fur)
        neck = [(0.28, 0.66), (hx - r * 0.9, hy + r * 0.4), (hx + r * 0.1, hy - r * 0.6), (0.54, 0.46)]
        canvas.shape(self.at(neck), fur)
        skull = [(-1.0, 0.0), (-0.4, 0.85), (0.6, 0.6), (1.0, 0.0), (0.0, -0.85)]
        canvas.shape(self.at([(hx + r * dx, hy + r * dy) for dx, dy in skull]), fur)

    def _muzzle(self) -> None:
        (hx, hy, r), long = self._head, _MUZZLES[self._kind]
        drop = -1.2 if self._kind == "horse" else -0.35
        edge = [(0.4, 0.3), (long, drop * 0.5), (long, drop - 0.3), (0.2, -0.8)]
        tone = shade(self._fur, 0.22 if self._kind == "fox" else 0.05)
        self._canvas.shape(self.at([(hx + r * dx, hy + r * dy) for dx, dy in edge]), tone)
        tip = self.at([(hx + r * long * 0.98, hy + r * (drop * 0.5 - 0.1))])[0]
        self._canvas.ellipse(*tip, self._tall * 0.028, self._tall * 0.024, self._stage.palette.ink)

    def _ears(self) -> None:
        """A dog's hang, all others stand."""
        hx, hy, r = self._head
        if self._kind == "dog":
            ear = [(-0.9, 0.7), (-0.2, 0.75), (-0.5, -0.9), (-1.1, -0.4)]
            self._canvas.shape(self.at([(hx + r * dx, hy + r * dy) for dx, dy in ear]), self._dark)
            return
        high = 1.35 if self._kind == "cat" else 1.7
        for dx in (-0.6, 0.15):
            ear = [(dx, 0.5), (dx + 0.25, high), (dx + 0.6, 0.5)]
            self._canvas.polygon(self.at([(hx + r * ex, hy + r * ey) for ex, ey in ear]), self._dark)


def _robot(stage: Stage, stand: Stand, colour: RGB) -> None:
    x, y, tall, facing = stand.x, stand.y, stand.tall * CREATURES["robot"], stand.way
    canvas, shell = stage.canvas, stage.tone(colour)
    steel, dark = stage.tone((150, 158, 168)), stage.palette.ink

    def box(x0: float, y0: float, x1: float, y1: float, fill: RGB, radius: float = 0.04) -> None:
        canvas.rect((x + x0 * tall, y - y1 * tall, x + x1 * tall, y - y0 * tall), fill, radius=radius * tall)

    for dx in (-0.13, 0.05):
        box(dx, 0.04, dx + 0.08, 0.34, steel, 0.02)
        box(dx - 0.03, 0.0, dx + 0.11, 0.07, shade(shell, -0.3), 0.03)
    for side in (-1, 1):
        canvas.line([(x + side * 0.22 * tall, y - 0.58 * tall), (x + side * 0.30 * tall, y - 0.42 * tall), (x + side * 0.27 * tall, y - 0.28 * tall)],
                    steel, tall * 0.05)  # fmt: skip
        canvas.ellipse(x + side * 0.27 * tall, y - 0.26 * tall, tall * 0.04, tall * 0.04, shade(shell, -0.3))
    box(-0.23, 0.30, 0.23, 0.65, shell, 0.06)
    box(0.05, 0.30, 0.23, 0.65, shade(shell, -0.2), 0.06)
    box(-0.12, 0.42, 0.12, 0.56, shade(shell, -0.45), 0.02)
    for k, light in enumerate(((240, 110, 90), (250, 206, 100), (120, 206, 150))):
        canvas.ellipse(x + (k - 1) * 0.07 * tall, y - 0.49 * tall, tall * 0.018, tall * 0.018, light)
    box(-0.05, 0.64, 0.05, 0.70, steel, 0.0)
    box(-0.24, 0.68, 0.24, 0.96, shade(shell, 0.12), 0.09)
    box(-0.19 + 0.03 * facing, 0.74, 0.19 + 0.03 * facing, 0.90, dark, 0.06)
    for side in (-1, 1):
        ex, ey = x + (side * 0.085 + 0.03 * facing) * tall, y - 0.82 * tall
        canvas.glow(ex, ey, tall * 0.12, (140, 230, 255), 0.7)
        canvas.ellipse(ex, ey, tall * 0.035, tall * 0.045, (198, 244, 255))
    canvas.line([(x, y - 0.96 * tall), (x, y - 1.04 * tall)], steel, tall * 0.02)
    canvas.ellipse(x, y - 1.05 * tall, tall * 0.03, tall * 0.03, stage.tone((236, 92, 72)))
