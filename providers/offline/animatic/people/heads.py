"""Heads: where one is, how large, which way it looks, and what is measured by it."""

from providers.offline.animatic.canvas import Point
from providers.offline.animatic.palette import RGB
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.stage import Stage


def head_share(look: Look) -> float:
    """How large a head is, as a share of its figure's height: a child's is larger."""
    return 0.158 * (1 + 0.72 * max(0.0, 1 - look.stature) * (look.years < 16))


class Head:
    """A head around (x, y), `size` pixels from chin to crown, turned from left (−1) to right (1).

    `back` is seen from behind.
    """

    back = False

    def __init__(self, stage: Stage, look: Look, x: float, y: float, size: float, turn: float) -> None:
        self.stage, self.look, self.canvas = stage, look, stage.canvas
        self.x, self.y, self.size, self.turn = x, y, size, turn
        self.skin = stage.lit(look.skin)
        self.hair = stage.lit(look.hair)
        self.shadow = 1 if stage.sun < 0.5 else -1

    def at(self, x: float, y: float) -> Point:
        """From heads (y up, from the middle of the head) to pixels."""
        return self.x + x * self.size, self.y - y * self.size

    def dot(self, x: float, y: float, rx: float, ry: float, colour: RGB, alpha: float = 1.0) -> None:
        """An ellipse in measures of the head."""
        px, py = self.at(x, y)
        self.canvas.ellipse(px, py, rx * self.size, ry * self.size, colour, alpha)
