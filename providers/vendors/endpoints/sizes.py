"""How large a picture is asked for: the nearest that an endpoint gives, and what a person should know of it."""

from typing import NamedTuple

from pydantic import JsonValue

from providers.vendors.endpoints.endpoint import SizeRule

_SAME_SHAPE = 0.04
"""Aspects as near as this are one: 1280:720 and 1376:768 are both 16:9 to everybody."""

_PIXELS_FROM = 200
"""`1280:720` says pixels, `16:9` a shape."""


class Asked(NamedTuple):
    """What is sent of a size, and the pixels that come of it as far as that is known; `cannot` says why there is none."""

    fields: dict[str, JsonValue]
    width: int
    height: int
    cannot: str = ""


def asked_size(rule: SizeRule, width: int, height: int) -> Asked:
    """The size to ask for where a picture of `width` × `height` pixels is wanted: as large or larger where there is one."""
    if rule.pixels:
        return _exact(rule, width, height)
    fields: dict[str, JsonValue] = {}
    shape = width / height
    if rule.ratio:
        ratio = _nearest(rule.ratios, shape, min(width, height))
        if not ratio:
            shapes = ", ".join(rule.ratios)
            return Asked({}, 0, 0, f"gives pictures of {shapes}, and this one is {width}×{height}")
        fields[rule.ratio] = ratio
        across, down = map(int, ratio.split(":"))
        if min(across, down) >= _PIXELS_FROM:
            return Asked(fields, across, down)
    if not rule.resolution:
        return Asked(fields, width, height)
    side = (width * height) ** 0.5 if rule.square else min(width, height)
    value = _resolution(rule, side)
    times = rule.resolutions[value] / side
    return Asked({**fields, rule.resolution: value}, round(width * times), round(height * times))


def _exact(rule: SizeRule, width: int, height: int) -> Asked:
    low, high = sorted((width, height))
    times = max(1.0, rule.least / low, (rule.least_pixels / (width * height)) ** 0.5)
    times = min(times, rule.most / high, (rule.most_pixels / (width * height)) ** 0.5)
    grow = times >= 1.0
    across, down = (_stepped(side * times, rule.step, up=grow) for side in (width, height))
    fits = (
        rule.least <= min(across, down) and max(across, down) <= rule.most
        and rule.least_pixels <= across * down <= rule.most_pixels
    )  # fmt: skip
    if not fits:
        return Asked({}, 0, 0, f"gives no picture of the shape of {width}×{height}")
    value: JsonValue = {"width": across, "height": down} if rule.form == "object" else f"{across}x{down}"
    return Asked({rule.pixels: value}, across, down)


def _stepped(side: float, step: int, *, up: bool) -> int:
    whole = -(-round(side) // step) if up else int(side) // step
    return max(1, whole) * step


def _nearest(ratios: tuple[str, ...], shape: float, shorter: int) -> str:
    """The aspect of that shape; of several in pixels the smallest that is large enough, else the largest."""
    found = []
    for ratio in ratios:
        across, down = map(int, ratio.split(":"))
        if abs(across / down / shape - 1) <= _SAME_SHAPE:
            pixels = min(across, down) if min(across, down) >= _PIXELS_FROM else 0
            found.append((pixels, abs(across / down / shape - 1), ratio))
    enough = [each for each in found if each[0] >= shorter or not each[0]]
    if enough:
        return min(enough)[2]
    return max(found, default=(0, 0.0, ""))[2]


def _resolution(rule: SizeRule, wanted: float) -> str:
    """The smallest resolution that is large enough, else the largest."""
    by_size = sorted(rule.resolutions.items(), key=lambda item: item[1])
    return next((value for value, side in by_size if side >= wanted), by_size[-1][0])
