"""How a storyboard sheet is laid out: the largest frames, and the most words under them, that its pixels hold."""

import math
from dataclasses import dataclass

_MAX_PIXELS = 11_500_000
MARGIN = 56
"""Pixels around everything."""
_CAMERA_EMS = 11
"""How wide "extreme close up · tilt down" is, in its own size; what is narrower by a little is shortened."""


@dataclass(frozen=True)
class Layout:
    """A grid of frames of `wide` × `high` pixels. `lines` of action, of dialogue and of what is `left_out` stand under each.

    Thumbnails have no `names`, only what the camera does, and the smallest not even that.
    """

    columns: int
    wide: int
    high: int
    size: int
    lines: int
    dialogue: int
    names: bool
    gap: int
    left_out: int = 0

    @property
    def line(self) -> int:
        """Height of a line of text in pixels."""
        return round(self.size * 1.36)

    @property
    def below(self) -> int:
        """Height of the text under a frame in pixels."""
        body = self.line * (self.lines + self.dialogue + self.left_out)
        under = body + self.line if self.names else self.line * self.camera
        return round(self.size * 0.5) + self.line + under

    @property
    def camera(self) -> bool:
        """Whether there is room for a shot's size and its movement."""
        return self.names or self.wide >= self.size * _CAMERA_EMS

    @property
    def page_width(self) -> int:
        """Width of the sheet in pixels."""
        return 2 * MARGIN + self.columns * self.wide + (self.columns - 1) * self.gap

    def page_height(self, panels: int, top: int) -> int:
        """Height of a sheet of `panels` frames below a heading of `top` pixels."""
        rows = math.ceil(panels / self.columns)
        return top + rows * (self.high + self.below + self.gap) + MARGIN - self.gap // 2


def fitting(count: int, aspect: float, *, left_out: bool) -> Layout:
    """The largest frames with which the sheet stays within its pixels, on a page about 1900 pixels wide."""
    shapes = [(3 if count <= 9 else 4, 2, 2, True), (4, 2, 2, True), (5, 2, 1, True), (6, 2, 0, True)]
    shapes += [(columns, 0, 0, False) for columns in range(7, 60)]
    narrow = (16 / 9 / aspect) ** 0.55
    for columns, lines, dialogue, names in shapes:
        across = max(columns, round(columns * narrow))
        gap = 36 if columns < 5 else 26 if names else 14
        wide = (1900 - (across - 1) * gap) // across
        if columns == 3:
            wide = min(wide, 560)
        high = round(wide / aspect)
        size = 17 if columns < 5 else 14 if names else max(8, min(12, wide // 13))
        told = 2 if left_out and names else 0
        layout = Layout(min(across, max(count, 3)), wide, high, size, lines, dialogue, names, gap, told)
        if layout.page_width * layout.page_height(count, 260) <= _MAX_PIXELS:
            break
    return layout
