"""Skies: gradient, sun or moon, stars, clouds; and the weather that falls in front of everything."""

import math

from providers.offline.animatic.palette import RGB, mix, shade
from providers.offline.animatic.stage import Stage

_DIM = {"storm": 0.42, "rain": 0.28, "snowfall": 0.16, "fog": 0.08}
"""How much darker than open sky each weather is."""


def paint_sky(stage: Stage, hour: str, weather: str, *, moon: bool = False) -> None:
    """The sky down to the horizon, with what shines in it at this hour."""
    canvas, light = stage.canvas, stage.palette
    covered = weather in ("rain", "storm", "fog", "snowfall")
    top, low = light.sky_top, light.sky_bottom
    if covered:
        top, low = _overcast(mix(top, low, 0.2), _DIM[weather]), _overcast(low, _DIM[weather] / 2)
    bottom = min(max(stage.horizon, stage.height * 0.3), stage.height)
    canvas.gradient(0, bottom, top, low)
    canvas.gradient(bottom, stage.height, low, low)
    if (hour == "night" and not covered) or hour == "dusk":
        _stars(stage, 90 if hour == "night" else 22)
    x = stage.sun * stage.width
    if hour == "night" or moon:
        if not covered or moon:
            _moon(stage, x, bottom * stage.rng.uniform(0.20, 0.36), hour)
    elif not covered:
        _sun(stage, x, hour, bottom)
    _clouds(stage, 7 if covered else stage.rng.randint(2, 4), bottom, hour, _DIM.get(weather))


def _overcast(colour: RGB, dim: float) -> RGB:
    """The colour of a sky that clouds have closed: nearly grey, and darker by `dim`."""
    even = round(sum(colour) / 3)
    return shade(mix(colour, (even, even, min(255, even + 6)), 0.8), -dim)


def _sun(stage: Stage, x: float, hour: str, bottom: float) -> None:
    height = {"dawn": 0.90, "morning": 0.60, "day": 0.22, "evening": 0.76, "dusk": 0.98}[hour]
    y = bottom * height
    radius = stage.unit * (0.045 if hour == "day" else 0.062) * min(1.5, stage.zoom)
    light = stage.palette.light
    stage.canvas.glow(x, y, radius * 9, light, 0.75 if hour != "day" else 0.55)
    stage.canvas.ellipse(x, y, radius * 1.5, radius * 1.5, light, 0.25)
    stage.canvas.ellipse(x, y, radius, radius, mix(light, (255, 255, 250), 0.55))


def _moon(stage: Stage, x: float, y: float, hour: str) -> None:
    radius = stage.unit * 0.055 * min(1.4, stage.zoom)
    light: RGB = (240, 240, 226)
    stage.canvas.glow(x, y, radius * 7, (196, 212, 255), 0.5 if hour == "night" else 0.25)
    stage.canvas.ellipse(x, y, radius, radius, light)
    for dx, dy, size in ((-0.3, -0.2, 0.22), (0.25, 0.3, 0.28), (0.1, -0.45, 0.13), (-0.4, 0.4, 0.12)):
        stage.canvas.ellipse(x + dx * radius, y + dy * radius, size * radius, size * radius, (214, 216, 212))


def _stars(stage: Stage, count: int) -> None:
    for _ in range(count):
        x, y = stage.rng.random() * stage.width, stage.rng.random() ** 1.4 * stage.horizon * 0.95
        size = stage.unit * stage.rng.choice((0.0010, 0.0014, 0.0014, 0.0024))
        stage.canvas.ellipse(x, y, size, size, (244, 244, 255), stage.rng.uniform(0.35, 0.95))


def _clouds(stage: Stage, count: int, bottom: float, hour: str, dim: float | None) -> None:
    """So many of them; grey where a weather makes the sky darker by `dim`."""
    light = stage.palette
    bright = mix(light.sky_bottom, (255, 255, 255), 0.10 if light.dark else 0.55)
    colour = mix(bright, light.light, 0.25 if hour in ("dawn", "evening", "dusk") else 0.1)
    colour = colour if dim is None else _overcast(colour, dim)
    low = light.sky_bottom if dim is None else _overcast(light.sky_bottom, dim)
    for i in range(count):
        y = bottom * (0.10 + 0.72 * (i + stage.rng.random()) / count)
        x = stage.rng.uniform(-0.1, 1.1) * stage.width
        far = y / max(1.0, bottom)
        size = stage.unit * stage.rng.uniform(0.20, 0.42) * (1.15 - 0.75 * far) * min(1.6, stage.zoom)
        _cloud(stage, x, y, size, mix(colour, low, 0.45 * far), 0.55 if light.dark else 0.85)


def _cloud(stage: Stage, x: float, y: float, size: float, colour: RGB, alpha: float) -> None:
    """One heap with a flat base, or a drawn-out streak."""
    if stage.rng.random() < 0.45:
        for k in range(3):
            half = size * stage.rng.uniform(0.35, 0.9)
            at, thick = x + stage.rng.uniform(-0.5, 0.5) * size, size * 0.035
            top = y + k * thick * 2.1
            stage.canvas.rect((at - half, top, at + half, top + thick), colour, alpha * 0.6, radius=thick / 2)
        return
    outline = [(x - size, y)]
    bumps = stage.rng.randint(4, 6)
    for k in range(bumps):
        share = (k + 0.5) / bumps
        rise = math.sin(share * math.pi) * size * stage.rng.uniform(0.26, 0.46)
        outline += [
            (x - size + 2 * size * share, y - rise),
            (x - size + 2 * size * (k + 1) / bumps, y - rise * 0.62),
        ]
    outline[-1] = (x + size, y)
    stage.canvas.shape(
        [*outline, (x + size * 0.5, y + size * 0.03), (x - size * 0.5, y + size * 0.03)], colour, alpha
    )


def paint_weather(stage: Stage, weather: str) -> None:
    """Rain, snow or fog in front of the scene."""
    canvas, rng, unit = stage.canvas, stage.rng, stage.unit
    if weather in ("rain", "storm"):
        slant = rng.choice((-1, 1)) * (0.35 if weather == "storm" else 0.14)
        for _ in range(230 if weather == "storm" else 150):
            x, y = rng.uniform(-0.1, 1.1) * stage.width, rng.random() * stage.height
            long = unit * rng.uniform(0.03, 0.07)
            pale = mix(stage.palette.haze, (235, 240, 250), 0.5)
            canvas.line([(x, y), (x + slant * long, y + long)], pale, unit * 0.0022, rng.uniform(0.35, 0.75))
    elif weather == "snowfall":
        for _ in range(170):
            size = unit * rng.choice((0.002, 0.003, 0.003, 0.0045, 0.007))
            x, y = rng.random() * stage.width, rng.random() * stage.height
            canvas.ellipse(x, y, size, size, (250, 252, 255), rng.uniform(0.5, 0.9))
    elif weather == "fog":
        # What is near stays to be seen, all else is dim.
        canvas.veil(_overcast(stage.palette.haze, 0.0), 0.34)
        for k in range(3):
            middle = stage.horizon + (k - 0.8) * unit * 0.16
            canvas.mist(middle, unit * rng.uniform(0.16, 0.26), stage.palette.haze, 0.34)


def paint_bolt(stage: Stage) -> None:
    """A flash of lightning from the clouds to the horizon."""
    x, y = stage.rng.uniform(0.15, 0.85) * stage.width, 0.0
    points = [(x, y)]
    while y < stage.horizon * 0.92:
        x += stage.rng.uniform(-0.05, 0.05) * stage.unit
        y += stage.rng.uniform(0.05, 0.10) * stage.unit
        points.append((x, y))
    stage.canvas.glow(points[1][0], points[1][1], stage.unit * 0.5, (214, 222, 255), 0.5)
    stage.canvas.line(points, (246, 246, 255), stage.unit * 0.006)
