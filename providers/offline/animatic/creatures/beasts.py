"""Animals on four legs, seen from the side: one body, and what tells a wolf from a horse."""

from collections.abc import Sequence
from dataclasses import dataclass

from providers.offline.animatic.canvas import Point
from providers.offline.animatic.creatures.felines import paint_cat_face
from providers.offline.animatic.creatures.rigs import Painter, Rig
from providers.offline.animatic.palette import RGB, mix, shade

Shape = tuple[Point, ...]


@dataclass(frozen=True)
class Beast:
    """The proportions of an animal in its own heights: `head` is x, y and radius, `muzzle` how far it reaches in radii
    and how far it drops, `belly` and `back` the heights between which the trunk lies.
    """

    head: tuple[float, float, float] = (0.60, 0.84, 0.20)
    muzzle: tuple[float, float] = (1.9, -0.35)
    ears: str = "point"
    tail: Shape = ((-0.50, 0.60), (-0.72, 0.62), (-0.86, 0.40), (-0.78, 0.34), (-0.66, 0.46), (-0.5, 0.5))
    belly: float = 0.34
    back: float = 0.67
    leg: float = 0.06
    marks: frozenset[str] = frozenset()


_BUSHY: Shape = ((-0.50, 0.60), (-0.82, 0.66), (-1.10, 0.44), (-0.96, 0.34), (-0.70, 0.42), (-0.5, 0.48))
_STUB: Shape = ((-0.50, 0.58), (-0.60, 0.62), (-0.62, 0.54), (-0.52, 0.50))
_WHIP: Shape = ((-0.52, 0.60), (-0.70, 0.52), (-0.74, 0.20), (-0.68, 0.20), (-0.64, 0.46), (-0.5, 0.54))
_UP: Shape = ((-0.52, 0.56), (-0.74, 0.66), (-0.80, 1.00), (-0.72, 1.06), (-0.64, 0.76), (-0.5, 0.5))
_WAG: Shape = ((-0.52, 0.58), (-0.74, 0.80), (-0.80, 0.98), (-0.66, 0.86), (-0.50, 0.66))
_FLOWING: Shape = ((-0.54, 0.66), (-0.70, 0.56), (-0.72, 0.18), (-0.60, 0.26), (-0.52, 0.5))
_TAILED: Shape = (
    (-0.5, 0.62),
    (-0.9, 0.5),
    (-1.3, 0.16),
    (-1.5, 0.14),
    (-1.2, 0.08),
    (-0.8, 0.28),
    (-0.5, 0.42),
)

BEASTS: dict[str, Beast] = {
    "dog": Beast(ears="hang", tail=_WAG),
    "wolf": Beast(muzzle=(2.05, -0.4), tail=_BUSHY, marks=frozenset({"pale", "ruff"})),
    "fox": Beast(muzzle=(2.15, -0.35), tail=_BUSHY, marks=frozenset({"pale", "tip", "socks"})),
    "cat": Beast((0.57, 0.78, 0.225), (1.0, -0.35), "cat", _UP, marks=frozenset({"feline"})),
    "tiger": Beast((0.62, 0.80, 0.22), (1.0, -0.35), "round", _UP, 0.30, 0.68, 0.085, frozenset({"stripes", "pale", "feline"})),
    "lion": Beast((0.62, 0.86, 0.20), (1.0, -0.4), "round", _UP, 0.30, 0.68, 0.085, frozenset({"mane", "feline"})),
    "bear": Beast((0.60, 0.78, 0.22), (1.6, -0.4), "round", _STUB, 0.20, 0.80, 0.13, frozenset({"muzzle"})),
    "horse": Beast((0.74, 0.98, 0.15), (2.4, -1.2), "point", _FLOWING, marks=frozenset({"crest", "hooves"})),
    "donkey": Beast((0.72, 0.94, 0.16), (2.3, -1.2), "tall", _WHIP, marks=frozenset({"crest", "hooves", "muzzle"})),
    "deer": Beast((0.66, 0.98, 0.13), (2.2, -0.7), "point", _STUB, 0.38, 0.66, 0.042, frozenset({"antlers", "pale", "hooves"})),
    "goat": Beast((0.62, 0.88, 0.16), (1.9, -0.8), "hang", _STUB, 0.30, 0.70, 0.05, frozenset({"horns", "hooves", "pale"})),
    "cow": Beast((0.66, 0.80, 0.17), (2.0, -0.9), "side", _WHIP, 0.26, 0.74, 0.075, frozenset({"horns", "hooves", "muzzle"})),
    "elephant": Beast((0.60, 0.78, 0.26), (1.0, -0.3), "fan", _WHIP, 0.26, 0.88, 0.13, frozenset({"trunk"})),
    "dragon": Beast((0.80, 1.02, 0.17), (2.1, -0.4), "horned", _TAILED, 0.26, 0.64, 0.085, frozenset({"wings", "pale", "spines"})),
}  # fmt: skip


def beast(kind: str) -> Painter:
    """What paints an animal of that kind."""
    made = BEASTS[kind]
    return lambda rig: _Body(rig, made).paint()


class _Body:
    def __init__(self, rig: Rig, made: Beast) -> None:
        self.rig, self.made = rig, made

    def on_head(self, points: Sequence[Point]) -> list[Point]:
        """From radii of the head to heights of the animal."""
        hx, hy, r = self.made.head
        return [(hx + r * x, hy + r * y) for x, y in points]

    def paint(self) -> None:
        """From what is behind to what is in front."""
        rig, marks = self.rig, self.made.marks
        if "wings" in marks:
            self._wing(0.10, shade(rig.dark, -0.2))
        self._legs()
        self._trunk()
        if "wings" in marks:
            self._wing(0.0, rig.dark)
        if self.made.ears == "fan":
            rig.shape(
                self.on_head([(-0.9, 0.7), (0.1, 0.6), (0.2, -0.6), (-0.5, -1.1), (-1.2, -0.3)]), rig.dark
            )
        self._ears(0)
        self._mane()
        self._head()
        self._ears(1)
        if rig.worn and self.made.head[2] < 0.16 and "antlers" not in marks:
            rig.facet([(-0.22, 0.70), (0.16, 0.71), (0.18, 0.44), (-0.24, 0.44)], rig.worn)
        elif rig.worn:
            rig.facet(self._collar(), rig.worn)
            if rig.tall > 60:
                rig.dot(0.56, 0.55, 0.028, 0.028, (226, 190, 92))

    def _collar(self) -> list[Point]:
        hx, hy, r = self.made.head
        top, low = (hx - r * 1.05, hy + r * 0.2), (hx + r * 0.0, hy - r * 1.12)
        return [top, low, (low[0] - 0.05, low[1] - 0.075), (top[0] - 0.07, top[1] - 0.065)]

    def _legs(self) -> None:
        """Four legs, the far ones in the shade."""
        rig, w = self.rig, self.made.leg
        hind, fore = max(-0.45, -0.54 + 1.3 * w), min(0.41, 0.52 - 1.5 * w)
        for x in (hind + 0.11, fore - 0.11):
            self._leg(x, w, rig.dark)
        for x in (hind, fore):
            self._leg(x, w, rig.fur)

    def _leg(self, x: float, w: float, colour: RGB) -> None:
        rig, marks, top = self.rig, self.made.marks, self.made.belly + 0.14
        sock = shade(rig.fur, -0.62)

        def cuff(high: float, wide: float, low: float) -> list[Point]:
            return [(x - w * wide, high), (x + w * wide, high), (x + w * low, 0.0), (x - w * low, 0.0)]

        rig.facet(
            [(x - w * 1.25, top), (x + w * 1.45, top), (x + w * 0.85, 0.0), (x - w * 0.85, 0.0)], colour
        )
        if "socks" in marks:
            rig.facet(cuff(0.17, 0.95, 0.85), sock)
        elif "hooves" in marks:
            rig.facet(cuff(0.055, 0.9, 1.0), sock)
        else:
            rig.dot(x + w * 0.35, w * 0.42, w * 1.2, w * 0.5, shade(colour, -0.08))

    def _trunk(self) -> None:
        """Tail, trunk and neck."""
        rig, made = self.rig, self.made
        hx, hy, r = made.head
        rig.shape(made.tail, rig.dark)
        if "tip" in made.marks:
            rig.shape([(-1.10, 0.44), (-0.96, 0.52), (-0.90, 0.44), (-0.96, 0.35)], rig.pale)
        low, high = made.belly, made.back
        trunk = [(-0.56, 0.52), (-0.50, high + 0.01), (-0.1, high - 0.01), (0.30, high + 0.03), (0.52, high - 0.05), (0.50, low + 0.06), (0.1, low), (-0.42, low)]  # fmt: skip
        rig.shape(trunk, rig.fur)
        rig.shape([(-0.40, low + 0.10), (0.1, low + 0.09), (0.46, low + 0.12), (0.40, low + 0.02), (0.1, low + 0.01), (-0.38, low + 0.01)], rig.dark, 0.55)  # fmt: skip
        neck = [
            (0.20, high),
            (hx - r * 0.9, hy + r * 0.4),
            (hx + r * 0.1, hy - r * 0.6),
            (0.55, low + 0.10),
            (0.36, low + 0.14),
        ]
        rig.shape(neck, rig.fur)
        if "pale" in made.marks:
            rig.shape(
                [
                    (hx - r * 0.1, hy - r * 0.7),
                    (hx + r * 0.3, hy - r * 0.8),
                    (0.55, low + 0.14),
                    (0.44, low + 0.12),
                    (0.46, 0.6),
                ],
                rig.pale,
            )
        if "stripes" in made.marks:
            for k in range(7):
                x = -0.42 + k * 0.125
                rig.shape(
                    [(x, high + 0.005), (x + 0.05, high), (x + 0.03, low + 0.14), (x + 0.01, low + 0.2)],
                    rig.ink,
                    0.85,
                )

    def _mane(self) -> None:
        rig, made = self.rig, self.made
        hx, hy, r = made.head
        deep = shade(rig.fur, -0.45)
        if "mane" in made.marks:
            rig.dot(hx - r * 0.45, hy - r * 0.25, r * 1.75, r * 1.8, deep)
            rig.dot(hx - r * 0.3, hy - r * 0.15, r * 1.4, r * 1.45, shade(rig.fur, -0.32))
        if "ruff" in made.marks:
            rig.shape(
                self.on_head([(-1.2, 0.7), (-0.3, 0.4), (0.1, -0.9), (-0.7, -1.9), (-1.5, -1.0)]),
                shade(rig.fur, 0.14),
            )
        if "crest" in made.marks:
            rig.shape(
                [
                    (0.2, 0.70),
                    (hx - r * 1.3, hy),
                    (hx - r * 0.4, hy + r * 1.15),
                    (hx - r * 0.6, hy),
                    (0.36, 0.66),
                ],
                deep,
            )
        if "spines" in made.marks:
            for k in range(9):
                x, y = -0.9 + k * 0.17, 0.40 + 0.30 * min(1.0, k / 4) + max(0.0, k - 6) * 0.1
                rig.facet([(x - 0.05, y), (x, y + 0.12), (x + 0.06, y + 0.02)], deep)

    def _head(self) -> None:
        rig, made = self.rig, self.made
        if "feline" in made.marks:
            paint_cat_face(rig, made.head)
            return
        r, (long, drop) = made.head[2], made.muzzle
        skull = [(-1.0, 0.0), (-0.4, 0.85), (0.6, 0.6), (1.0, 0.0), (0.0, -0.85)]
        rig.shape(self.on_head(skull), rig.fur)
        edge = [(0.4, 0.3), (long, drop * 0.5), (long, drop - 0.3), (0.2, -0.8)]
        tone = rig.pale if "pale" in made.marks else shade(rig.fur, 0.28 if "muzzle" in made.marks else 0.06)
        if "trunk" in made.marks:
            nose = [
                (0.5, 0.5),
                (1.1, 0.1),
                (1.25, -1.2),
                (1.5, -2.3),
                (1.15, -2.35),
                (0.8, -1.2),
                (0.4, -0.6),
            ]
            rig.shape(self.on_head(nose), shade(rig.fur, -0.08))
            rig.shape(self.on_head([(0.5, -0.6), (1.5, -1.0), (0.6, -0.85)]), (240, 232, 214))
        else:
            rig.shape(self.on_head(edge), mix(tone, rig.fur, 0.0 if "pale" in made.marks else 0.3))
            tip = self.on_head([(long * 0.98, drop * 0.5 - 0.1)])[0]
            rig.dot(*tip, r * 0.15, r * 0.13, rig.ink)
            rig.stroke(
                self.on_head([(long * 0.9, drop - 0.12), (long * 0.45, drop - 0.05)]),
                shade(rig.fur, -0.5),
                r * 0.035,
            )
        self._horns()
        rig.eye(*self.on_head([(0.38, 0.20)])[0], r * 0.15)

    def _horns(self) -> None:
        rig, marks = self.rig, self.made.marks
        horn: RGB = rig.stage.lit((196, 172, 134))
        if "antlers" in marks:
            for lean in (-0.5, 0.1):
                rig.stroke(self.on_head([(lean, 0.7), (lean - 0.5, 2.0), (lean - 0.1, 3.2)]), horn, 0.022)
                rig.stroke(self.on_head([(lean - 0.4, 1.7), (lean + 0.5, 2.4)]), horn, 0.018)
                rig.stroke(self.on_head([(lean - 0.35, 2.3), (lean - 1.0, 3.0)]), horn, 0.018)
        if "horns" in marks:
            rig.shape(self.on_head([(-0.1, 0.7), (-0.5, 1.7), (-1.1, 1.6), (-0.6, 1.35), (-0.4, 0.6)]), horn)

    def _ears(self, layer: int) -> None:
        """The far ear behind the head (0), the near one in front (1)."""
        rig, kind = self.rig, self.made.ears
        colour = rig.dark if layer else shade(rig.dark, -0.2)
        shift = 0.0 if layer else 0.55
        if kind == "hang":
            if layer:
                rig.shape(self.on_head([(-0.9, 0.7), (-0.2, 0.75), (-0.5, -0.9), (-1.1, -0.4)]), colour)
        elif kind == "round":
            rig.dot(
                *self.on_head([(-0.45 + shift, 0.85)])[0],
                self.made.head[2] * 0.34,
                self.made.head[2] * 0.36,
                colour,
            )
        elif kind == "side":
            if layer:
                rig.shape(self.on_head([(-0.5, 0.5), (-1.5, 0.7), (-1.5, 0.2), (-0.6, 0.1)]), colour)
        elif kind == "horned":
            rig.facet(self.on_head([(-0.5 + shift, 0.5), (-1.3 + shift, 1.7), (-0.1 + shift, 0.8)]), colour)
        elif kind in ("point", "cat", "tall"):
            high = {"cat": 1.5, "tall": 2.5}.get(kind, 1.75)
            x = -0.62 + shift
            rig.facet(self.on_head([(x - 0.1, 0.35), (x + 0.05, high), (x + 0.6, 0.6)]), colour)
            if layer and rig.tall > 120:
                rig.facet(
                    self.on_head([(x + 0.05, 0.55), (x + 0.1, high * 0.8), (x + 0.4, 0.65)]),
                    mix(colour, (226, 160, 150), 0.35),
                )

    def _wing(self, shift: float, colour: RGB) -> None:
        wing = [(0.1 + shift, 0.62), (-0.1 + shift, 1.30), (-0.75 + shift, 1.42), (-0.62 + shift, 1.12), (-0.78 + shift, 0.98), (-0.50 + shift, 0.86), (-0.56 + shift, 0.70), (-0.2 + shift, 0.6)]  # fmt: skip
        self.rig.facet(wing, colour)
        for tip in ((-0.62, 1.12), (-0.50, 0.86)):
            self.rig.stroke([(-0.1 + shift, 1.30), (tip[0] + shift, tip[1])], shade(colour, 0.2), 0.012)
