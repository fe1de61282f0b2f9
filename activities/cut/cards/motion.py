"""How a card moves: it fades in and out, grows a little, and its rule draws itself out from its middle."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from PIL import Image

Colour = tuple[int, int, int]
Part = tuple[int, int, int, int]
"""A part of the frame by its left, upper, right and lower edge, in pixels."""

INK: Colour = (17, 18, 22)
GOLD: Colour = (200, 158, 92)
RULE_WAITS_S = 0.3
_RULE_TAKES_S = 1.0
_FADE_S = 0.6
_GROWTH = 0.03


class Box(NamedTuple):
    """Where something thin is in the frame: its edges, at fractions of a pixel."""

    left: float
    top: float
    right: float
    bottom: float


class Rule(NamedTuple):
    """A thin line in the middle of a card: its upper edge, its length and thickness in pixels."""

    top: float
    length: float
    thick: float


class Face(NamedTuple):
    """What a card shows: its letters, and the rule that is drawn over them."""

    letters: "Image.Image"
    rule: Rule


class Motion:
    """Where and how a card moves: in `box` (even numbers), for `seconds` seconds, growing about `middle`.

    `face` is drawn at `fine` times the size of the frames. It takes `fade_s` seconds to come and to go.
    """

    def __init__(self, face: Face, fine: int, seconds: float) -> None:
        from PIL import Image, ImageChops

        self.face = face
        self.fine = fine
        self.seconds = seconds
        self.fade_s = min(_FADE_S, seconds / 3)
        width, height = face.letters.size
        ground = Image.new("RGB", face.letters.size, INK)
        left, top, right, bottom = ImageChops.difference(face.letters, ground).getbbox() or (0, 0, 0, 0)
        rule = face.rule
        self.middle = width / fine / 2, height / fine / 2
        self.box: Part = (
            self._reach(min(left, (width - rule.length) / 2), width, -1),
            self._reach(min(top, rule.top, height / 2), height, -1),
            self._reach(max(right, (width + rule.length) / 2), width, 1),
            self._reach(max(bottom, rule.top + rule.thick, height / 2), height, 1),
        )

    def _reach(self, edge: float, whole: int, side: int) -> int:
        """Where an edge of what is drawn comes to, and a margin: an even number inside the frame."""
        middle = whole / 2
        grown = (middle + (edge - middle) * (1 + _GROWTH)) / self.fine + side * 4
        return min(max(round(grown / 2) * 2, 0), whole // self.fine)

    def scale(self, t: float) -> float:
        """How large the card is at `t` seconds: 1 at first, a little more at the end, and no more after it."""
        return 1 + _GROWTH * min(1.0, t / self.seconds)

    def rule(self, since: float) -> Box:
        """Where the rule is in the frame, to fractions of a pixel, `since` seconds after it began."""
        (x, y), rule = self.middle, self.face.rule
        scale = self.scale(RULE_WAITS_S + since)
        drawn = 1 - (1 - min(1.0, max(0.0, since / _RULE_TAKES_S))) ** 3
        half = rule.length / self.fine * drawn * scale / 2
        top = y + (rule.top / self.fine - y) * scale
        return Box(x - half, top, x + half, top + rule.thick / self.fine * scale)
