"""What is seen on the front of clothes: collars, buttons, belts, aprons."""

import math

from providers.offline.animatic.canvas import smooth
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.people.cuts import Body, dot, line, poly, sash

_LAPELS = frozenset({"coat", "jacket", "suit", "cardigan", "waistcoat"})


def front(figure: Body, *, large: bool) -> None:
    """Everything that is seen on the front; what is fine only where the figure is `large`."""
    look, outfit = figure.look, figure.look.outfit
    if outfit == "overalls":
        overalls(figure, back=False)
    elif outfit == "armour":
        _armour(figure)
    elif outfit == "cloak":
        _opening(figure)
    elif large and outfit in _LAPELS:
        _lapels(figure)
    elif large:
        _DETAILS.get(outfit, _shirt)(figure)
    if outfit == "robe" or (outfit in ("dress", "gown") and large):
        sash(figure, figure.second, 0.60)
    if look.apron:
        _apron(figure, figure.stage.lit(look.apron))
    if look.tie and large:
        _tie(figure)


def _neckline(figure: Body, low: float, colour: RGB) -> None:
    turn = figure.stand.turn * 0.03
    edge = smooth([(-0.046, 0.835), (turn, low), (0.046, 0.835), (0.02, 0.85), (-0.02, 0.85)])
    poly(figure, edge, colour)


def _lapels(figure: Body) -> None:
    turn, look, cloth = figure.stand.turn * 0.03, figure.look, figure.cloth
    deep = {"suit": 0.66, "waistcoat": 0.69, "cardigan": 0.62}.get(look.outfit, 0.74)
    poly(figure, [(-0.034 + turn, 0.842), (0.034 + turn, 0.842), (turn, deep)], figure.second)
    for side in (-1, 1):
        tone = shade(cloth, 0.14 if side != figure.shadow else -0.36)
        if look.outfit == "cardigan":
            poly(figure, [(side * 0.034 + turn, 0.845), (side * 0.046 + turn, 0.835), (turn + side * 0.012, deep - 0.03), (turn, deep)], tone)  # fmt: skip
            continue
        wing = [(side * 0.034 + turn, 0.845), (side * 0.066 + turn, 0.825), (side * 0.058 + turn, 0.77), (turn, deep - 0.015)]  # fmt: skip
        if look.outfit != "waistcoat":
            poly(figure, wing, tone)
    low = 0.30 if look.outfit == "coat" and figure.stand.bearing != "sit" else 0.47
    line(figure, [(turn, deep - 0.015), (turn * 1.2, low)], shade(cloth, -0.34), 0.004)
    for y in (deep - 0.05, deep - 0.11, deep - 0.17):
        if y > 0.49:
            dot(figure, turn + 0.014, y, 0.0065, shade(figure.second, -0.1))


def _shirt(figure: Body) -> None:
    """A collar with points, and a row of buttons."""
    turn, cloth = figure.stand.turn * 0.03, figure.cloth
    _neckline(figure, 0.805, shade(figure.skin, -0.16))
    for side in (-1, 1):
        poly(figure, [(turn, 0.812), (side * 0.046, 0.848), (side * 0.060, 0.815), (side * 0.028 + turn, 0.785)], shade(cloth, 0.18))  # fmt: skip
    line(figure, [(turn, 0.81), (turn * 1.2, 0.48)], shade(cloth, -0.22), 0.003)
    for y in (0.75, 0.69, 0.63, 0.57):
        dot(figure, turn * 1.1, y, 0.0055, shade(cloth, 0.5 if sum(cloth) < 380 else -0.4))


def _sweater(figure: Body) -> None:
    """A ribbed neck, and a ribbed hem."""
    cloth = figure.cloth
    poly(figure, smooth([(-0.046, 0.842), (0.0, 0.802), (0.046, 0.842), (0.044, 0.868), (0.0, 0.85), (-0.044, 0.868)]), shade(cloth, -0.16))  # fmt: skip
    if figure.stand.bearing != "sit":
        poly(figure, [(-0.100, 0.485), (0.100, 0.485), (0.104, 0.455), (-0.104, 0.455)], shade(cloth, -0.20))
    for k in range(3):
        for row in range(4):
            x, y = (k - 1) * 0.05, 0.74 - row * 0.06
            line(figure, [(x - 0.012, y), (x, y - 0.018), (x + 0.012, y)], shade(cloth, -0.13), 0.003)


def _hoodie(figure: Body) -> None:
    """A hood on the shoulders, strings and a pocket."""
    cloth, turn = figure.cloth, figure.stand.turn * 0.03
    poly(figure, smooth([(-0.080, 0.835), (0.0, 0.790), (0.080, 0.835), (0.060, 0.875), (0.0, 0.845), (-0.060, 0.875)]), shade(cloth, -0.16))  # fmt: skip
    for side in (-1, 1):
        line(figure, [(side * 0.02 + turn, 0.80), (side * 0.024 + turn, 0.72)], figure.second, 0.005)
    poly(figure, [(-0.05, 0.60), (0.05, 0.60), (0.075, 0.51), (-0.075, 0.51)], shade(cloth, -0.13))


def _uniform(figure: Body) -> None:
    """A stand-up collar, two rows of buttons, a belt."""
    cloth, gold = figure.cloth, figure.stage.lit((222, 184, 92))
    poly(figure, smooth([(-0.046, 0.838), (0.0, 0.818), (0.046, 0.838), (0.044, 0.866), (0.0, 0.85), (-0.044, 0.866)]), shade(cloth, -0.28))  # fmt: skip
    for side in (-1, 1):
        for y in (0.76, 0.70, 0.64):
            dot(figure, side * 0.030 + figure.stand.turn * 0.03, y, 0.007, gold)
    sash(figure, shade(cloth, -0.5), 0.585)
    dot(figure, figure.stand.turn * 0.03, 0.572, 0.012, gold)


def _tunic(figure: Body) -> None:
    """An open neck and two stripes."""
    _neckline(figure, 0.795, shade(figure.skin, -0.16))
    for y in (0.66, 0.70):
        poly(figure, [(-0.104, y), (0.104, y), (0.104, y - 0.017), (-0.104, y - 0.017)], figure.second)


def _tee(figure: Body) -> None:
    """A round neck."""
    _neckline(figure, 0.800, shade(figure.skin, -0.10))
    line(figure, smooth([(-0.046, 0.835), (figure.stand.turn * 0.03, 0.800), (0.046, 0.835)], closed=False), shade(figure.cloth, -0.2), 0.006)  # fmt: skip


def _jumpsuit(figure: Body) -> None:
    """A collar ring, a zip and a panel on the chest."""
    cloth, turn = figure.cloth, figure.stand.turn * 0.03
    poly(figure, smooth([(-0.056, 0.835), (0.0, 0.810), (0.056, 0.835), (0.052, 0.868), (0.0, 0.85), (-0.052, 0.868)]), shade(cloth, -0.30))  # fmt: skip
    line(figure, [(turn, 0.81), (turn * 1.2, 0.49)], shade(cloth, -0.26), 0.005)
    poly(figure, [(-0.048 + turn, 0.73), (0.048 + turn, 0.73), (0.048 + turn, 0.65), (-0.048 + turn, 0.65)], shade(cloth, -0.22))  # fmt: skip
    for k, light in enumerate(((226, 92, 70), (236, 190, 82), (92, 168, 190))):
        dot(figure, turn + (k - 1) * 0.028, 0.69, 0.009, light)
    sash(figure, shade(cloth, -0.35), 0.575)


def _dress(figure: Body) -> None:
    """A low round neck."""
    _neckline(figure, 0.775, figure.skin)


def _robe(figure: Body) -> None:
    """One side laid over the other."""
    cloth = figure.cloth
    _neckline(figure, 0.77, figure.second)
    line(figure, [(-0.046, 0.838), (0.012, 0.70), (0.03, 0.60)], shade(cloth, -0.32), 0.012)
    line(figure, [(0.046, 0.838), (-0.004, 0.745)], shade(cloth, -0.32), 0.012)
    if figure.stand.bearing != "sit":
        line(figure, [(0.03, 0.56), (0.05, 0.06)], shade(cloth, -0.28), 0.005)


_DETAILS = {
    "shirt": _shirt, "pyjamas": _shirt, "sweater": _sweater, "hoodie": _hoodie, "uniform": _uniform, "tunic": _tunic, "tee": _tee, "jumpsuit": _jumpsuit,
    "dress": _dress, "gown": _dress, "robe": _robe,
}  # fmt: skip


def _armour(figure: Body) -> None:
    steel = figure.cloth
    poly(figure, smooth([(-0.092, 0.80), (0.0, 0.83), (0.092, 0.80), (0.085, 0.64), (0.0, 0.60), (-0.085, 0.64)]), shade(steel, 0.12))  # fmt: skip
    line(figure, [(0.0, 0.82), (0.0, 0.61)], shade(steel, -0.3), 0.005)
    for y in (0.58, 0.545, 0.51):
        line(figure, [(-0.095, y), (0.0, y - 0.012), (0.095, y)], shade(steel, -0.34), 0.006)
    poly(figure, [(-0.100, 0.485), (0.100, 0.485), (0.118, 0.38), (0.0, 0.36), (-0.118, 0.38)], figure.second)
    for side in (-1, 1):
        figure.canvas.ellipse(*figure.body(side * 0.104, 0.795), figure.tall * 0.046, figure.tall * 0.040, shade(steel, 0.05 if side != figure.shadow else -0.2))  # fmt: skip


def overalls(figure: Body, *, back: bool) -> None:
    """Straps and bib."""
    cloth = figure.cloth
    for side in (-1, 1):
        line(figure, [(side * 0.074, 0.828), (side * 0.05, 0.72)], cloth, 0.020)
    top = 0.62 if back else 0.725
    poly(figure, [(-0.056, top), (0.056, top), (0.064, 0.62), (0.099, 0.58), (0.099, 0.46), (-0.099, 0.46), (-0.099, 0.58), (-0.064, 0.62)], cloth)  # fmt: skip
    poly(figure, [(figure.shadow * 0.03, 0.62), (figure.shadow * 0.064, 0.62), (figure.shadow * 0.099, 0.58), (figure.shadow * 0.099, 0.46), (figure.shadow * 0.03, 0.46)], shade(cloth, -0.2))  # fmt: skip
    if not back:
        poly(figure, [(-0.03, 0.69), (0.03, 0.69), (0.03, 0.64), (-0.03, 0.64)], shade(cloth, -0.16))
        for side in (-1, 1):
            dot(figure, side * 0.05, 0.715, 0.008, figure.stage.lit((226, 190, 100)))


def _opening(figure: Body) -> None:
    """A cloak is open in front."""
    turn = figure.stand.turn * 0.03
    low = 0.46 if figure.stand.bearing == "sit" else 0.21
    poly(figure, [(turn, 0.80), (0.030 + turn, low), (-0.030 + turn, low)], shade(figure.second, -0.2))
    poly(figure, smooth([(-0.07, 0.835), (0.0, 0.80), (0.07, 0.835), (0.05, 0.872), (0.0, 0.85), (-0.05, 0.872)]), shade(figure.cloth, -0.2))  # fmt: skip
    dot(figure, turn, 0.808, 0.011, figure.stage.lit((222, 184, 92)))


def _apron(figure: Body, colour: RGB) -> None:
    low = 0.47 if figure.stand.bearing == "sit" else 0.36
    turn = figure.stand.turn * 0.02
    for side in (-1, 1):
        line(figure, [(side * 0.044 + turn, 0.76), (side * 0.036, 0.835)], colour, 0.010)
    bib = [(-0.050 + turn, 0.77), (0.050 + turn, 0.77), (0.060 + turn, 0.62), (0.096, 0.585), (0.104, low), (-0.104, low), (-0.096, 0.585), (-0.060 + turn, 0.62)]  # fmt: skip
    poly(figure, bib, colour)
    s = figure.shadow
    poly(figure, [(s * 0.02, 0.62), (s * 0.060 + turn, 0.62), (s * 0.096, 0.585), (s * 0.104, low), (s * 0.02, low)], shade(colour, -0.10))  # fmt: skip
    line(figure, [(-0.092, 0.60), (0.092, 0.60)], shade(colour, -0.22), 0.006)
    poly(figure, [(-0.045, 0.55), (0.045, 0.55), (0.045, 0.50), (-0.045, 0.50)], shade(colour, -0.07))


def _tie(figure: Body) -> None:
    turn, look = figure.stand.turn * 0.03, figure.look
    colour = figure.stage.lit(look.tie_colour)
    if look.tie == "necklace":
        for k in range(9):
            a = math.pi * k / 8
            dot(figure, turn + math.cos(a) * 0.046, 0.832 - math.sin(a) * 0.055, 0.0065, colour)
    elif look.tie == "bowtie":
        for side in (-1, 1):
            poly(figure, [(turn, 0.822), (turn + side * 0.036, 0.838), (turn + side * 0.036, 0.804)], colour)
        dot(figure, turn, 0.821, 0.008, shade(colour, -0.2))
    else:
        poly(figure, [(turn - 0.013, 0.832), (turn + 0.013, 0.832), (turn + 0.009, 0.812), (turn + 0.018, 0.70), (turn, 0.675), (turn - 0.018, 0.70), (turn - 0.009, 0.812)], colour)  # fmt: skip
