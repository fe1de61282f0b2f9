"""The sheet that a frame is painted on: flat shapes with smooth edges, in the frame's own pixels."""

import math
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFilter, ImageOps

from providers.offline.animatic.palette import RGB, mix

SCALE = 2
"""Painted pixels to a pixel of the frame; the reduction at the end smooths every edge."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""


class Canvas:
    """A picture of `width` × `height` pixels; y grows downwards, alpha runs from 0 to 1."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.image = Image.new("RGB", (width * SCALE, height * SCALE))
        self._draw = ImageDraw.Draw(self.image, "RGBA")

    def polygon(self, points: Sequence[Point], fill: RGB, alpha: float = 1.0) -> None:
        """A filled shape with straight sides."""
        self._draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=_rgba(fill, alpha))

    def shape(self, points: Sequence[Point], fill: RGB, alpha: float = 1.0) -> None:
        """A filled shape whose outline runs smoothly through `points`."""
        self.polygon(smooth(points), fill, alpha)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: RGB, alpha: float = 1.0) -> None:
        """An ellipse around (x, y)."""
        if rx > 0 and ry > 0:
            box = [(x - rx) * SCALE, (y - ry) * SCALE, (x + rx) * SCALE, (y + ry) * SCALE]
            self._draw.ellipse(box, fill=_rgba(fill, alpha))

    def rect(self, box: Box, fill: RGB, alpha: float = 1.0, radius: float = 0.0) -> None:
        """A rectangle, its corners rounded by `radius`; nothing when it is empty."""
        x0, y0, x1, y1 = box
        if x1 - x0 > 0 and y1 - y0 > 0:
            scaled = [x0 * SCALE, y0 * SCALE, x1 * SCALE, y1 * SCALE]
            if radius:
                self._draw.rounded_rectangle(scaled, radius=radius * SCALE, fill=_rgba(fill, alpha))
            else:
                self._draw.rectangle(scaled, fill=_rgba(fill, alpha))

    def line(self, points: Sequence[Point], fill: RGB, width: float, alpha: float = 1.0) -> None:
        """A stroke with round joints and round ends, `width` pixels thick."""
        thick = max(1, round(width * SCALE))
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self._draw.line(scaled, fill=_rgba(fill, alpha), width=thick, joint="curve")
        if alpha >= 1.0 and thick > 3:
            for x, y in (scaled[0], scaled[-1]):
                r = (thick - 1) / 2
                self._draw.ellipse([x - r, y - r, x + r, y + r], fill=_rgba(fill, alpha))

    def gradient(
        self, top: float, bottom: float, upper: RGB, lower: RGB, left: float = 0.0, right: float | None = None
    ) -> None:
        """A band from `top` to `bottom` that goes from one colour to the other."""
        x0, x1 = round(left * SCALE), round((self.width if right is None else right) * SCALE)
        y0, y1 = round(top * SCALE), round(bottom * SCALE)
        if y1 <= y0 or x1 <= x0:
            return
        ramp = Image.linear_gradient("L").resize((1, y1 - y0), Image.Resampling.BILINEAR)
        channels = [
            ramp.point([round(a + (b - a) * i / 255) for i in range(256)])
            for a, b in zip(upper, lower, strict=True)
        ]
        band = Image.merge("RGB", channels).resize((x1 - x0, y1 - y0), Image.Resampling.NEAREST)
        self.image.paste(band, (x0, y0))

    def glow(self, x: float, y: float, radius: float, colour: RGB, strength: float = 1.0) -> None:
        """Light that fades out towards `radius`."""
        side = max(2, round(radius * 2 * SCALE))
        falloff = [round(strength * 255 * max(0.0, 1 - i / 181) ** 2.0) for i in range(256)]
        mask = Image.radial_gradient("L").point(falloff).resize((side, side), Image.Resampling.BILINEAR)
        self.image.paste(colour, (round(x * SCALE - side / 2), round(y * SCALE - side / 2)), mask)

    def mist(self, middle: float, reach: float, colour: RGB, alpha: float) -> None:
        """A band of haze across the frame, densest at `middle` and gone `reach` pixels above and below."""
        half, left = max(1, round(reach * SCALE)), self.image.width
        rising = Image.linear_gradient("L").point([round(i * alpha) for i in range(256)]).resize((left, half))
        mask = Image.new("L", (left, half * 2))
        mask.paste(rising, (0, 0))
        mask.paste(rising.transpose(Image.Transpose.FLIP_TOP_BOTTOM), (0, half))
        self.image.paste(colour, (0, round(middle * SCALE) - half), mask)

    def veil(self, colour: RGB, alpha: float) -> None:
        """One colour over everything painted so far."""
        self.image.paste(colour, (0, 0), Image.new("L", self.image.size, round(alpha * 255)))

    def blur(self, radius: float) -> None:
        """Put everything painted so far out of focus by `radius` pixels."""
        if radius <= 0:
            return
        small = self.image.reduce(SCALE * 2)
        small = small.filter(ImageFilter.GaussianBlur(radius / 2))
        self.image.paste(small.resize(self.image.size, Image.Resampling.BICUBIC))

    def tilt(self, degrees: float) -> None:
        """Turn the picture like a tilted camera, enlarged so that no corner stays empty."""
        if not degrees:
            return
        angle = math.radians(degrees)
        w, h = self.image.size
        long_side, short_side = max(w, h), min(w, h)
        zoom = math.cos(angle) + long_side / short_side * abs(math.sin(angle))
        cos, sin = math.cos(angle) / zoom, math.sin(angle) / zoom
        cx, cy = w / 2, h / 2
        turned = self.image.transform(
            (w, h),
            Image.Transform.AFFINE,
            (cos, sin, cx - cos * cx - sin * cy, -sin, cos, cy + sin * cx - cos * cy),
            Image.Resampling.BILINEAR,
        )
        self.image.paste(turned)

    def dye(self, colour: RGB) -> None:
        """Give everything painted so far one colour, from its darkest to its lightest; grey takes all colour away."""
        plain = ImageOps.grayscale(self.image)
        if len(set(colour)) == 1:
            self.image.paste(plain.convert("RGB"))
            return
        light = mix(colour, (255, 255, 255), 0.8)
        dyed = ImageOps.colorize(plain, mix((0, 0, 0), colour, 0.12), light, colour)
        self.image.paste(Image.blend(self.image, dyed, 0.8))

    def finished(self) -> Image.Image:
        """The picture at its own size, a little darker towards the corners."""
        picture = self.image.reduce(SCALE)
        falloff = [round(70 * max(0.0, i / 255 - 0.45) ** 1.6) for i in range(256)]
        mask = Image.radial_gradient("L").point(falloff)
        picture.paste((6, 8, 18), (0, 0), mask.resize(picture.size, Image.Resampling.BILINEAR))
        return picture


_STEPS = 8
"""Points of a curve between two of those that it goes through."""


def smooth(points: Sequence[Point], *, closed: bool = True) -> list[Point]:
    """Points of a Catmull-Rom curve through `points`."""
    n = len(points)
    if n < 3:
        return list(points)
    result: list[Point] = []
    for i in range(n if closed else n - 1):
        corners = [
            points[(i + k) % n] if closed else points[min(max(i + k, 0), n - 1)] for k in (-1, 0, 1, 2)
        ]
        (x0, y0), (x1, y1), (x2, y2), (x3, y3) = corners
        for step in range(_STEPS):
            t = step / _STEPS
            a, b, c, d = (
                -t / 2 + t * t - t**3 / 2,
                1 - 2.5 * t * t + 1.5 * t**3,
                t / 2 + 2 * t * t - 1.5 * t**3,
                -t * t / 2 + t**3 / 2,
            )
            result.append((a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3))
    if not closed:
        result.append(points[-1])
    return result


def _rgba(colour: RGB, alpha: float) -> tuple[int, int, int, int]:
    return (*colour, round(max(0.0, min(1.0, alpha)) * 255))
