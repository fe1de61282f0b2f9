"""The heading of a storyboard sheet: title, what the board is, and whose colour is whose."""

import math
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from infra.media.text.bidi import is_rtl
from infra.media.text.lettering import Letters, draw_text, text_size, wrap
from providers.offline.animatic.palette import RGB

if TYPE_CHECKING:
    from PIL import Image

INK: RGB = (30, 30, 36)
MUTED: RGB = (112, 108, 102)
FAINT: RGB = (214, 209, 200)
_TITLE, _FACTS, _LEGEND = 46, 19, 17


def heading_height(title: str, cast: Iterable[str], width: int, margin: int) -> int:
    """Height in pixels of the heading of a sheet `width` pixels wide."""
    inner = width - 2 * margin
    legend = round(_LEGEND * 2.2) * len(_legend_rows(cast, inner))
    return margin + round(_TITLE * 1.4) * len(_title_lines(title, inner)) + round(_FACTS * 1.6) + legend + 34


def draw_heading(sheet: "Image.Image", title: str, facts: str, cast: Mapping[str, RGB], margin: int) -> None:
    """Draw the heading at the top of `sheet`, `margin` pixels from its edges."""
    from PIL import ImageDraw

    left, right, y = margin, sheet.width - margin, margin
    for line in _title_lines(title, right - left):
        rtl = is_rtl(line)
        draw_text(
            sheet,
            (right if rtl else left, y),
            line,
            Letters(_TITLE, INK, bold=True),
            anchor="ra" if rtl else "la",
        )
        y += round(_TITLE * 1.4)
    draw_text(sheet, (left, y), shortened(facts, _FACTS, right - left), Letters(_FACTS, MUTED))
    y += round(_FACTS * 1.6)
    for row in _legend_rows(cast, right - left):
        x: float = left
        y += round(_LEGEND * 0.6)
        for name, wide in row:
            dot(sheet, x + 7, y + _LEGEND * 0.66, 7, cast[name])
            draw_text(sheet, (x + 22, y), shortened(name, _LEGEND, wide), Letters(_LEGEND, INK))
            x += wide + 48
        y += round(_LEGEND * 1.6)
    ImageDraw.Draw(sheet).line([(left, y + 12), (right, y + 12)], fill=FAINT, width=2)


def shortened(text: str, size: int, width: int) -> str:
    """One line of `text`, cut to `width` pixels."""
    return next(iter(wrap(text, size, max(width, size), max_lines=1)), "")


def dot(sheet: "Image.Image", x: float, y: float, radius: float, colour: RGB) -> None:
    """A filled circle around (x, y) with a smooth edge."""
    from PIL import Image, ImageDraw

    side = math.ceil(radius * 2) + 2
    mask = Image.new("L", (side * 4, side * 4))
    middle, reach = side * 2, radius * 4
    ImageDraw.Draw(mask).ellipse([middle - reach, middle - reach, middle + reach, middle + reach], fill=255)
    sheet.paste(colour, (round(x - side / 2), round(y - side / 2)), mask.reduce(4))


def _title_lines(title: str, width: int) -> list[str]:
    return wrap(title, _TITLE, width, max_lines=2, bold=True) or wrap("Untitled", _TITLE, width, bold=True)


def _legend_rows(cast: Iterable[str], width: int) -> list[list[tuple[str, int]]]:
    """The cast in at most three rows, each name with the pixels that it takes."""
    rows: list[list[tuple[str, int]]] = []
    room = 0
    for name in cast:
        wide = min(text_size(name, _LEGEND)[0], width - 22)
        if wide + 22 > room:
            if len(rows) == 3:
                break
            rows.append([])
            room = width
        rows[-1].append((name, wide))
        room -= wide + 48
    return rows
