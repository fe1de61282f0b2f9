"""Sets lines of text in any mix of Latin, Arabic and Chinese, Japanese or Korean.

Each run of characters is set in the font that has its glyphs, shaped by raqm; runs stand in the
order in which a reader of the line's own script expects them. What no font can draw (emoji, rare
scripts) is left out, never drawn as a box.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from infra.media.text import fonts
from infra.media.text.bidi import is_rtl, running, visual
from infra.media.text.breaks import is_severable, pieces
from infra.media.text.runs import drawable, runs
from infra.media.text.scripts import han_language, is_unspaced

if TYPE_CHECKING:
    from PIL import Image, ImageFont

_ASCENT, _DESCENT = 1.069, 0.293
_CUT = "…"
_CJK_FONTS_OWN, _ANY_LANGUAGE = "zh-Hant", "und"
"""What asks a font for its own forms: traditional Chinese, and no language at all."""


class Letters(NamedTuple):
    """How a line is set: `size` pixels to the em, in the colour `fill`."""

    size: int
    fill: tuple[int, int, int]
    bold: bool = False


class _Span(NamedTuple):
    """A run as raqm is told of it."""

    text: str
    font: Path
    direction: str
    language: str


def text_size(text: str, size: int, *, bold: bool = False) -> tuple[int, int]:
    """Width of a line and height of its line box in pixels, at `size` pixels to the em.

    The height is the same for every text of a size, so that lines keep their distance.
    """
    return round(sum(_length(span, size, bold) for span in _spans(text))), round(size * (_ASCENT + _DESCENT))


def draw_text(
    image: "Image.Image", xy: tuple[float, float], text: str, letters: Letters, *, anchor: str = "la"
) -> None:
    """Draw one line on an RGB or RGBA image.

    `anchor` says which point of the line's box is at `xy`: l, m or r (left, middle, right), then
    a, m or b (top, middle, bottom).
    """
    from PIL import ImageDraw

    size, fill, bold = letters
    spans = _spans(text)
    widths = [_length(span, size, bold) for span in spans]
    x = xy[0] - sum(widths) * {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]]
    baseline = xy[1] + size * {"a": _ASCENT, "m": (_ASCENT - _DESCENT) / 2, "b": -_DESCENT}[anchor[1]]
    draw = ImageDraw.Draw(image)
    for span, width in zip(spans, widths, strict=True):
        draw.text(
            (x, baseline),
            span.text,
            fill=fill,
            font=_font(span.font, size, bold),
            anchor="ls",
            direction=span.direction,
            language=span.language,
            # The Chinese font has one weight: a thin outline makes it bold.
            stroke_width=size * 0.02 if bold and span.font == fonts.cjk() else 0,
        )
        x += width


def wrap(text: str, size: int, width: int, *, max_lines: int | None = None, bold: bool = False) -> list[str]:
    """Lines of `text` no wider than `width` pixels, broken at spaces or between Chinese characters.

    A word too long for a line is broken inside. With `max_lines`, what does not fit is cut and the
    last line ends in …; a newline in the text starts a new line.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        shown = drawable(paragraph)
        for line in _filled(shown, size, width, bold):
            if max_lines is not None and len(lines) == max_lines:
                lines[-1] = _shortened(lines[-1], size, width, bold)
                return lines
            # A line that starts with a foreign word still runs the way of its paragraph.
            lines.append(running(line, rtl=is_rtl(shown)))
    return lines


def _filled(text: str, size: int, width: int, bold: bool) -> Iterator[str]:  # noqa: FBT001 - private
    line = ""
    for piece in pieces(text):
        if text_size((line + piece).rstrip(), size, bold=bold)[0] <= width:
            line += piece
            continue
        if line.strip():
            yield line.strip()
        line = piece.lstrip()
        while len(line) > 1 and text_size(line.rstrip(), size, bold=bold)[0] > width:
            places = [n for n in range(1, len(line)) if is_severable(line[n - 1], line[n])] or [len(line)]
            fitting = (n for n in reversed(places) if text_size(line[:n], size, bold=bold)[0] <= width)
            cut = next(fitting, places[0])
            yield line[:cut]
            line = line[cut:]
    if line.strip():
        yield line.strip()


def _shortened(line: str, size: int, width: int, bold: bool) -> str:  # noqa: FBT001 - private
    """The line without its last words, or without its last characters where it has one word, and a …."""
    ends = [at for at in range(len(line)) if not at or is_severable(line[at - 1], line[at])]
    fitting = (line[:at] for at in (len(line), *reversed(ends)))
    kept = next((part for part in fitting if text_size(part + _CUT, size, bold=bold)[0] <= width), "")
    whole_words = kept.rfind(" ")
    if (
        kept != line
        and not is_unspaced(line[len(kept)])
        and line[len(kept)] != " "
        and whole_words > len(kept) // 2
    ):
        kept = kept[:whole_words]
    return re.sub(r"[\s,;:.،、。，]+$", "", kept) + _CUT


@lru_cache(maxsize=4096)
def _spans(line: str) -> tuple[_Span, ...]:
    """The runs of a line from left to right.

    Each is told its language: raqm takes the locale of the machine for one that is not, and a film looks the
    same wherever it is made.
    """
    language = han_language(line) or _CJK_FONTS_OWN
    return tuple(
        _Span(
            run.text,
            run.font,
            "rtl" if run.level % 2 else "ltr",
            language if run.font == fonts.cjk() else _ANY_LANGUAGE,
        )
        for run in visual(runs(line))
    )


@lru_cache(maxsize=8192)
def _length(span: _Span, size: int, bold: bool) -> float:  # noqa: FBT001 - private
    font = _font(span.font, size, bold)
    return font.getlength(span.text, direction=span.direction, language=span.language)


@lru_cache(maxsize=128)
def _font(path: Path, size: int, bold: bool) -> "ImageFont.FreeTypeFont":  # noqa: FBT001 - private
    from PIL import ImageFont

    font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
    if path != fonts.cjk():
        weight, width = 700.0 if bold else 400.0, 100.0
        names = [axis["name"] for axis in font.get_variation_axes()]
        font.set_variation_by_axes([weight if name in (b"Weight", "Weight") else width for name in names])
    return font
