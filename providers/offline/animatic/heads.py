"""Heads, from a dot in the distance to a pair of eyes that fills the frame."""

import math

from models.story import MoodFamily
from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.hair import beard, hair_behind, hair_from_behind, hair_in_front
from providers.offline.animatic.looks import Look
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.stage import Stage

_SMILE: dict[MoodFamily, float] = {
    "calm": 0.35, "warm": 0.8, "joyful": 1.0, "epic": 0.1, "tense": -0.35, "mysterious": 0.0, "sad": -0.8,
}  # fmt: skip
_OUTLINE = (
    (0.0, 0.50),
    (0.22, 0.45),
    (0.34, 0.26),
    (0.36, 0.02),
    (0.33, -0.20),
    (0.21, -0.40),
    (0.08, -0.49),
)


class Head:
    """A head around (x, y), `size` pixels from chin to crown, turned from left (−1) to right (1)."""

    def __init__(self, stage: Stage, look: Look, x: float, y: float, size: float, turn: float) -> None:
        self.stage, self.look, self.canvas = stage, look, stage.canvas
        self.x, self.y, self.size, self.turn = x, y, size, turn
        self.skin = stage.lit(look.skin)
        self.hair = stage.lit(look.hair)
        self.shadow = 1 if stage.sun < 0.5 else -1

    def at(self, x: float, y: float) -> Point:
        """From heads (y up, from the middle of the head) to pixels."""
        return self.x + x * self.size, self.y - y * self.size

    def paint(self, mood: MoodFamily, *, back: bool = False) -> None:
        """The face and the hair in front of it; with `back` seen from behind."""
        outline = self._outline()
        if back:
            self.canvas.polygon(outline, self.hair)
            hair_from_behind(self)
            return
        if self.look.style not in ("long", "bob"):
            for side in (-1, 1):
                if side * self.turn < 0.5:
                    self.dot(side * 0.36 - self.turn * 0.06, -0.02, 0.055, 0.085, shade(self.skin, -0.12))
        self.canvas.polygon(outline, self.skin)
        self._shade_side(outline)
        if self.size > 24:
            self._face(mood)
        if self.look.beard:
            beard(self)
        hair_in_front(self)
        if self.look.glasses and self.size > 30:
            self._glasses()

    def paint_behind(self) -> None:
        """The hair that falls behind neck and shoulders; it comes before the body."""
        hair_behind(self)

    def _outline(self) -> list[Point]:
        t = self.turn
        right = [(x + t * (0.05 if y < -0.1 else -0.02), y) for x, y in _OUTLINE]
        left = [(-x + t * (0.07 if y < -0.1 else -0.02), y) for x, y in reversed(_OUTLINE[1:])]
        return smooth([self.at(x, y) for x, y in right + left])

    def _shade_side(self, outline: list[Point]) -> None:
        """The cheek away from the light."""
        edge = self.x + (self.shadow * 0.13 + self.turn * 0.10) * self.size
        side = sorted(
            ((x, y) for x, y in outline if (x - edge) * self.shadow > 0), key=lambda point: point[1]
        )
        if len(side) < 3:
            return
        crown, chin = side[0][1], side[-1][1]
        inner = smooth(
            [
                (edge, chin),
                (edge + self.shadow * 0.10 * self.size, (crown + chin) / 2 + 0.08 * self.size),
                (edge - self.shadow * 0.02 * self.size, crown + 0.3 * self.size),
                (edge, crown),
            ],
            closed=False,
        )
        self.canvas.polygon([*side, *inner], shade(self.skin, -0.30), 0.42)

    def _face(self, mood: MoodFamily) -> None:
        t, s = self.turn, self.size
        ink = mix(self.stage.palette.ink, self.skin, 0.12)
        smile = _SMILE[mood]
        worried = mood in ("sad", "tense")
        for side in (-1, 1):
            squeeze = 1 - 0.32 * max(0.0, side * t)
            x = t * 0.15 + side * 0.155 * squeeze
            self._eye(x, 0.0, 0.066 * squeeze, t, ink)
            inner, outer = (
                (0.125, 0.105) if mood == "sad" else (0.095, 0.125) if mood == "tense" else (0.12, 0.115)
            )
            brow = [
                (x - side * 0.08 * squeeze, inner),
                (x + side * 0.01, 0.142 if not worried else 0.122),
                (x + side * 0.095 * squeeze, outer),
            ]
            self.canvas.line(
                [self.at(*p) for p in smooth(brow, closed=False)], shade(self.hair, -0.1), max(1.0, s * 0.026)
            )
            if not worried:
                blush = 0.16 if s < self.stage.height else 0.07
                self.dot(x + side * 0.02, -0.15, 0.07, 0.045, (226, 96, 84), blush)
        nose = [
            (t * 0.17, 0.0),
            (t * 0.17 + (0.055 if t >= 0 else -0.055), -0.15),
            (t * 0.16 - (0.03 if t >= 0 else -0.03), -0.165),
        ]
        self.canvas.polygon([self.at(*p) for p in smooth(nose)], shade(self.skin, -0.26), 0.42)
        mouth = [
            (t * 0.15 - 0.095, -0.265 + 0.028 * smile),
            (t * 0.16, -0.272 - 0.026 * smile),
            (t * 0.15 + 0.095, -0.265 + 0.028 * smile),
        ]
        lips = mix(self.skin, (150, 48, 48), 0.6)
        self.canvas.line([self.at(*p) for p in smooth(mouth, closed=False)], lips, max(1.0, s * 0.020))
        self.canvas.line(
            [self.at(t * 0.16 - 0.04, -0.33), self.at(t * 0.16 + 0.04, -0.33)],
            shade(self.skin, -0.14),
            max(1.0, s * 0.012),
        )

    def _eye(self, x: float, y: float, half: float, turn: float, ink: RGB) -> None:
        s = self.size
        if s < 110:
            self.dot(x + turn * 0.01, y, 0.026, 0.036, ink)
            return
        lid = [
            (x - half, y - 0.004),
            (x - half * 0.4, y + 0.034),
            (x + half * 0.45, y + 0.033),
            (x + half, y - 0.002),
        ]
        low = [(x + half * 0.4, y - 0.026), (x - half * 0.4, y - 0.027)]
        self.canvas.polygon(
            [self.at(*p) for p in smooth([*lid, *low])], mix((250, 248, 244), self.skin, 0.18)
        )
        iris = self.stage.lit(mix(self.look.colour, (74, 56, 44), 0.62))
        gaze = x + turn * 0.016
        self.dot(gaze, y + 0.003, 0.031, 0.031, iris)
        self.dot(gaze, y + 0.003, 0.017, 0.017, ink)
        self.dot(gaze + 0.011 * -self.shadow, y + 0.015, 0.008, 0.008, (255, 255, 255))
        upper = [
            *lid,
            (lid[3][0] + 0.004, y + 0.012),
            (x + half * 0.45, y + 0.052),
            (x - half * 0.4, y + 0.052),
        ]
        self.canvas.polygon([self.at(*p) for p in smooth(upper)], self.skin)
        self.canvas.line([self.at(*p) for p in smooth(lid, closed=False)], ink, max(1.2, s * 0.013))
        crease = [(x - half * 0.8, y + 0.034), (x, y + 0.063), (x + half * 0.85, y + 0.036)]
        self.canvas.line(
            [self.at(*p) for p in smooth(crease, closed=False)], shade(self.skin, -0.22), max(1.0, s * 0.006)
        )

    def _glasses(self) -> None:
        ink, t = self.stage.palette.ink, self.turn
        for side in (-1, 1):
            x = t * 0.15 + side * 0.155 * (1 - 0.32 * max(0.0, side * t))
            ring = [
                self.at(x + math.cos(a / 24 * math.tau) * 0.108, -0.005 + math.sin(a / 24 * math.tau) * 0.095)
                for a in range(25)
            ]
            self.canvas.line(ring, ink, max(1.0, self.size * 0.016))
        self.canvas.line(
            [self.at(t * 0.15 - 0.05, 0.01), self.at(t * 0.15 + 0.05, 0.01)], ink, max(1.0, self.size * 0.016)
        )

    def dot(self, x: float, y: float, rx: float, ry: float, colour: RGB, alpha: float = 1.0) -> None:
        """An ellipse in measures of the head."""
        px, py = self.at(x, y)
        self.canvas.ellipse(px, py, rx * self.size, ry * self.size, colour, alpha)
