"""Sets lines of text in any mix of Latin, Arabic and Chinese, Japanese or Korean.

Each run of characters is set in the font that has its glyphs, shaped by raqm; runs stand in the
order in which a reader of the line's own script expects them. What no font can draw (emoji, rare
scripts) is left out, never drawn as a box.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from infra.media.text import fonts
from infra.media.text.bidi import LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK, is_rtl, levels, visual

if TYPE_CHECKING:
    from PIL import Image, ImageFont

_ASCENT, _DESCENT = 1.069, 0.293
_CUT = "…"
_JOINERS = "\u200c\u200d"
"""Marks that part or join Arabic letters; they mean nothing without a letter before them."""
_NO_LINE_STARTS_WITH = frozenset(
    "、。，．：；！？）」』】》〉〕｝”’…‥・ーぁぃぅぇぉっゃゅょァィゥェォッャュョ,.;:!?)]}%"
)
_NO_LINE_ENDS_WITH = frozenset("（「『【《〈〔｛“‘([{")


class Letters(NamedTuple):
    """How a line is set: `size` pixels to the em, in the colour `fill`."""

    size: int
    fill: tuple[int, int, int]
    bold: bool = False


class _Run(NamedTuple):
    """Characters of one level in one font."""

    text: str
    level: int
    font: Path


def text_size(text: str, size: int, *, bold: bool = False) -> tuple[int, int]:
    """Width of a line and height of its line box in pixels, at `size` pixels to the em.

    The height is the same for every text of a size, so that lines keep their distance.
    """
    return round(sum(_length(run, size, bold) for run in _runs(text))), round(size * (_ASCENT + _DESCENT))


def draw_text(
    image: "Image.Image", xy: tuple[float, float], text: str, letters: Letters, *, anchor: str = "la"
) -> None:
    """Draw one line on an RGB or RGBA image.

    `anchor` says which point of the line's box is at `xy`: l, m or r (left, middle, right), then
    a, m or b (top, middle, bottom).
    """
    from PIL import ImageDraw

    size, fill, bold = letters
    runs = _runs(text)
    widths = [_length(run, size, bold) for run in runs]
    x = xy[0] - sum(widths) * {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]]
    baseline = xy[1] + size * {"a": _ASCENT, "m": (_ASCENT - _DESCENT) / 2, "b": -_DESCENT}[anchor[1]]
    draw = ImageDraw.Draw(image)
    for run, width in zip(runs, widths, strict=True):
        draw.text(
            (x, baseline),
            run.text,
            fill=fill,
            font=_font(run.font, size, bold),
            anchor="ls",
            direction=_direction(run),
            language=_language(run),
            # The Chinese font has one weight: a thin outline makes it bold.
            stroke_width=size * 0.02 if bold and run.font == fonts.cjk() else 0,
        )
        x += width


def wrap(text: str, size: int, width: int, *, max_lines: int | None = None, bold: bool = False) -> list[str]:
    """Lines of `text` no wider than `width` pixels, broken at spaces or between Chinese characters.

    A word too long for a line is broken inside. With `max_lines`, what does not fit is cut and the
    last line ends in …; a newline in the text starts a new line.
    """
    lines: list[str] = []
    for paragraph in text.splitlines():
        mark = RIGHT_TO_LEFT_MARK if is_rtl(paragraph) else LEFT_TO_RIGHT_MARK
        for line in _filled(_clean(paragraph), size, width, bold):
            if max_lines is not None and len(lines) == max_lines:
                lines[-1] = _shortened(lines[-1], size, width, bold)
                return lines
            # A line that starts with a foreign word still runs the way of its paragraph.
            lines.append(line if is_rtl(line) == is_rtl(paragraph) else mark + line)
    return lines


def _filled(text: str, size: int, width: int, bold: bool) -> Iterator[str]:  # noqa: FBT001 - private
    line = ""
    for piece in _pieces(text):
        if text_size((line + piece).rstrip(), size, bold=bold)[0] <= width:
            line += piece
            continue
        if line.strip():
            yield line.strip()
        line = piece.lstrip()
        while len(line) > 1 and text_size(line.rstrip(), size, bold=bold)[0] > width:
            cut = next(
                (n for n in range(len(line) - 1, 1, -1) if text_size(line[:n], size, bold=bold)[0] <= width),
                1,
            )
            yield line[:cut]
            line = line[cut:]
    if line.strip():
        yield line.strip()


def _pieces(text: str) -> Iterator[str]:
    """The text in parts between which a line may break; spaces stay with the part before them."""
    start = 0
    for i in range(1, len(text)):
        before, after = text[i - 1], text[i]
        after_space = before == " " and after != " "
        between = (_is_cjk(before) or _is_cjk(after)) and " " not in (before, after)
        if after_space or (
            between and after not in _NO_LINE_STARTS_WITH and before not in _NO_LINE_ENDS_WITH
        ):
            yield text[start:i]
            start = i
    if text:
        yield text[start:]


def _shortened(line: str, size: int, width: int, bold: bool) -> str:  # noqa: FBT001 - private
    """The line without its last words, or without its last characters where it has one word, and a …."""
    kept = line
    while kept and text_size(kept + _CUT, size, bold=bold)[0] > width:
        kept = kept[:-1]
    whole_words = kept.rfind(" ")
    if (
        kept != line
        and not _is_cjk(line[len(kept)])
        and line[len(kept)] != " "
        and whole_words > len(kept) // 2
    ):
        kept = kept[:whole_words]
    return re.sub(r"[\s,;:.،、。，]+$", "", kept) + _CUT


def _is_cjk(character: str) -> bool:
    """Whether lines may break beside the character: ideographs and kana; Korean has spaces."""
    code = ord(character)
    return 0x2E80 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or 0xFF00 <= code < 0xFFF0 or code >= 0x20000


def _clean(text: str) -> str:
    """What our fonts can draw of a text, and the marks that say which way it runs."""
    text = unicodedata.normalize("NFC", text)
    marks = (LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK)
    kept = ""
    for c in text:
        joins = c in _JOINERS and bool(kept) and not kept[-1].isspace()
        if c.isspace():
            kept += " "
        elif c in marks or (_font_for(c) and (joins or c not in _JOINERS)):
            kept += c
    return re.sub(" {2,}", " ", kept).strip()


@lru_cache(maxsize=4096)
def _font_for(character: str) -> Path | None:
    if unicodedata.category(character) == "Cf" and character not in _JOINERS:
        return None
    return next((font for font in fonts.font_files() if ord(character) in fonts.characters(font)), None)


@lru_cache(maxsize=4096)
def _runs(text: str) -> tuple[_Run, ...]:
    """The runs of a line from left to right."""
    text = _clean(text)
    runs: list[_Run] = []
    for character, level in zip(text, levels(text), strict=True):
        font = _font_for(character)
        if font is None:
            continue
        last = runs[-1] if runs else None
        # Digits, points and marks inside Arabic belong to its font; a mark goes with its letter.
        if last and (last.font == fonts.arabic() or unicodedata.combining(character)):
            stays = not character.isalpha() and ord(character) in fonts.characters(last.font)
            font = last.font if stays else font
        if last and (last.font, last.level) == (font, level):
            runs[-1] = last._replace(text=last.text + character)
        else:
            runs.append(_Run(character, level, font))
    return tuple(visual(runs))


def _direction(run: _Run) -> str:
    return "rtl" if run.level % 2 else "ltr"


@lru_cache(maxsize=8192)
def _length(run: _Run, size: int, bold: bool) -> float:  # noqa: FBT001 - private
    return _font(run.font, size, bold).getlength(run.text, direction=_direction(run), language=_language(run))


def _language(run: _Run) -> str | None:
    """Whose forms of the shared Chinese characters and points to draw, guessed from the run itself."""
    if run.font != fonts.cjk():
        return None
    if any(0x3040 <= ord(c) < 0x3100 for c in run.text):
        return "ja"
    if any(0xAC00 <= ord(c) < 0xD7B0 for c in run.text):
        return "ko"
    try:
        run.text.encode("gb2312")
    except UnicodeEncodeError:
        return "zh-Hant"
    return "zh-Hans"


@lru_cache(maxsize=128)
def _font(path: Path, size: int, bold: bool) -> "ImageFont.FreeTypeFont":  # noqa: FBT001 - private
    from PIL import ImageFont

    font = ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.RAQM)
    if path != fonts.cjk():
        weight, width = 700.0 if bold else 400.0, 100.0
        names = [axis["name"] for axis in font.get_variation_axes()]
        font.set_variation_by_axes([weight if name in (b"Weight", "Weight") else width for name in names])
    return font
