"""What every painter of a creature shares: where it stands, how tall it is and which colours it has."""

from collections.abc import Callable, Sequence

from providers.offline.animatic.canvas import Canvas, Point
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.stands import Stand


class Rig:
    """A creature on its stand, `tall` pixels high: `at` turns heights of its own (y up from the feet) into pixels.

    `fur` is its own colour in this light, `dark` its shaded side, `pale` its belly; `worn` the colour of what it
    wears, if anything.
    """

    def __init__(self, stage: Stage, stand: Stand, tall: float, fur: RGB, worn: RGB | None) -> None:
        self.stage, self.stand, self.tall = stage, stand, tall
        self.canvas: Canvas = stage.canvas
        self.own = fur
        self.fur = stage.lit(fur)
        self.dark, self.pale = shade(self.fur, -0.28), shade(self.fur, 0.48)
        self.ink: RGB = shade(stage.palette.ink, -0.2)
        self.worn = stage.lit(worn) if worn else None

    def point(self, x: float, y: float) -> Point:
        """One point of it."""
        return self.stand.x + self.stand.way * x * self.tall, self.stand.y - y * self.tall

    def at(self, points: Sequence[Point]) -> list[Point]:
        """Several points of it."""
        return [self.point(*point) for point in points]

    def shape(self, points: Sequence[Point], colour: RGB, alpha: float = 1.0) -> None:
        """A smooth shape."""
        self.canvas.shape(self.at(points), colour, alpha)

    def facet(self, points: Sequence[Point], colour: RGB, alpha: float = 1.0) -> None:
        """A shape with corners."""
        self.canvas.polygon(self.at(points), colour, alpha)

    def dot(self, x: float, y: float, rx: float, ry: float, colour: RGB, alpha: float = 1.0) -> None:
        """An ellipse."""
        self.canvas.ellipse(*self.point(x, y), rx * self.tall, ry * self.tall, colour, alpha)

    def stroke(self, points: Sequence[Point], colour: RGB, wide: float) -> None:
        """A line."""
        self.canvas.line(self.at(points), colour, max(1.0, wide * self.tall))

    def eye(self, x: float, y: float, r: float, iris: RGB = (214, 150, 62)) -> None:
        """An eye, with a light in it where there is room for one."""
        self.dot(x, y, r, r * 1.12, self.ink)
        if self.tall * r > 3.5:
            self.dot(x + r * 0.05, y, r * 0.78, r * 0.9, iris)
            self.dot(x + r * 0.1, y, r * 0.5, r * 0.62, self.ink)
            self.dot(x + r * 0.3, y + r * 0.36, r * 0.2, r * 0.2, (255, 255, 255))


Painter = Callable[[Rig], None]
"""What paints a creature that stands on its rig."""
