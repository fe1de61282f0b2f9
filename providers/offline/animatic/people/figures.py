"""People from head to foot: the clothes that are theirs, one side in the light."""

from dataclasses import replace

from models.story.moods import MoodFamily
from providers.offline.animatic.canvas import Point
from providers.offline.animatic.creatures.kinds import CREATURES, paint_creature
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.people.clothes import paint_torso
from providers.offline.animatic.people.cuts import LONG, half_at, profile_of
from providers.offline.animatic.people.faces import paint_face
from providers.offline.animatic.people.hair import hair_behind
from providers.offline.animatic.people.heads import Head, head_share
from providers.offline.animatic.people.hoods import hood_behind
from providers.offline.animatic.people.look import Look
from providers.offline.animatic.stage import Stage
from providers.offline.animatic.stands import Stand
from providers.offline.animatic.things.props import PROPS


def paint_figure(stage: Stage, look: Look, stand: Stand, mood: MoodFamily) -> None:
    """Somebody on the ground, with a shadow."""
    tall = stand.tall * look.stature
    if tall < stage.height * 1.2:
        wide = tall * (0.17 if look.kind == "person" else CREATURES[look.kind].height * 0.5)
        away = (stand.x / stage.width - stage.sun) * wide
        stage.canvas.ellipse(stand.x + away, stand.y, wide, wide * 0.13, stage.palette.ink, 0.30)
    if look.kind != "person":
        paint_creature(stage, look.kind, replace(stand, tall=tall), look.colour, look.worn)
        return
    Figure(stage, look, stand, tall).paint(mood)


class Figure:
    """A person on a stand, `tall` pixels high."""

    def __init__(self, stage: Stage, look: Look, stand: Stand, tall: float) -> None:
        self.stage, self.look, self.stand, self.canvas = stage, look, stand, stage.canvas
        self.tall = tall
        self.way = stand.way
        self.drop = 0.20 if stand.bearing == "sit" else 0.0
        self.cloth = stage.lit(look.colour)
        self.second = stage.lit(look.second)
        self.legs = stage.lit(look.legs)
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
        cloaked = self.look.outfit == "cloak"
        self._arm(-1)
        if self.stand.bearing == "sit":
            self._seated_legs()
        else:
            self._legs()
        active = self.stand.bearing == "reach" or bool(self.stand.held)
        if cloaked and not active:
            self._arm(1)
        hair_behind(head)
        hood_behind(head)
        paint_torso(self)
        if self.look.scarf:
            self._scarf(self.stage.lit(self.look.scarf))
        paint_face(head, mood)
        if active or not cloaked:
            self._arm(1)

    def _head(self) -> Head:
        share = head_share(self.look)
        size = self.tall * share * (1 - 0.22 * self.stand.loom)
        x, y = self.body(self.stand.turn * 0.012, 0.889 + share * 0.17)
        head = Head(self.stage, self.look, x, y, size, self.stand.turn * 0.9)
        head.back = self.stand.back
        return head

    def _legs(self) -> None:
        walk = self.stand.bearing == "walk"
        colour = self.skin if self.look.lower in ("bare", "skirt", "shorts") else self.legs
        for side in (-self.way, self.way):
            far = side == -self.way
            dim = shade(colour, -0.18) if far else colour
            foot = side * 0.125 if walk else side * 0.052
            knee = side * 0.075 + 0.02 * self.way if walk else side * 0.050
            lift = 0.03 if walk and far else 0.0
            hip, wide = side * 0.046, 0.046
            self._poly([(hip - wide, 0.50), (hip + wide, 0.50), (knee + 0.036, 0.26), (foot + 0.026, 0.03 + lift), (foot - 0.026, 0.03 + lift), (knee - 0.036, 0.26)], dim)  # fmt: skip
            if self.look.lower == "shorts":
                cloth = shade(self.legs, -0.18) if far else self.legs
                self._poly(
                    [(hip - wide, 0.51), (hip + wide, 0.51), (knee + 0.050, 0.31), (knee - 0.050, 0.31)],
                    cloth,
                )
            self._shoe(foot, knee, lift, shade(self.stage.lit(self.look.shoes), -0.14 if far else 0.0))
        if self.look.lower == "skirt" and self.look.outfit not in LONG:
            self._poly([(-0.086, 0.52), (0.086, 0.52), (0.150, 0.28), (-0.150, 0.28)], self.legs)
            s = self.shadow
            self._poly(
                [(s * 0.03, 0.52), (s * 0.086, 0.52), (s * 0.150, 0.28), (s * 0.05, 0.28)],
                shade(self.legs, -0.2),
            )

    def _poly(self, points: list[Point], colour: RGB) -> None:
        self.canvas.polygon([self.at(*p) for p in points], colour)

    def _shoe(self, foot: float, knee: float, lift: float, colour: RGB) -> None:
        toe = 0.045 * self.way
        if self.look.boots:
            shaft = foot + (knee - foot) * 0.5
            self._poly(
                [
                    (shaft - 0.036, 0.155),
                    (shaft + 0.036, 0.155),
                    (foot + 0.031, 0.03 + lift),
                    (foot - 0.031, 0.03 + lift),
                ],
                colour,
            )
            self._poly(
                [
                    (shaft - 0.038, 0.160),
                    (shaft + 0.038, 0.160),
                    (shaft + 0.038, 0.142),
                    (shaft - 0.038, 0.142),
                ],
                shade(colour, 0.16),
            )
        shoe = [(foot - 0.030, 0.045 + lift), (foot + 0.028, 0.045 + lift), (foot + toe + 0.022, 0.012), (foot + toe + 0.02, 0.0), (foot - 0.032, 0.0)]  # fmt: skip
        if self.way < 0:
            shoe = [(foot + 0.030, 0.045 + lift), (foot - 0.028, 0.045 + lift), (foot + toe - 0.022, 0.012), (foot + toe - 0.02, 0.0), (foot + 0.032, 0.0)]  # fmt: skip
        self._poly(shoe, colour)

    def _seated_legs(self) -> None:
        seat = shade(self.stage.tone((126, 100, 82)), -0.1)
        self._poly([(-0.15, 0.285), (0.15, 0.285), (0.15, 0.0), (-0.15, 0.0)], seat)
        self._poly([(-0.15, 0.285), (0.15, 0.285), (0.15, 0.255), (-0.15, 0.255)], shade(seat, 0.2))
        draped = self.look.outfit in LONG or self.look.outfit == "dress"
        lap = self.cloth if draped else self.legs
        shin = (
            self.cloth
            if self.look.outfit in LONG
            else self.skin
            if self.look.lower in ("bare", "skirt", "shorts")
            else self.legs
        )
        shoes = self.stage.lit(self.look.shoes)
        for side, dim in ((-1, -0.18), (1, 0.0)):
            hip, knee = self.at(side * 0.035, 0.315), self.at(0.15 * self.way + side * 0.035, 0.30)
            foot = self.at(0.16 * self.way + side * 0.04, 0.035)
            self.canvas.line([knee, foot], shade(shin, dim), self.tall * 0.068)
            self.canvas.line([hip, knee], shade(lap, dim), self.tall * (0.092 if draped else 0.078))
            if self.look.boots:
                shaft = (foot[0] * 0.6 + knee[0] * 0.4, foot[1] * 0.6 + knee[1] * 0.4)
                self.canvas.line([shaft, foot], shade(shoes, dim), self.tall * 0.074)
            self.canvas.ellipse(foot[0] + 0.02 * self.way * self.tall, foot[1] + 0.012 * self.tall, self.tall * 0.05, self.tall * 0.022, shade(shoes, dim))  # fmt: skip

    def _scarf(self, colour: RGB) -> None:
        wrap = [(-0.068, 0.845), (0.0, 0.855), (0.068, 0.845), (0.072, 0.815), (0.0, 0.79), (-0.072, 0.815)]
        self.canvas.shape([self.body(*p) for p in wrap], colour)
        if not self.stand.back:
            side = -self.way
            tail = [(side * 0.03, 0.82), (side * 0.062, 0.82), (side * 0.075, 0.66), (side * 0.035, 0.655)]
            self.canvas.polygon([self.body(*p) for p in tail], shade(colour, -0.16))

    def _arm(self, near: int) -> None:
        """The arm on the side of the turn (`near` 1) or behind the body (−1)."""
        side = self.way * near
        pose, held = self.stand.bearing, self.stand.held
        active = near == 1 and (bool(held) or pose == "reach")
        # A hanging arm lies along whatever is worn: no slit of what is behind is seen beside it.
        close = half_at(profile_of(self.look, sits=pose == "sit"), 0.64)
        close = min(close, 0.102) + 0.022
        if active and held:
            elbow, hand = (side * close, 0.635), (side * 0.170, 0.705)
        elif active:
            elbow, hand = (side * 0.195, 0.735), (side * 0.285, 0.80)
        elif pose == "walk":
            elbow, hand = (side * close - near * 0.012, 0.635), (side * 0.095 + near * 0.06 * self.way, 0.50)
        elif pose == "sit":
            elbow, hand = (side * close, 0.635), (side * 0.075 + 0.06 * self.way, 0.55)
        else:
            elbow, hand = (side * close, 0.640), (side * max(close - 0.004, 0.114), 0.485)
        dim = -0.30 if side == self.shadow else 0.04 if active else -0.02 if near == 1 else -0.12
        sleeve = shade(self.stage.lit(self.look.sleeves), dim)
        points = [self.body(*p) for p in ((side * 0.094, 0.780), elbow, hand)]
        wide = self.tall * 0.058 * self.look.build
        self.canvas.ellipse(*points[2], self.tall * 0.026, self.tall * 0.029, self.skin)
        wrist = (points[2][0] * 0.86 + points[1][0] * 0.14, points[2][1] * 0.86 + points[1][1] * 0.14)
        if self.look.outfit == "tee":
            half = ((points[0][0] + points[1][0] * 2) / 3, (points[0][1] + points[1][1] * 2) / 3)
            self.canvas.line([points[0], points[1], wrist], shade(self.skin, dim), wide * 0.82)
            self.canvas.line([points[0], half], sleeve, wide * 1.12)
        else:
            self.canvas.line(
                [points[0], points[1], wrist], sleeve, wide * (1.15 if self.look.outfit == "robe" else 1.0)
            )
        if active and held and held != "umbrella":
            share, painter = PROPS[held]
            size = max(self.tall * share, self.tall * 0.11)
            painter(self.stage, points[2][0] + side * size * 0.2, points[2][1] - size * 0.34, size)
            self.canvas.ellipse(*points[2], self.tall * 0.024, self.tall * 0.026, self.skin)
