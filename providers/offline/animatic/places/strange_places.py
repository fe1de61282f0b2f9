"""Places with their own light: a city and a village with their windows, space, the sea floor, a cave."""

from collections.abc import Callable

from providers.offline.animatic.canvas import Box, smooth
from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.places.plants import tufts
from providers.offline.animatic.places.terrain import dots, plain, ridge, wave
from providers.offline.animatic.stage import Stage

_LAMPLIGHT: RGB = (255, 214, 132)


def city(stage: Stage) -> None:
    """A street between houses that step back to a skyline; windows are lit when it is dark."""
    w, h, rng, unit = stage.width, stage.height, stage.rng, stage.unit
    for far, rise, count in ((0.62, 0.44, 13), (0.40, 0.34, 9)):
        x = -0.02 * w
        while x < w:
            wide = w / count * rng.uniform(0.7, 1.3)
            tall = unit * rise * rng.uniform(0.45, 1.0) * min(1.5, stage.zoom)
            front = x, stage.horizon - tall, x + wide, stage.horizon + 2
            _block(stage, front, stage.tone((96, 102, 128), far), far)
            x += wide * 1.02
    plain(stage, (118, 116, 126), far=0.25)
    vanish = rng.uniform(0.4, 0.6) * w
    _terrace(stage, 0, vanish)
    _terrace(stage, w, vanish)
    top = stage.horizon
    stage.canvas.polygon([(vanish, top), (w * 0.12, h), (w * 0.88, h)], stage.tone((84, 84, 98), 0.08))
    for k in range(8):
        near, far_end = 0.72**k, 0.72 ** (k + 0.45)
        y0, y1 = top + (h - top) * near, top + (h - top) * far_end
        c0, c1 = vanish + (w / 2 - vanish) * near, vanish + (w / 2 - vanish) * far_end
        stage.canvas.polygon([(c0 - w * 0.008 * near, y0), (c0 + w * 0.008 * near, y0),
                              (c1 + w * 0.008 * far_end, y1), (c1 - w * 0.008 * far_end, y1)],
                             stage.tone((216, 212, 200), 0.1))  # fmt: skip
    for side in (-1, 1):
        for k in range(3):
            near = 0.5**k * 0.72
            _street_lamp(stage, vanish + (w / 2 + side * w * 0.46 - vanish) * near, top + (h - top) * near)


def _block(stage: Stage, front: Box, colour: RGB, far: float) -> None:
    x0, y0, x1, y1 = front
    stage.canvas.rect(front, colour)
    lit_side = shade(colour, 0.08)
    stage.canvas.rect((x0, y0, x0 + (x1 - x0) * 0.3, y1), lit_side)
    step = stage.unit * 0.026 * min(1.5, stage.zoom)
    y = y0 + step
    while y < y1 - step:
        x = x0 + step * 0.5
        while x < x1 - step * 0.6:
            if stage.rng.random() < (0.42 if stage.palette.dark else 0.7):
                glass = _LAMPLIGHT if stage.palette.dark else mix(colour, stage.palette.sky_top, 0.35)
                stage.canvas.rect(
                    (x, y, x + step * 0.42, y + step * 0.5), mix(glass, stage.palette.haze, far * 0.6)
                )
            x += step
        y += step * 1.15


def _terrace(stage: Stage, edge: float, vanish: float) -> None:
    """A row of house fronts that runs from the frame's edge towards the vanishing point."""
    canvas, rng = stage.canvas, stage.rng
    top, h = stage.horizon, stage.height
    reach, wall = edge, stage.unit * rng.uniform(0.9, 1.2)
    for k in range(4):
        near, next_near = 0.66**k, 0.66 ** (k + 1)
        x0, x1 = vanish + (reach - vanish) * near * 1.08, vanish + (reach - vanish) * next_near * 1.08
        storeys = wall * rng.uniform(0.8, 1.15)
        roof0, roof1 = top - storeys * near, top - storeys * next_near
        foot0, foot1 = top + (h - top) * near * 0.86, top + (h - top) * next_near * 0.86
        colour = rng.choice(
            ((186, 120, 98), (206, 176, 138), (148, 158, 170), (172, 142, 150), (196, 188, 170))
        )
        far = 0.10 + 0.12 * k
        sunny = (edge == 0) == (stage.sun > 0.5)
        front = stage.tone(shade(colour, 0.04 if sunny else -0.3), far)
        canvas.polygon([(x0, roof0), (x1, roof1), (x1, foot1), (x0, foot0)], front)
        canvas.polygon([(x0, roof0), (x1, roof1), (x1, roof1 + storeys * 0.05 * next_near),
                        (x0, roof0 + storeys * 0.05 * near)], shade(front, -0.35))  # fmt: skip
        for row in range(4):
            for column in range(3):
                u0, u1 = (column + 0.28) / 3, (column + 0.72) / 3
                v0, v1 = 0.10 + row * 0.21, 0.10 + row * 0.21 + 0.12

                def at(
                    u: float, v: float, *, ends: tuple[float, ...] = (x0, x1, roof0, roof1, foot0, foot1)
                ) -> tuple[float, float]:
                    a, b, ra, rb, fa, fb = ends
                    return a + (b - a) * u, (ra + (rb - ra) * u) * (1 - v) + (fa + (fb - fa) * u) * v

                lit = stage.palette.dark and rng.random() < 0.5
                glass = _LAMPLIGHT if lit else mix(shade(front, -0.3), stage.palette.sky_top, 0.25)
                canvas.polygon([at(u0, v0), at(u1, v0), at(u1, v1), at(u0, v1)], glass)


def _street_lamp(stage: Stage, x: float, y: float) -> None:
    tall = stage.person_at(y) * 2.1
    stage.canvas.line([(x, y), (x, y - tall)], stage.tone((54, 54, 66)), max(1.0, tall * 0.018))
    if stage.palette.dark:
        stage.canvas.glow(x, y - tall, tall * 0.5, _LAMPLIGHT, 0.7)
    stage.canvas.ellipse(
        x, y - tall, tall * 0.045, tall * 0.055, _LAMPLIGHT if stage.palette.dark else (226, 228, 226)
    )


def village(stage: Stage) -> None:
    """Houses with pitched roofs on rolling ground."""
    stage.canvas.polygon(
        ridge(stage, stage.horizon, stage.unit * 0.16 * stage.zoom, 3), stage.tone((106, 132, 118), 0.55)
    )
    plain(stage, (132, 152, 92))
    tufts(stage, (96, 116, 70), 40)
    places = sorted(((stage.rng.uniform(0.60, 0.97), stage.rng.random()) for _ in range(8)), reverse=True)
    for depth, x in places:
        x = x * 0.4 if stage.rng.random() < 0.5 else 1 - x * 0.4
        y = stage.ground_at(depth)
        house(stage, x * stage.width, y, max(stage.person_at(y) * 2.3, stage.unit * 0.07), far=depth * 0.4)


_HOUSES: tuple[RGB, ...] = ((232, 214, 186), (222, 190, 160), (206, 210, 210), (216, 176, 150))
_ROOFS: tuple[RGB, ...] = ((168, 84, 66), (112, 78, 82), (96, 104, 124))


def landmark_house(stage: Stage, x: float, y: float, tall: float) -> None:
    """A house that is the same in every shot here."""
    walls, roof = stage.settled("house", _HOUSES), stage.settled("roof", _ROOFS)
    house(stage, x, y, tall, colours=(walls, roof))


def house(
    stage: Stage, x: float, y: float, tall: float, far: float = 0.0, colours: tuple[RGB, RGB] | None = None
) -> None:
    """A small house with a lit or a dark window; `tall` is its height to the ridge."""
    walls, tiles = colours or (stage.rng.choice(_HOUSES), stage.rng.choice(_ROOFS))
    wall, roof = stage.painted.get("house", walls), stage.painted.get("roof", tiles)
    half, eaves = tall * 0.62, tall * 0.56
    canvas = stage.canvas
    canvas.rect((x - half, y - eaves, x + half, y), stage.tone(wall, far))
    canvas.rect((x + half * 0.35, y - eaves, x + half, y), stage.tone(shade(wall, -0.2), far))
    canvas.rect(
        (x + half * 0.4, y - tall * 1.08, x + half * 0.62, y - tall * 0.6), stage.tone(shade(roof, -0.2), far)
    )
    canvas.polygon([(x - half * 1.12, y - eaves), (x - half * 0.62, y - tall), (x + half * 0.62, y - tall),
                    (x + half * 1.12, y - eaves)], stage.tone(roof, far))  # fmt: skip
    glass = _LAMPLIGHT if stage.palette.dark else stage.tone((104, 130, 150), far)
    if stage.palette.dark:
        canvas.glow(x - half * 0.35, y - eaves * 0.5, tall * 0.5, _LAMPLIGHT, 0.35)
    for dx in (-0.58, -0.08):
        canvas.rect((x + dx * half, y - eaves * 0.72, x + (dx + 0.3) * half, y - eaves * 0.30), glass)
    canvas.rect(
        (x + half * 0.5, y - eaves * 0.72, x + half * 0.78, y),
        stage.tone(stage.painted.get("door", shade(roof, -0.35)), far),
    )


def space(stage: Stage) -> None:
    """The black above a cratered ground, with a planet; it hides whatever sky was painted."""
    canvas, rng, w, h, unit = stage.canvas, stage.rng, stage.width, stage.height, stage.unit
    deep = mix((8, 8, 26), stage.palette.tint, 0.08)
    canvas.gradient(0, h, deep, mix(deep, stage.palette.sky_bottom, 0.22))
    for _ in range(4):
        hue = rng.choice(((92, 60, 168), (40, 96, 170), (170, 70, 120), stage.palette.sky_bottom))
        canvas.glow(rng.random() * w, rng.random() * stage.horizon, unit * rng.uniform(0.4, 0.8), hue, 0.35)
    dots(stage, (0, h), 170, [(255, 255, 255), (206, 216, 255), (255, 236, 206)], unit * 0.0016)
    x, y, r = (
        rng.uniform(0.15, 0.85) * w,
        stage.horizon * rng.uniform(0.25, 0.6),
        unit * rng.uniform(0.12, 0.24),
    )
    globe = stage.coloured("planet", ((222, 142, 92), (92, 158, 196), (196, 164, 122), (146, 118, 196)))
    canvas.glow(x, y, r * 1.7, globe, 0.5)
    canvas.ellipse(x, y, r, r, globe)
    for k in (-0.5, -0.1, 0.35):
        half = r * (1 - k * k) ** 0.5 * 0.96
        canvas.rect((x - half, y + k * r, x + half, y + (k + 0.14) * r), shade(globe, -0.14), radius=r * 0.07)
    rim = smooth([(x + r * 0.15, y - r * 0.98), (x + r * 0.7, y - r * 0.71), (x + r, y), (x + r * 0.7, y + r * 0.71),
                  (x + r * 0.15, y + r * 0.98), (x + r * 0.5, y)])  # fmt: skip
    canvas.polygon(rim, shade(globe, -0.6), 0.55)
    ground: RGB = mix((150, 146, 164), globe, 0.15)
    canvas.polygon(ridge(stage, stage.horizon, unit * 0.05 * stage.zoom, 4), shade(ground, -0.5))
    canvas.gradient(stage.horizon, h, shade(ground, -0.42), shade(ground, -0.12))
    for _ in range(12):
        at = stage.ground_at(rng.random() ** 0.8 * 0.94)
        size, px = min(unit * 0.2, stage.person_at(at) * rng.uniform(0.2, 0.6)), rng.random() * w
        canvas.ellipse(px, at, size, size * 0.22, shade(ground, -0.5))
        canvas.ellipse(px, at + size * 0.05, size * 0.94, size * 0.17, shade(ground, -0.28))


def underwater(stage: Stage) -> None:
    """Shafts of light from above, weed and sand below."""
    canvas, rng, w, h, unit = stage.canvas, stage.rng, stage.width, stage.height, stage.unit
    bright, deep = stage.tone((120, 214, 206)), stage.tone((12, 58, 92))
    canvas.gradient(0, h, bright, deep)
    for _ in range(6):
        x, wide = rng.uniform(-0.1, 1.0) * w, unit * rng.uniform(0.05, 0.16)
        lean = unit * rng.uniform(0.15, 0.35)
        canvas.polygon(
            [(x, 0), (x + wide, 0), (x + wide * 2.2 + lean, h), (x + lean, h)], shade(bright, 0.5), 0.12
        )
    for far, rise in ((0.6, 0.22), (0.35, 0.12)):
        canvas.polygon(
            ridge(stage, stage.horizon, unit * rise * stage.zoom, 3),
            mix(stage.tone((24, 84, 108)), bright, far * 0.6),
        )
    sand = stage.tone((196, 186, 150))
    canvas.gradient(stage.horizon, h, mix(sand, deep, 0.62), mix(sand, deep, 0.22))
    for _ in range(16):
        y = stage.ground_at(rng.random() * 0.8)
        x, tall = (
            rng.choice((rng.uniform(0, 0.3), rng.uniform(0.7, 1))) * w,
            min(unit * 0.5, stage.person_at(y) * 0.9),
        )
        weed = rng.choice(((52, 140, 104), (92, 152, 84), (196, 96, 110), (214, 140, 84)))
        bend = rng.uniform(-0.14, 0.14) * tall
        canvas.line(smooth([(x, y), (x + bend, y - tall * 0.35), (x - bend, y - tall * 0.7), (x + bend, y - tall)],
                           closed=False), mix(stage.tone(weed), deep, 0.3), max(1.5, tall * 0.05))  # fmt: skip
    dots(stage, (0, h * 0.9), 40, [shade(bright, 0.6)], unit * 0.004)


def cave(stage: Stage) -> None:
    """Dark rock around an opening full of light."""
    canvas, rng, w, h, unit = stage.canvas, stage.rng, stage.width, stage.height, stage.unit
    rock = stage.tone((72, 64, 74))
    x, y = stage.sun * w * 0.6 + w * 0.2, stage.horizon
    canvas.glow(x, y, unit * 0.9, stage.palette.light, 0.5)
    for k, (reach, dark) in enumerate(((0.40, 0.12), (0.56, 0.38), (0.76, 0.62))):
        hole = []
        for step in range(14):
            angle = step / 14
            turn = [(1, 0), (0.9, 0.43), (0.62, 0.78), (0.22, 0.97), (-0.22, 0.97), (-0.62, 0.78), (-0.9, 0.43),
                    (-1, 0), (-0.9, -0.43), (-0.62, -0.78), (-0.22, -0.97), (0.22, -0.97), (0.62, -0.78), (0.9, -0.43)][step]  # fmt: skip
            r = unit * reach * rng.uniform(0.85, 1.15) * min(1.35, stage.zoom)
            hole.append((x + turn[0] * r * (1.15 + angle * 0.1), y + turn[1] * r * 0.8))
        outline = smooth(hole)
        frame = [(-10.0, -10.0), (w + 10.0, -10.0), (w + 10.0, h + 10.0), (-10.0, h + 10.0), (-10.0, -10.0)]
        canvas.polygon([*frame, *outline, outline[0], frame[0]], shade(rock, 0.10 - dark - 0.02 * k))
    floor = stage.ground_at(0.8)
    canvas.polygon([*wave(stage, floor, unit * 0.01, unit * 0.6), (w + 20, h), (-20, h)], shade(rock, -0.42))
    for _ in range(9):
        at, long = rng.random() * w, unit * rng.uniform(0.08, 0.28)
        canvas.polygon([(at - long * 0.16, -4), (at + long * 0.16, -4), (at, long)], shade(rock, -0.62))


STRANGE: dict[str, Callable[[Stage], None]] = {
    "city": city, "village": village, "space": space, "underwater": underwater, "cave": cave,
}  # fmt: skip
