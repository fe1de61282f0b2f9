"""Clothes on a body, from the neck to the hem."""

from providers.offline.animatic.canvas import Point, smooth
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.people.cuts import Body, dot, half_at, line, poly, profile_of, sash
from providers.offline.animatic.people.fronts import front, overalls


def paint_torso(figure: Body) -> None:
    """Neck and outermost garment, its far side in shadow, and what is on its front."""
    look, canvas, body = figure.look, figure.canvas, figure.body
    # The neck leans with the head, or it would stick out behind a jaw that is turned away.
    lean = figure.stand.turn * 0.022
    neck = [body(lean - 0.028, 0.87), body(lean + 0.028, 0.87), body(0.036, 0.80), body(-0.036, 0.80)]
    canvas.polygon(neck, shade(figure.skin, -0.24))
    profile = profile_of(look, sits=figure.stand.bearing == "sit")
    right = smooth([(half, y) for y, half in profile], closed=False)
    left = [(-x, y) for x, y in reversed(right)]
    cloth = figure.second if look.outfit == "overalls" else figure.cloth
    canvas.polygon([body(*p) for p in [*right, *left]], cloth)
    if look.pattern:
        _pattern(figure, right)
    dim = [(figure.shadow * x, y) for x, y in right]
    inner = [(figure.shadow * x * 0.30, y) for x, y in reversed(right)]
    canvas.polygon(
        [body(*p) for p in [*dim, *inner]], shade(cloth, -0.24), 0.9 if look.pattern == "" else 0.35
    )
    large = figure.tall > figure.stage.unit * 0.24
    if figure.stand.back:
        if look.outfit == "overalls":
            overalls(figure, back=True)
        if look.apron:
            sash(figure, figure.stage.lit(look.apron), 0.60)
    else:
        front(figure, large=large)
    if look.bag and look.outfit != "cloak":
        bag(figure, figure.stage.lit(look.bag))


def _pattern(figure: Body, right: list[Point]) -> None:
    """Stripes, checks or dots over the whole garment."""
    profile = [(y, x) for x, y in right]
    low, ink = min(y for y, _ in profile), figure.second
    rows = [y / 1000 for y in range(round(low * 1000) + 18, 800, 42)]
    if figure.look.pattern in ("stripes", "checks"):
        for y in rows:
            top, bottom = half_at(profile, y + 0.016), half_at(profile, y)
            poly(figure, [(-top, y + 0.016), (top, y + 0.016), (bottom, y), (-bottom, y)], ink, 1.0 if figure.look.pattern == "stripes" else 0.55)  # fmt: skip
    if figure.look.pattern == "checks":
        for k in range(-3, 4):
            x = k * 0.034
            poly(figure, [(x - 0.006, 0.80), (x + 0.006, 0.80), (x * 0.95 + 0.006, low), (x * 0.95 - 0.006, low)], ink, 0.45)  # fmt: skip
    if figure.look.pattern == "dots":
        for k, y in enumerate(rows):
            half = half_at(profile, y)
            for step in range(-6, 7):
                x = (step + 0.5 * (k % 2)) * 0.036
                if abs(x) < half - 0.01:
                    dot(figure, x, y, 0.008, ink)


def bag(figure: Body, colour: RGB) -> None:
    """A bag at the hip, its strap across the chest."""
    side = -1 if figure.stand.turn >= 0 else 1
    line(figure, [(-side * 0.066, 0.826), (side * 0.10, 0.56)], shade(colour, -0.2), 0.014)
    bag = [(side * 0.05, 0.565), (side * 0.16, 0.565), (side * 0.165, 0.46), (side * 0.045, 0.46)]
    poly(figure, bag, colour)
    poly(
        figure,
        [(side * 0.05, 0.565), (side * 0.16, 0.565), (side * 0.155, 0.525), (side * 0.055, 0.525)],
        shade(colour, -0.18),
    )
