"""Places under the open sky, in flat layers that fade with distance. Each painter starts below the sky."""

from collections.abc import Callable

from providers.offline.animatic.canvas import smooth
from providers.offline.animatic.palette import RGB, shade
from providers.offline.animatic.places.plants import broadleaf, conifer, tree, tufts
from providers.offline.animatic.places.terrain import plain, ridge
from providers.offline.animatic.places.waterside import coast, harbour, pier, sea
from providers.offline.animatic.stage import Stage


def hills(stage: Stage) -> None:
    """Rolling hills with scattered trees: the place when no other is named."""
    unit, zoom = stage.unit, stage.zoom
    green = stage.coloured("green", ((126, 160, 92), (140, 158, 84), (112, 154, 104)))
    stage.canvas.polygon(
        ridge(stage, stage.horizon, unit * 0.20 * zoom, 3), stage.tone((104, 130, 128), 0.62)
    )
    stage.canvas.polygon(ridge(stage, stage.horizon, unit * 0.10 * zoom, 2), stage.tone(green, 0.38))
    plain(stage, green)
    for _ in range(stage.rng.randint(3, 6)):
        tree(stage, stage.rng.random() * stage.width, stage.ground_at(stage.rng.uniform(0.72, 0.97)), 0.34)
    tufts(stage, shade(green, -0.22), 46)


def field(stage: Stage) -> None:
    """A meadow with rows that run to the horizon and a line of trees behind."""
    gold = stage.coloured("crop", ((206, 178, 92), (150, 176, 84), (178, 172, 90)))
    stage.canvas.polygon(
        ridge(stage, stage.horizon, stage.unit * 0.09 * stage.zoom, 3), stage.tone((92, 122, 92), 0.5)
    )
    plain(stage, gold)
    vanish = stage.rng.uniform(0.25, 0.75) * stage.width
    for k in range(-9, 10):
        foot = stage.width / 2 + k * stage.width * 0.17
        strip = [(vanish, stage.horizon), (foot, stage.height), (foot + stage.width * 0.07, stage.height)]
        stage.canvas.polygon(strip, stage.tone(shade(gold, -0.16)), 0.55)
    for _ in range(stage.rng.randint(2, 4)):
        tree(stage, stage.rng.random() * stage.width, stage.ground_at(stage.rng.uniform(0.84, 0.97)), 0.2)
    tufts(stage, shade(gold, -0.28), 40)


def forest(stage: Stage) -> None:
    """Three depths of trees, the nearest framing the picture."""
    rng, w = stage.rng, stage.width
    green: RGB = stage.coloured("leaves", ((58, 104, 76), (74, 108, 62), (52, 98, 92)))
    plain(stage, (94, 110, 66), far=0.5)
    conifers = stage.settled("trees", (True, False))
    for far, depth, size, count in ((0.66, 0.99, 0.5, 16), (0.42, 0.90, 0.62, 11), (0.18, 0.74, 0.78, 6)):
        base = stage.ground_at(depth)
        for k in range(count):
            x = (k + rng.uniform(0.1, 0.9)) / count * w * 1.1 - 0.05 * w
            tall = stage.unit * size * rng.uniform(0.75, 1.15) * min(stage.zoom, 1.6)
            (conifer if conifers else broadleaf)(stage, x, base, tall, stage.tone(green, far))
        stage.canvas.gradient(base - 1, min(stage.height, base + stage.unit * 0.1),
                              stage.tone((94, 110, 66), far * 0.7), stage.tone((90, 106, 62), far * 0.5))  # fmt: skip
    plain_top = stage.ground_at(0.72)
    stage.canvas.gradient(plain_top, stage.height, stage.tone((92, 106, 62), 0.15), stage.tone((58, 72, 46)))
    for x in (rng.uniform(-0.03, 0.08), rng.uniform(0.92, 1.03)):
        half = stage.unit * rng.uniform(0.03, 0.055) * stage.zoom
        trunk = stage.tone((62, 50, 46))
        stage.canvas.polygon([(x * w - half, -5), (x * w + half, -5), (x * w + half * 1.2, stage.height * 0.9),
                              (x * w + half * 2, stage.height), (x * w - half * 2, stage.height)], trunk)  # fmt: skip
    tufts(stage, (62, 92, 56), 60)


def mountains(stage: Stage) -> None:
    """Peaks with a lit and a shaded side, snow above, meadow below."""
    for far, rise, count in ((0.68, 0.52, 2), (0.46, 0.40, 3)):
        _peaks(stage, stage.unit * rise * min(stage.zoom, 1.7), count, far)
    dark = stage.tone((52, 84, 78), 0.25)
    stage.canvas.polygon(ridge(stage, stage.horizon, stage.unit * 0.08 * stage.zoom, 4), dark)
    plain(stage, (120, 140, 92), far=0.25)
    tufts(stage, (90, 112, 74), 40)


def _peaks(stage: Stage, rise: float, count: int, far: float) -> None:
    rng, base = stage.rng, stage.horizon
    lit_left = stage.sun < 0.5
    for k in range(count + 1):
        x = (k + rng.uniform(-0.25, 0.25)) / count * stage.width
        tall, half = rise * rng.uniform(0.65, 1.0), stage.width / count * rng.uniform(0.62, 0.8)
        half = max(half, tall * 0.7)
        top = (x, base - tall)
        stone = (112, 116, 138)
        bright, dim = stage.tone(shade(stone, 0.15), far), stage.tone(shade(stone, -0.28), far)
        left, right = (bright, dim) if lit_left else (dim, bright)
        fold = (x + half * 0.12, base)
        stage.canvas.polygon([top, (x - half, base), fold], left)
        stage.canvas.polygon([top, fold, (x + half, base)], right)
        cut = 0.30
        brim = [(x - half * cut, base - tall * (1 - cut)), (x - half * 0.14, base - tall * 0.78),
                (x - half * 0.02, base - tall * 0.66)]  # fmt: skip
        rest = [(x + half * 0.10, base - tall * 0.76), (x + half * 0.16, base - tall * 0.68),
                (x + half * cut, base - tall * (1 - cut))]  # fmt: skip
        snow = (246, 248, 252)
        stage.canvas.polygon([top, *brim], stage.tone(snow if lit_left else shade(snow, -0.2), far * 0.8))
        stage.canvas.polygon(
            [top, brim[-1], *rest], stage.tone(shade(snow, -0.2) if lit_left else snow, far * 0.8)
        )


def desert(stage: Stage) -> None:
    """Dunes, each with a bright flank and a dark one."""
    sand: RGB = stage.coloured("sand", ((226, 176, 108), (214, 158, 104), (232, 190, 132)))
    plain(stage, sand)
    depth = max(1.0, stage.height - stage.horizon)
    for k, far in enumerate((0.55, 0.36, 0.18, 0.0)):
        base = stage.horizon + depth * (0.02, 0.12, 0.34, 0.72)[k]
        rise = stage.unit * (0.07, 0.12, 0.16, 0.15)[k] * min(stage.zoom, 1.5)
        peak = stage.rng.uniform(0.1, 0.9) * stage.width
        wide = stage.width * stage.rng.uniform(0.6, 0.9)
        crest = smooth([(peak - wide, base), (peak - wide * 0.4, base - rise * 0.55), (peak, base - rise),
                        (peak + wide * 0.45, base - rise * 0.35), (peak + wide, base)], closed=False)  # fmt: skip
        stage.canvas.polygon([*crest, (peak + wide, stage.height * 2), (peak - wide, stage.height * 2)],
                             stage.tone(shade(sand, 0.08), far))  # fmt: skip
        flank = smooth([(peak, base - rise), (peak + wide * 0.06, base - rise * 0.5),
                        (peak - wide * 0.04, base + rise * 0.3), (peak + wide * 0.12, base + rise)], closed=False)  # fmt: skip
        slope = [point for point in crest if point[0] >= peak]
        stage.canvas.polygon([*flank, *reversed(slope)], stage.tone(shade(sand, -0.26), far))


def snow(stage: Stage) -> None:
    """White slopes with a few conifers."""
    stage.canvas.polygon(ridge(stage, stage.horizon, stage.unit * 0.22 * stage.zoom, 2, sharp=True),
                         stage.tone((176, 192, 214), 0.45))  # fmt: skip
    stage.canvas.polygon(
        ridge(stage, stage.horizon, stage.unit * 0.09 * stage.zoom, 3), stage.tone((216, 226, 238), 0.25)
    )
    plain(stage, (238, 243, 250), far=0.12)
    for depth in sorted((stage.rng.uniform(0.55, 0.98) for _ in range(9)), reverse=True):
        y = stage.ground_at(depth)
        tall = stage.person_at(y) * stage.rng.uniform(1.8, 2.8)
        x = stage.rng.choice((stage.rng.uniform(-0.05, 0.3), stage.rng.uniform(0.7, 1.05))) * stage.width
        conifer(stage, x, y, min(tall, stage.unit * 0.8), stage.tone((58, 92, 92), depth * 0.55))
    for _ in range(5):
        y = stage.ground_at(stage.rng.uniform(0.1, 0.8))
        stage.canvas.ellipse(stage.rng.random() * stage.width, y, stage.unit * 0.3, stage.unit * 0.012,
                             stage.tone((206, 218, 236)), 0.7)  # fmt: skip


def road(stage: Stage) -> None:
    """A road to the vanishing point with a row of poles."""
    hills(stage)
    w, h, top = stage.width, stage.height, stage.horizon
    vanish = stage.rng.uniform(0.36, 0.64) * w
    half = w * 0.34
    centre = w / 2 + (vanish - w / 2) * 0.2
    stage.canvas.polygon(
        [(vanish, top), (centre - half, h), (centre + half, h)], stage.tone((96, 94, 106), 0.05)
    )
    for k in range(9):
        near, far = 0.78**k, 0.78 ** (k + 0.5)
        y0, y1 = top + (h - top) * near, top + (h - top) * far
        x0, x1 = vanish + (centre - vanish) * near, vanish + (centre - vanish) * far
        t0, t1 = w * 0.010 * near, w * 0.010 * far
        stage.canvas.polygon(
            [(x0 - t0, y0), (x0 + t0, y0), (x1 + t1, y1), (x1 - t1, y1)], stage.tone((236, 222, 170))
        )
    side = stage.rng.choice((-1, 1))
    for k in range(6):
        near = 0.62**k
        y = top + (h - top) * near * 0.9
        x = vanish + (centre - vanish + side * half * 1.25) * near * 0.9
        tall = stage.person_at(y) * 2.6
        stage.canvas.line(
            [(x, y), (x, y - tall)], stage.tone((70, 58, 56), 0.5 * (1 - near)), max(1.0, tall * 0.022)
        )
        stage.canvas.line([(x - tall * 0.1, y - tall * 0.92), (x + tall * 0.1, y - tall * 0.92)],
                          stage.tone((70, 58, 56), 0.5 * (1 - near)), max(1.0, tall * 0.016))  # fmt: skip


OUTDOORS: dict[str, Callable[[Stage], None]] = {
    "hills": hills, "field": field, "sea": sea, "coast": coast, "harbour": harbour, "pier": pier, "forest": forest, "mountains": mountains,
    "desert": desert, "snow": snow, "road": road,
}  # fmt: skip
