"""People from head to foot: clothes in the character's colour, one side in the light."""

from dataclasses import replace

from models.story.moods import MoodFamily
from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.palette import shade
from providers.offline.animatic.people.creatures import paint_creature
from providers.offline.animatic.people.faces import paint_face
from providers.offline.animatic.people.hair import hair_behind
from providers.offline.animatic.people.heads import Head
from providers.offline.animatic.people.looks import Look
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.stands import Stand
from providers.offline.animatic.things.props import PROPS

_PROFILES: dict[str, tuple[Point, ...]] = {
    "coat": ((0.838, 0.042), (0.815, 0.098), (0.77, 0.120), (0.62, 0.098), (0.53, 0.102), (0.28, 0.138)),
    "jacket": ((0.838, 0.042), (0.815, 0.100), (0.77, 0.122), (0.62, 0.102), (0.53, 0.098), (0.455, 0.102)),
    "tunic": ((0.838, 0.042), (0.815, 0.096), (0.77, 0.116), (0.62, 0.100), (0.53, 0.104), (0.40, 0.120)),
    "dress": ((0.838, 0.040), (0.815, 0.090), (0.77, 0.106), (0.63, 0.078), (0.56, 0.080), (0.25, 0.172)),
}


def paint_figure(stage: Stage, look: Look, stand: Stand, mood: MoodFamily) -> None:
    """Somebody on the ground, with a shadow."""
    tall = stand.tall * look.stature
    if tall < stage.height * 1.2:
        away = (stand.x / stage.width - stage.sun) * tall * 0.16
        stage.canvas.ellipse(stand.x + away, stand.y, tall * 0.17, tall * 0.022, stage.palette.ink, 0.30)
    if look.kind != "person":
        paint_creature(stage, look.kind, replace(stand, tall=tall), look.colour)
        return
    _Figure(stage, look, stand, tall).paint(mood)


class _Figure:
    def __init__(self, stage: Stage, look: Look, stand: Stand, tall: float) -> None:
        self.stage, self.look, self.stand, self.canvas = stage, look, stand, stage.canvas
        self.tall = tall
        self.way = stand.way
        self.drop = 0.20 if stand.bearing == "sit" else 0.0
        self.cloth = stage.lit(look.colour)
        self.second = stage.lit(look.second)
        self.trousers = stage.lit(look.trousers)
        self.skin = stage.lit(look.skin)
        self.shadow = 1 if stage.sun < 0.5 else -1

    def at(self, x: float, y: float) -> Point:
        """From heights of the figure (y up from the feet) to pixels."""
        wide = 1 + self.stand.loom * (0.8 - y)
        return self.stand.x + x * self.look.build * wide * self.tall, self.stand.y - y * self.tall

    def body(self, x: float, y: float) -> Point:
        """Like `at`, for what comes down with a seated body."""
        return self.at(x, y - self.drop)

    def paint(self, mood: MoodFamily) -> None:
        """From what is furthest away to the near arm."""
        head = self._head()
        if self.stand.held == "umbrella":
            x, y = self.body(self.way * 0.12, 0.955)
            PROPS["umbrella"][1](self.stage, x, y, self.tall * 0.52)
        self._arm(-1)
        if self.stand.bearing == "sit":
            self._seated_legs()
        else:
            self._legs()
        hair_behind(head)
        self._torso()
        if self.look.scarf:
            self._scarf()
        paint_face(head, mood, back=self.stand.back)
        self._arm(1)

    def _head(self) -> Head:
        size = self.tall * 0.158 * (1 - 0.22 * self.stand.loom) * (1.18 if self.look.stature < 0.8 else 1.0)
        x, y = self.body(self.stand.turn * 0.012, 0.916)
        return Head(self.stage, self.look, x, y, size, self.stand.turn * 0.9)

    def _legs(self) -> None:
        walk = self.stand.bearing == "walk"
        bare = self.look.outfit == "dress"
        colour = self.skin if bare else self.trousers
        for side in (-self.way, self.way):
            dim = shade(colour, -0.18) if side == -self.way else colour
            foot = side * 0.125 if walk else side * 0.052
            knee = side * 0.075 + (0.02 * self.way if walk else 0.0) if walk else side * 0.050
            lift = 0.03 if walk and side == -self.way else 0.0
            hip, wide = side * 0.046, 0.046
            self.canvas.polygon([self.at(hip - wide, 0.50), self.at(hip + wide, 0.50), self.at(knee + 0.036, 0.26),
                                 self.at(foot + 0.026, 0.03 + lift), self.at(foot - 0.026, 0.03 + lift), self.at(knee - 0.036, 0.26)], dim)  # fmt: skip
            toe = 0.045 * self.way
            shoe = [
                (foot - 0.030, 0.045 + lift),
                (foot + 0.028, 0.045 + lift),
                (foot + toe + 0.022, 0.012),
                (foot + toe + 0.02, 0.0),
                (foot - 0.032, 0.0),
            ]
            self.canvas.polygon([self.at(*p) for p in shoe], shade(self.trousers, -0.45))

    def _seated_legs(self) -> None:
        seat = shade(self.stage.tone((126, 100, 82)), -0.1)
        self.canvas.polygon(
            [self.at(-0.15, 0.285), self.at(0.15, 0.285), self.at(0.15, 0.0), self.at(-0.15, 0.0)], seat
        )
        self.canvas.polygon(
            [self.at(-0.15, 0.285), self.at(0.15, 0.285), self.at(0.15, 0.255), self.at(-0.15, 0.255)],
            shade(seat, 0.2),
        )
        for side, dim in ((-1, -0.18), (1, 0.0)):
            colour = shade(self.trousers, dim)
            hip, knee = self.at(side * 0.035, 0.315), self.at(0.15 * self.way + side * 0.035, 0.30)
            foot = self.at(0.16 * self.way + side * 0.04, 0.035)
            self.canvas.line([hip, knee, foot], colour, self.tall * 0.075)
            self.canvas.ellipse(foot[0] + 0.02 * self.way * self.tall, foot[1] + 0.012 * self.tall, self.tall * 0.05, self.tall * 0.022,
                                shade(self.trousers, -0.45))  # fmt: skip

    def _torso(self) -> None:
        look = self.look
        neck = [
            self.body(-0.036, 0.87),
            self.body(0.036, 0.87),
            self.body(0.044, 0.80),
            self.body(-0.044, 0.80),
        ]
        self.canvas.polygon(neck, shade(self.skin, -0.24))
        profile = [(y, half) for y, half in _PROFILES[look.outfit]]
        if self.stand.bearing == "sit":
            profile = [(max(y, 0.46), half if y > 0.46 else 0.12) for y, half in profile]
        right = smooth([(half, y) for y, half in profile], closed=False)
        left = [(-x, y) for x, y in reversed(right)]
        self.canvas.polygon([self.body(*p) for p in [*right, *left]], self.cloth)
        dim = [(self.shadow * x, y) for x, y in right]
        inner = [(self.shadow * x * 0.30, y) for x, y in reversed(right)]
        self.canvas.polygon([self.body(*p) for p in [*dim, *inner]], shade(self.cloth, -0.24))
        if not self.stand.back and self.tall > self.stage.unit * 0.3:
            self._details()

    def _details(self) -> None:
        turn, look = self.stand.turn * 0.03, self.look
        collar = shade(self.cloth, -0.34)
        if look.outfit in ("coat", "jacket"):
            shirt = [(-0.034 + turn, 0.842), (0.034 + turn, 0.842), (turn, 0.74)]
            self.canvas.polygon([self.body(*p) for p in shirt], self.second)
            for side in (-1, 1):
                lapel = [
                    (side * 0.034 + turn, 0.845),
                    (side * 0.066 + turn, 0.825),
                    (side * 0.058 + turn, 0.77),
                    (turn, 0.725),
                ]
                self.canvas.polygon(
                    [self.body(*p) for p in lapel], shade(self.cloth, 0.14 if side != self.shadow else -0.36)
                )
            self.canvas.line(
                [self.body(turn, 0.725), self.body(turn * 1.2, 0.47)], collar, max(1.0, self.tall * 0.004)
            )
            for y in (0.68, 0.62, 0.56):
                px, py = self.body(turn + 0.014, y)
                self.canvas.ellipse(px, py, self.tall * 0.0065, self.tall * 0.0065, self.second)
        elif look.outfit == "tunic":
            neckline = smooth([(-0.046, 0.835), (turn, 0.795), (0.046, 0.835), (0.02, 0.85), (-0.02, 0.85)])
            self.canvas.polygon([self.body(*p) for p in neckline], shade(self.skin, -0.16))
            for y in (0.66, 0.70):
                stripe = [(-0.104, y), (0.104, y), (0.104, y - 0.017), (-0.104, y - 0.017)]
                self.canvas.polygon([self.body(*p) for p in stripe], self.second)
        else:
            neckline = smooth([(-0.044, 0.835), (turn, 0.775), (0.044, 0.835), (0.02, 0.85), (-0.02, 0.85)])
            self.canvas.polygon([self.body(*p) for p in neckline], self.skin)
            belt = [(-0.082, 0.60), (0.082, 0.60), (0.082, 0.575), (-0.082, 0.575)]
            self.canvas.polygon([self.body(*p) for p in belt], self.second)

    def _scarf(self) -> None:
        wrap = smooth(
            [(-0.068, 0.845), (0.0, 0.855), (0.068, 0.845), (0.072, 0.815), (0.0, 0.79), (-0.072, 0.815)]
        )
        self.canvas.polygon([self.body(*p) for p in wrap], self.second)
        if not self.stand.back:
            side = -self.way
            tail = [(side * 0.03, 0.82), (side * 0.062, 0.82), (side * 0.075, 0.66), (side * 0.035, 0.655)]
            self.canvas.polygon([self.body(*p) for p in tail], shade(self.second, -0.16))

    def _arm(self, near: int) -> None:
        """The arm on the side of the turn (`near` 1) or behind the body (−1)."""
        side = self.way * near
        pose, held = self.stand.bearing, self.stand.held
        active = near == 1 and (bool(held) or pose == "reach")
        if active and held:
            elbow, hand = (side * 0.128, 0.635), (side * 0.170, 0.705)
        elif active:
            elbow, hand = (side * 0.195, 0.735), (side * 0.285, 0.80)
        elif pose == "walk":
            elbow, hand = (side * 0.128 - near * 0.02, 0.635), (side * 0.095 + near * 0.06 * self.way, 0.50)
        elif pose == "sit":
            elbow, hand = (side * 0.132, 0.635), (side * 0.075 + 0.06 * self.way, 0.55)
        else:
            elbow, hand = (side * 0.134, 0.640), (side * 0.122, 0.485)
        sleeve = shade(
            self.cloth, -0.30 if side == self.shadow else 0.04 if active else -0.02 if near == 1 else -0.12
        )
        joints = [(side * 0.094, 0.780), elbow, hand]
        points = [self.body(*p) for p in joints]
        self.canvas.ellipse(*points[2], self.tall * 0.026, self.tall * 0.029, self.skin)
        wrist = (points[2][0] * 0.86 + points[1][0] * 0.14, points[2][1] * 0.86 + points[1][1] * 0.14)
        self.canvas.line([points[0], points[1], wrist], sleeve, self.tall * 0.058 * self.look.build)
        if active and held and held != "umbrella":
            share, painter = PROPS[held]
            size = max(self.tall * share, self.tall * 0.11)
            painter(self.stage, points[2][0] + side * size * 0.2, points[2][1] - size * 0.34, size)
            self.canvas.ellipse(*points[2], self.tall * 0.024, self.tall * 0.026, self.skin)
