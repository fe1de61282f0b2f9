"""The bible drawn: each subject's pictures with its name and its words, on a page of its own and above a storyboard."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from activities.boards.sheet_heading import FAINT, INK, MUTED, draw_heading, heading_height, shortened
from infra.media.intake.stills import read_still
from infra.media.text.bidi import is_rtl
from infra.media.text.lettering import Letters, draw_text, wrap
from models.errors import MediaError
from providers.offline.animatic.palette import RGB

if TYPE_CHECKING:
    from PIL import Image

_PAPER: RGB = (250, 248, 243)
_PANEL: RGB = (240, 237, 230)
_MARGIN, _GAP = 56, 32
_WIDTH = 1900
_FEW, _SOME = 24, 60
"""Up to so many subjects panels are large, and of middle size."""


@dataclass(frozen=True)
class SubjectPanel:
    """A subject on a page; without a picture, `unseen` says why. `words` are its description."""

    name: str
    facts: str
    words: str
    picture: Path | None
    unseen: str = ""


@dataclass(frozen=True)
class _Grid:
    """Panels of `wide` pixels, `columns` in a row, each with a picture of `high` pixels and `lines` of words."""

    columns: int
    wide: int
    high: int
    size: int
    lines: int

    @property
    def line(self) -> int:
        """Height of a line of text in pixels."""
        return round(self.size * 1.36)

    @property
    def row(self) -> int:
        """Height of a row in pixels."""
        return self.high + round(self.size * 0.6) + self.line * (2 + self.lines) + _GAP


def draw_bible(title: str, facts: str, panels: Sequence[SubjectPanel], out: Path) -> Path:
    """Write the page of a bible to `out`, a PNG. Raises OSError when it cannot be written."""
    from PIL import Image

    grid = _page_grid(len(panels))
    top = heading_height(title, (), _WIDTH + 2 * _MARGIN, _MARGIN)
    rows = math.ceil(len(panels) / grid.columns)
    page = Image.new("RGB", (_WIDTH + 2 * _MARGIN, top + rows * grid.row + _MARGIN), _PAPER)
    draw_heading(page, title, facts, {}, _MARGIN)
    _draw_panels(page, panels, top, grid)
    page.save(out, format="PNG", compress_level=6)
    return out


def _page_grid(count: int) -> _Grid:
    """Large panels for a few; many are drawn smaller, so that a page of hundreds can still be opened."""
    columns = min(4, max(2, count)) if count <= _FEW else 6 if count <= _SOME else 10
    wide = (_WIDTH - _GAP * (columns - 1)) // columns
    return _Grid(columns, wide, min(460, wide), 18, 5) if count <= _FEW else _Grid(columns, wide, wide, 13, 3)


def strip_height(panels: Sequence[SubjectPanel], page_width: int) -> int:
    """Height in pixels of the bible above a storyboard; none without panels."""
    if not panels:
        return 0
    grid = _strip(page_width)
    return math.ceil(len(panels) / grid.columns) * grid.row + round(grid.size * 1.5)


def draw_strip(page: "Image.Image", panels: Sequence[SubjectPanel], top: int) -> None:
    """Draw the bible across a storyboard's page from `top` on, as high as `strip_height` says."""
    from PIL import ImageDraw

    if not panels:
        return
    _draw_panels(page, panels, top, _strip(page.width))
    bottom = top + strip_height(panels, page.width) - 18
    ImageDraw.Draw(page).line([(_MARGIN, bottom), (page.width - _MARGIN, bottom)], fill=FAINT, width=2)


def _strip(page_width: int) -> _Grid:
    inner = page_width - 2 * _MARGIN
    columns = max(2, inner // 300)
    return _Grid(columns, (inner - _GAP * (columns - 1)) // columns, 190, 15, 0)


def _draw_panels(page: "Image.Image", panels: Sequence[SubjectPanel], top: int, grid: _Grid) -> None:
    for number, panel in enumerate(panels):
        row, column = divmod(number, grid.columns)
        _draw_panel(page, panel, _MARGIN + column * (grid.wide + _GAP), top + row * grid.row, grid)


def _draw_panel(page: "Image.Image", panel: SubjectPanel, x: int, y: int, grid: _Grid) -> None:
    _draw_picture(page, panel, x, y, grid)
    y += grid.high + round(grid.size * 0.6)
    lines = [
        (shortened(panel.name, grid.size, grid.wide), Letters(grid.size, INK, bold=True)),
        (shortened(panel.facts, grid.size, grid.wide), Letters(grid.size, MUTED)),
    ]
    words = (
        wrap(" ".join(panel.words.split()), grid.size, grid.wide, max_lines=grid.lines) if grid.lines else []
    )
    for text, letters in (*lines, *((line, Letters(grid.size, INK)) for line in words)):
        rtl = is_rtl(text)
        draw_text(page, (x + grid.wide if rtl else x, y), text, letters, anchor="ra" if rtl else "la")
        y += grid.line


def _draw_picture(page: "Image.Image", panel: SubjectPanel, x: int, y: int, grid: _Grid) -> None:
    from PIL import Image

    page.paste(_PANEL, (x, y, x + grid.wide, y + grid.high))
    try:
        picture = read_still(panel.picture) if panel.picture else None
    except MediaError:
        picture = None
    if picture is None:
        lines = wrap(
            panel.unseen or "Its picture cannot be read.", grid.size, grid.wide - 2 * grid.size, max_lines=3
        )
        for number, line in enumerate(lines):
            middle = y + grid.high / 2 + (number - (len(lines) - 1) / 2) * grid.line
            draw_text(page, (x + grid.wide / 2, middle), line, Letters(grid.size, MUTED), anchor="mm")
        return
    fit = min(grid.wide / picture.width, grid.high / picture.height)
    size = max(1, round(picture.width * fit)), max(1, round(picture.height * fit))
    picture = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    page.paste(picture, (x + (grid.wide - size[0]) // 2, y + (grid.high - size[1]) // 2))
