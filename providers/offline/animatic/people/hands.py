"""A hand that fills the frame."""

from providers.offline.animatic.canvas import Point
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.stage import Stage


def sleeve_and_hand(stage: Stage, look: Look, wrist: Point, size: float, side: int) -> None:
    """A hand that comes in from one side of the frame and holds what is before it; `size` is the palm in pixels."""
    canvas, skin, cloth = stage.canvas, stage.lit(look.skin), stage.lit(look.sleeves)
    x, y = wrist

    def at(dx: float, dy: float) -> Point:
        return x + side * dx * size, y + dy * size

    sleeve: list[Point] = [at(-0.15, -0.42), at(-0.15, 0.46), at(-4.0, 2.2), at(-4.0, 0.6)]
    canvas.polygon(sleeve, cloth)
    canvas.polygon([at(-0.15, 0.10), at(-0.15, 0.46), at(-4.0, 2.2), at(-4.0, 1.4)], shade(cloth, -0.25))
    canvas.polygon(
        [at(-0.3, -0.46), at(-0.06, -0.44), at(-0.06, 0.48), at(-0.3, 0.54)], stage.lit(look.second)
    )
    palm: RGB = skin
    canvas.shape(
        [at(-0.2, -0.34), at(0.4, -0.42), at(0.9, -0.20), at(0.95, 0.24), at(0.4, 0.46), at(-0.2, 0.36)], palm
    )
    for k in range(4):
        top = -0.28 + k * 0.19
        canvas.line([at(0.62, top), at(1.22 - 0.06 * abs(k - 1), top + 0.05), at(1.30 - 0.09 * abs(k - 1), top + 0.16)],
                    shade(skin, -0.05 * k), size * 0.19)  # fmt: skip
    canvas.line([at(0.25, -0.34), at(0.62, -0.60), at(0.92, -0.62)], shade(skin, 0.06), size * 0.2)
