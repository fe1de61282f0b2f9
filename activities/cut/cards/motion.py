"""How a card moves: it fades in and out, grows a little, and its rule draws itself out from its middle."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

    Pixels = NDArray[np.uint8]

Colour = tuple[int, int, int]

INK: Colour = (17, 18, 22)
GOLD: Colour = (200, 158, 92)
_FADE_S = 0.6
_GROWTH = 0.03
_RULE_WAITS_S, _RULE_TAKES_S = 0.3, 1.0


class Rule(NamedTuple):
    """A thin line in the middle of a card: its upper edge, its length and thickness in pixels."""

    top: float
    length: float
    thick: float


class Face(NamedTuple):
    """What a card shows: its letters, and the rule that is drawn over them."""

    letters: "Image.Image"
    rule: Rule

    def whole(self) -> "Image.Image":
        """The card with its rule."""
        from PIL import ImageDraw

        middle, rule = self.letters.width / 2, self.rule
        box = (middle - rule.length / 2, rule.top, middle + rule.length / 2, rule.top + rule.thick - 1)
        ImageDraw.Draw(self.letters).rectangle([round(edge) for edge in box], fill=GOLD)
        return self.letters


class Motion:
    """The part of a card that moves, in `box` (left, top, right, bottom: even numbers), for `seconds` seconds.

    `face` is drawn at `fine` times the size of the frames.
    """

    def __init__(self, face: Face, fine: int, seconds: float) -> None:
        from PIL import Image, ImageChops

        self._face = face
        self._fine = fine
        self._seconds = seconds
        self._fade_s = min(_FADE_S, seconds / 3)
        width, height = face.letters.size
        ground = Image.new("RGB", face.letters.size, INK)
        left, top, right, bottom = ImageChops.difference(face.letters, ground).getbbox() or (0, 0, 0, 0)
        rule = face.rule
        self._middle = width / fine / 2, height / fine / 2
        self.box = (
            self._reach(min(left, (width - rule.length) / 2), width, -1),
            self._reach(min(top, rule.top), height, -1),
            self._reach(max(right, (width + rule.length) / 2), width, 1),
            self._reach(max(bottom, rule.top + rule.thick), height, 1),
        )

    def _reach(self, edge: float, whole: int, side: int) -> int:
        """Where an edge of what is drawn comes to, and a margin: an even number inside the frame."""
        middle = whole / 2
        grown = (middle + (edge - middle) * (1 + _GROWTH)) / self._fine + side * 4
        return min(max(round(grown / 2) * 2, 0), whole // self._fine)

    def frame(self, t: float) -> "Pixels":
        """What is in the box at `t` seconds: RGB bytes of shape (height, width, 3)."""
        import numpy as np
        from PIL import Image

        left, top, right, bottom = self.box
        (x, y), fine, scale = self._middle, self._fine, 1 + _GROWTH * t / self._seconds
        source = (
            (x + (left - x) / scale) * fine,
            (y + (top - y) / scale) * fine,
            (x + (right - x) / scale) * fine,
            (y + (bottom - y) / scale) * fine,
        )
        letters = self._face.letters.resize(
            (right - left, bottom - top), Image.Resampling.BICUBIC, box=source
        )
        patch = np.array(letters)
        # The rule is laid over the letters at fractions of a pixel, so that it too moves smoothly.
        drawn = 1 - (1 - _share((t - _RULE_WAITS_S) / _RULE_TAKES_S)) ** 3
        rule = self._face.rule
        half = rule.length / fine * drawn * scale / 2
        begins = y + (rule.top / fine - y) * scale
        across = _covered(left, right, x - half, x + half)
        down = _covered(top, bottom, begins, begins + rule.thick / fine * scale)
        rows = down > 0
        gold = (down[rows, None] * across[None, :])[:, :, None]
        patch[rows] = np.rint(patch[rows] + (np.array(GOLD, np.float32) - patch[rows]) * gold)
        seen = min(_eased(t / self._fade_s), _eased((self._seconds - t) / self._fade_s))
        if seen < 1:
            whole = Image.fromarray(patch)
            patch = np.asarray(Image.blend(Image.new("RGB", whole.size, INK), whole, seen))
        return patch


def _covered(first: int, end: int, begins: float, ends: float) -> "NDArray[np.float32]":
    """How much of each pixel from `first` to `end` lies between `begins` and `ends`."""
    import numpy as np

    pixels = np.arange(first, end)
    covered = np.clip(np.minimum(pixels + 1, ends) - np.maximum(pixels, begins), 0, 1)
    return np.asarray(covered, np.float32)


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))


def _eased(value: float) -> float:
    """From 0 to 1 with a gentle beginning and end."""
    value = _share(value)
    return value * value * (3 - 2 * value)
