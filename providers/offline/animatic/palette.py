"""Colours: each character's own, and the light that a time of day and a mood throw on everything."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from models.shots.shot_list import TimeOfDay
from models.story.moods import MoodFamily
from models.subjects.tints import own_tint

RGB = tuple[int, int, int]
Light = tuple[float, float, float]

_CHARACTERS: tuple[RGB, ...] = (
    (236, 170, 52), (34, 158, 148), (222, 84, 68), (72, 112, 206), (166, 84, 160), (128, 158, 62), (96, 186, 222), (234, 142, 166),
    (160, 102, 62), (142, 132, 220), (64, 130, 90), (178, 52, 74), (232, 214, 170), (62, 82, 128), (206, 128, 60), (96, 100, 112),
)  # fmt: skip
"""Clothes of somebody of whom no colour is said, by tint: as far apart as sixteen colours can be."""


@dataclass(frozen=True)
class Palette:
    """What light there is. `ambient` multiplies every colour; `haze` is what far things fade into."""

    sky_top: RGB
    sky_bottom: RGB
    light: RGB
    ambient: Light
    tint: RGB
    tinted: float
    saturation: float
    brightness: float
    dark: bool

    def tone(self, colour: RGB, far: float = 0.0) -> RGB:
        """A thing's own colour as it looks in this light, `far` (0 to 1) of the way into the haze."""
        lit: RGB = _clamped(c * a for c, a in zip(colour, self.ambient, strict=True))
        return mix(self._mooded(lit), self.haze, far)

    def lit(self, colour: RGB) -> RGB:
        """A person's colour: as `tone`, with a third of the darkness and half of the mood taken away."""
        lit: RGB = _clamped(c * (a * 0.66 + 0.34) for c, a in zip(colour, self.ambient, strict=True))
        return mix(lit, self._mooded(lit), 0.55)

    @property
    def haze(self) -> RGB:
        """The colour of great distance."""
        return mix(self.sky_bottom, self.sky_top, 0.25)

    @property
    def ink(self) -> RGB:
        """The darkest colour here, for what stands against the light."""
        return mix(self.tone((38, 40, 58)), (10, 12, 24), 0.35)

    def indoors(self) -> "Palette":
        """The same hour behind walls: daylight a little softer, the night lit by a lamp."""
        lamp = (0.74, 0.62, 0.54)
        soft: Light = lamp if self.dark else tuple(0.25 * c + 0.70 for c in self.ambient)  # type: ignore[assignment]
        return replace(self, ambient=soft)

    def _mooded(self, colour: RGB) -> RGB:
        grey = 0.3 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]
        vivid = _clamped((grey + (c - grey) * self.saturation) * self.brightness for c in colour)
        return mix(vivid, self.tint, self.tinted)


@dataclass(frozen=True)
class _Hour:
    top: RGB
    bottom: RGB
    light: RGB
    ambient: Light
    dark: bool = False


_HOURS: dict[TimeOfDay, _Hour] = {
    "dawn": _Hour((104, 116, 176), (255, 198, 170), (255, 226, 190), (0.86, 0.78, 0.86)),
    "morning": _Hour((116, 182, 226), (255, 238, 206), (255, 246, 214), (1.0, 0.97, 0.90)),
    "day": _Hour((62, 146, 216), (188, 226, 242), (255, 252, 232), (1.0, 1.0, 1.0)),
    "evening": _Hour((112, 118, 176), (255, 184, 112), (255, 208, 128), (1.0, 0.82, 0.68)),
    "dusk": _Hour((44, 42, 100), (226, 112, 108), (255, 166, 122), (0.62, 0.52, 0.68), dark=True),
    "night": _Hour((10, 16, 44), (40, 64, 112), (226, 232, 250), (0.44, 0.50, 0.68), dark=True),
}

_MOODS: dict[MoodFamily, tuple[RGB, float, float, float]] = {
    "calm": ((160, 196, 204), 0.07, 0.90, 1.0),
    "warm": ((246, 166, 96), 0.13, 1.04, 1.0),
    "joyful": ((255, 214, 92), 0.06, 1.22, 1.06),
    "epic": ((206, 120, 52), 0.11, 1.12, 0.94),
    "tense": ((112, 26, 36), 0.15, 0.66, 0.84),
    "mysterious": ((84, 52, 164), 0.19, 0.92, 0.90),
    "sad": ((92, 112, 140), 0.24, 0.52, 0.93),
}


def palette_of(hour: TimeOfDay, mood: MoodFamily) -> Palette:
    """The light of a time of day in a mood."""
    tint, tinted, saturation, brightness = _MOODS[mood]
    base = _HOURS[hour]
    bare = Palette(
        (0, 0, 0), (0, 0, 0), base.light, (1, 1, 1), tint, tinted, saturation, brightness, base.dark
    )
    plain = replace(bare, ambient=(1.0, 1.0, 1.0))
    return replace(
        plain,
        sky_top=plain._mooded(base.top),  # noqa: SLF001 - the palette under construction
        sky_bottom=plain._mooded(base.bottom),  # noqa: SLF001
        light=mix(base.light, tint, tinted / 2),
        ambient=base.ambient,
    )


EVEN = Palette(
    sky_top=(214, 222, 228), sky_bottom=(232, 234, 234), light=(255, 252, 244), ambient=(1.0, 1.0, 1.0), tint=(200, 200, 200), tinted=0.0, saturation=1.0,
    brightness=1.0, dark=False,
)  # fmt: skip
"""The light of a sheet, which changes no colour."""


def character_colour(name: str, tint: int | None = None) -> RGB:
    """The colour of a name, the same wherever it stands; or of the tint that the film gave it."""
    return _CHARACTERS[own_tint(name) if tint is None else tint % len(_CHARACTERS)]


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """`share` (0 to 1) of the way from one colour to the other."""
    return _clamped(a + (b - a) * share for a, b in zip(one, other, strict=True))


def shade(colour: RGB, amount: float) -> RGB:
    """Darker for a negative `amount` (to −1), lighter for a positive one (to 1); shadows lean to blue."""
    return mix(colour, (22, 20, 48), -amount) if amount < 0 else mix(colour, (255, 250, 238), amount)


def _clamped(channels: Iterable[float]) -> RGB:
    red, green, blue = (round(max(0.0, min(255.0, c))) for c in channels)
    return red, green, blue
