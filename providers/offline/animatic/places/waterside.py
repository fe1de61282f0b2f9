"""The sea, its shore and what stands in it."""

from providers.offline.animatic.canvas import smooth
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.places.terrain import ridge
from providers.offline.animatic.stage import Stage


def sea(stage: Stage, *, shore: bool = False) -> None:
    """Open water with the light of the sky on it; with `shore`, a beach and cliffs."""
    canvas, rng, light = stage.canvas, stage.rng, stage.palette
    blue = stage.coloured("water", ((34, 104, 140), (28, 92, 128), (40, 112, 132)))
    far = mix(stage.tone(blue), light.sky_bottom, 0.62)
    if rng.random() < 0.6:
        land = ridge(stage, stage.horizon, stage.unit * 0.07 * stage.zoom, 2)
        canvas.polygon(land, stage.tone((78, 96, 118), 0.6))
    canvas.gradient(
        stage.horizon, stage.height, far, mix(stage.tone(shade(blue, -0.35)), light.sky_top, 0.15)
    )
    depth = max(1.0, stage.height - stage.horizon)
    for _ in range(170):
        share = rng.random() ** 1.7
        y = stage.horizon + share * depth
        half = stage.unit * (0.006 + 0.05 * share) * rng.uniform(0.4, 1.3)
        thick = max(0.6, stage.unit * 0.0045 * (0.15 + share))
        near_sun = rng.random() < 0.45
        spread = 0.05 + 0.10 * share
        x = (stage.sun + rng.gauss(0, spread) if near_sun else rng.random()) * stage.width
        colour = light.light if near_sun else mix(far, (255, 255, 255), 0.25)
        canvas.rect((x - half, y, x + half, y + thick), colour, 0.55 if near_sun else 0.3, radius=thick / 2)
    if shore:
        _shore(stage)


def jetty(stage: Stage) -> None:
    """Planks that run out over the water to where people stand."""
    canvas, w, h = stage.canvas, stage.width, max(stage.height, stage.feet + 1)
    wood = stage.tone((150, 118, 92))
    far = stage.horizon + (stage.feet - stage.horizon) * 0.86
    left, right = w * 0.08, w * 0.92
    for x in (left, (left + right) / 2, right):
        canvas.rect((x - stage.unit * 0.012, far, x + stage.unit * 0.012, h), shade(wood, -0.5))
    deck = [(left, far), (right, far), (right + w * 0.2, h), (left - w * 0.2, h)]
    canvas.polygon(deck, wood)
    canvas.polygon(
        [(left, far), (right, far), (right, far + stage.unit * 0.006), (left, far + stage.unit * 0.006)],
        shade(wood, 0.3),
    )
    y, step = far, stage.unit * 0.016
    while y < h:
        y, step = y + step, step * 1.28
        spread = w * 0.2 * (y - far) / max(1.0, h - far)
        canvas.rect((left - spread, y, right + spread, y + step * 0.09), shade(wood, -0.32))


def coast(stage: Stage) -> None:
    """A beach by the sea, with cliffs on one side."""
    sea(stage, shore=True)


def pier(stage: Stage) -> None:
    """Planks over open water, on piles."""
    sea(stage)
    jetty(stage)


def harbour(stage: Stage) -> None:
    """Still water with boats that lie at a quay of stone."""
    sea(stage)
    canvas, rng, w, h = stage.canvas, stage.rng, stage.width, max(stage.height, stage.feet + 1)
    edge = stage.horizon + (min(stage.feet, stage.height) - stage.horizon) * 0.42
    long = stage.unit * 0.30 * min(stage.zoom, 1.6)
    x = -rng.uniform(0.0, 0.6) * long
    while x < w:
        _moored(
            stage, x, edge, long, rng.choice(((186, 72, 60), (52, 98, 148), (236, 228, 210), (70, 120, 96)))
        )
        x += long * rng.uniform(1.12, 1.7)
    stone = stage.tone(stage.coloured("wall", ((158, 150, 142), (148, 146, 150), (166, 152, 132))))
    canvas.gradient(edge, h, shade(stone, 0.06), shade(stone, -0.14))
    canvas.rect((0, edge, w, edge + stage.unit * 0.014), shade(stone, 0.3))
    y, step = edge + stage.unit * 0.014, stage.unit * 0.034
    while y < h:
        canvas.rect((0, y, w, y + step * 0.05), shade(stone, -0.24))
        joint, wide = -rng.random() * step * 3, step * 3.4
        while joint < w:
            canvas.rect((joint, y, joint + step * 0.05, y + step), shade(stone, -0.2))
            joint += wide
        y, step = y + step, step * 1.25
    for k in range(3):
        post, tall = w * (0.16 + 0.34 * k), stage.unit * 0.045
        iron = stage.tone((62, 62, 72))
        canvas.rect((post - tall * 0.28, edge - tall * 0.7, post + tall * 0.28, edge + tall * 0.3), iron)
        canvas.ellipse(post, edge - tall * 0.7, tall * 0.44, tall * 0.24, shade(iron, 0.2))


def _moored(stage: Stage, x: float, low: float, long: float, paint: RGB) -> None:
    """A boat at the quay, `long` pixels from `x` on, of which the quay hides what is below `low`."""
    canvas, hull = stage.canvas, stage.tone(paint)
    rail = low - long * 0.16
    mast = x + long * 0.56
    canvas.rect(
        (mast - long * 0.011, rail - long * 0.74, mast + long * 0.011, rail), stage.tone((92, 70, 56))
    )
    furled = [(mast, rail - long * 0.10), (x + long * 0.12, rail - long * 0.14)]
    canvas.line([*furled], stage.tone((238, 230, 212)), long * 0.045)
    cabin = stage.tone((240, 236, 226))
    canvas.rect((mast + long * 0.04, rail - long * 0.12, mast + long * 0.24, rail), cabin)
    hull_edge = [(x, rail - long * 0.03), (x + long, rail - long * 0.06), (x + long * 0.84, low + long * 0.1), (x + long * 0.10, low + long * 0.1)]  # fmt: skip
    canvas.polygon(hull_edge, hull)
    canvas.line(hull_edge[:2], shade(hull, 0.45), long * 0.022)


def _shore(stage: Stage) -> None:
    canvas, rng, w, h = stage.canvas, stage.rng, stage.width, stage.height
    left = stage.sun > 0.5

    def side(x: float) -> float:
        return x * w if left else w - x * w

    top = stage.horizon
    rise = stage.unit * rng.uniform(0.16, 0.26) * stage.zoom
    rock: RGB = (112, 104, 104)
    cliff = [
        (-0.1, top - rise),
        (0.10, top - rise * 0.95),
        (0.20, top - rise * 0.6),
        (0.27, top - rise * 0.5),
    ]
    cliff += [(0.33, top + stage.unit * 0.015), (-0.1, top + stage.unit * 0.05)]
    canvas.polygon([(side(x), y) for x, y in cliff], stage.tone(rock, 0.22))
    facet = [
        (0.10, top - rise * 0.95),
        (0.20, top - rise * 0.6),
        (0.17, top),
        (0.05, top + stage.unit * 0.03),
    ]
    canvas.polygon([(side(x), y) for x, y in facet], stage.tone(shade(rock, -0.35), 0.15))
    canvas.polygon([(side(-0.1), top - rise), (side(0.10), top - rise * 0.95), (side(0.14), top - rise * 0.8),
                    (side(-0.1), top - rise * 0.86)], stage.tone((118, 142, 92), 0.2))  # fmt: skip
    sand: RGB = (222, 196, 150)
    reach = min(stage.feet, h) - top
    edge = [(-0.1, 0.34), (0.2, 0.42), (0.5, 0.56), (0.85, 0.72), (1.1, 0.78)]
    edge = [(x, top + share * reach) for x, share in edge]
    curve = smooth([(side(x), y) for x, y in edge], closed=False)
    foam = [(x, y - stage.unit * 0.014) for x, y in curve]
    floor = [(curve[-1][0], h * 1.3), (curve[0][0], h * 1.3)]
    canvas.polygon([*foam, *floor], stage.tone((244, 246, 240), 0.05), 0.85)
    canvas.polygon([*curve, *floor], stage.tone(shade(sand, -0.12)))
    canvas.polygon([*[(x, y + stage.unit * 0.05) for x, y in curve], *floor], stage.tone(sand))
