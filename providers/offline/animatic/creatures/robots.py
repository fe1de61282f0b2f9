"""Robots."""

from providers.offline.animatic.creatures.rigs import Rig
from providers.offline.animatic.palette import RGB, shade


def robot(rig: Rig) -> None:
    """A box on two legs, with lamps for eyes; its panels have its colour."""
    stage, canvas, tall, shell = rig.stage, rig.canvas, rig.tall, rig.fur
    x, y, facing = rig.stand.x, rig.stand.y, rig.stand.way
    steel, dark = stage.lit((150, 158, 168)), stage.palette.ink

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
    canvas.ellipse(x, y - 1.05 * tall, tall * 0.03, tall * 0.03, stage.lit((236, 92, 72)))
    if rig.worn:
        box(-0.20, 0.61, 0.20, 0.68, rig.worn, 0.03)
