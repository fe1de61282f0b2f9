"""The film's captions as they are burned into its picture: an ASS script for libass."""

import math
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import pysubs2

from activities.cut.captions.line_breaks import plain
from infra.media.text import fonts
from infra.media.text.bidi import LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK, is_rtl, running
from infra.media.text.lettering import text_size
from infra.media.text.runs import Run, drawable, runs
from infra.media.text.scripts import han_language
from models.cut.delivery import Picture
from models.cut.timeline import Caption

_EM_OF_SHORTER_SIDE = 0.046
_LINE_EMS = 22.7
"""How wide a line of 42 characters usually is; it has to fit, which decides the size in a tall picture."""
_SIDE_MARGIN = 0.04
_BOTTOM_MARGIN, _TALL_BOTTOM_MARGIN = 0.06, 0.16
"""Shares of the height; the apps that show tall films draw their buttons over the bottom."""
_TALL = 1.2
_LINE_HEIGHT_EMS, _DESCENT_EMS = 1.45, 0.3
_OUTLINE_EMS, _SHADOW_EMS, _BLUR_EMS = 0.07, 0.045, 0.02

_OVERRIDE = "\u202d\u202e"
"""Left to right, right to left: by what is even and odd of an embedding level."""
_END_OF_OVERRIDE = "\u202c"


def ass(captions: Sequence[Caption], picture: Picture) -> str:
    """The captions as an ASS file's text, for libass with the fonts of `infra.media.text.fonts.burn_fonts`.

    Each run of characters names the font that has its glyphs; what no font has is left out. A line that
    would be wider than the picture's safe area is set smaller.

    Raises:
        MissingExtra: a font is not installed.

    """
    room = (1 - 2 * _SIDE_MARGIN) * picture.width
    em = min(_EM_OF_SHORTER_SIDE * min(picture.width, picture.height), room / _LINE_EMS)
    file = _styled(em, picture)
    if language := han_language("".join(caption.text for caption in captions)):
        file.info["Language"] = language
    margin = _TALL_BOTTOM_MARGIN if picture.height > _TALL * picture.width else _BOTTOM_MARGIN
    for caption in captions:
        lines = [line for line in map(drawable, map(plain, caption.lines)) if runs(line)]
        size = min([em, *(room * 100 / max(1, text_size(line, 100)[0]) for line in lines)])
        rtl = is_rtl(" ".join(lines))
        slant = "\\i1" if caption.thought else ""
        for above, line in enumerate(reversed(lines)):
            spans = runs(running(line, rtl=rtl))
            # Fonts differ in how low they reach: each line is put where its baseline belongs.
            low = max(fonts.metrics(span.font).descent for span in spans)
            y = picture.height * (1 - margin) + size * (low - _DESCENT_EMS - above * _LINE_HEIGHT_EMS)
            where = f"\\pos({picture.width / 2:g},{y:.2f})\\blur{em * _BLUR_EMS:.2f}"
            file.append(
                pysubs2.SSAEvent(
                    start=_centiseconds(caption.start),
                    end=_centiseconds(caption.end),
                    text=f"{{{where}{slant}}}" + _set(spans, size, rtl=rtl),
                )
            )
    return file.to_string("ass")


def _styled(em: float, picture: Picture) -> pysubs2.SSAFile:
    """A file without events: white letters of `em` pixels, outlined, over a soft shadow."""
    file = pysubs2.SSAFile()
    file.info |= {
        "PlayResX": str(picture.width),
        "PlayResY": str(picture.height),
        "WrapStyle": "2",
        "ScaledBorderAndShadow": "yes",
        "YCbCr Matrix": "TV.709",
    }
    file.styles["Default"] = pysubs2.SSAStyle(
        fontname=fonts.family(fonts.latin()),
        fontsize=round(em * sum(fonts.metrics(fonts.latin())), 2),
        primarycolor=pysubs2.Color(255, 255, 255),
        outlinecolor=pysubs2.Color(0, 0, 0, 24),
        backcolor=pysubs2.Color(0, 0, 0, 112),
        outline=round(em * _OUTLINE_EMS, 2),
        shadow=round(em * _SHADOW_EMS, 2),
        alignment=pysubs2.Alignment.BOTTOM_CENTER,
        marginl=0,
        marginr=0,
        marginv=0,
        # −1: the first letter says which way a line runs, and it is laid out as a whole.
        encoding=-1,
    )
    return file


def _set(spans: Sequence[Run], em: float, *, rtl: bool) -> str:
    """The runs of a line in ASS, `em` pixels to the em."""
    return "".join(
        f"{{\\fn{fonts.family(font)}\\fs{em * sum(fonts.metrics(font)):.2f}}}"
        + "".join(text for _, text in same)
        for font, same in groupby(_controlled(spans, rtl=rtl), key=lambda told: told[0])
    )


def _controlled(spans: Sequence[Run], *, rtl: bool) -> Iterator[tuple[Path, str]]:
    """The font and the text of each run of a line, with the controls that turn it the way that it runs.

    libass pairs no brackets when it orders a line, so the order is told to it rather than left to it:
    marks around what runs the line's way, overrides around what does not.
    """
    mark = RIGHT_TO_LEFT_MARK if rtl else LEFT_TO_RIGHT_MARK
    turned = any(span.level for span in spans)
    level, closing = -1, ""
    for at, span in enumerate(spans, 1):
        opening = ""
        if turned and span.level != level:
            own = span.level == rtl
            opening = closing + (mark if own else _OVERRIDE[span.level % 2])
            level, closing = span.level, mark if own else _END_OF_OVERRIDE
        yield span.font, opening + span.text + (closing if at == len(spans) else "")


def _centiseconds(seconds: float) -> int:
    """Milliseconds of the last hundredth of a second that is not after the frame, as ASS can say it."""
    return math.floor(seconds * 100 + 1e-6) * 10
