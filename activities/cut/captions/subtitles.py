"""The film's captions as files: SRT and WebVTT for players, ASS to be burned into the picture."""

import html
import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pysubs2

from activities.cut.captions.captions import READING_SPEED
from activities.cut.captions.line_breaks import plain, width
from infra.media.text import fonts
from infra.media.text.bidi import LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK, is_rtl, levels
from infra.media.text.lettering import text_size
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

_JOINERS = "\u200c\u200d"
_OVERRIDE = "\u202d\u202e"
"""Left to right, right to left: by what is even and odd of an embedding level."""
_END_OF_OVERRIDE = "\u202c"


def srt(captions: Sequence[Caption]) -> str:
    """The captions as an SRT file's text; empty when there are none."""
    file = pysubs2.SSAFile()
    for caption in captions:
        text = "\\N".join(map(plain, caption.lines))
        start, end = round(caption.start * 1000), round(caption.end * 1000)
        file.append(pysubs2.SSAEvent(start=start, end=end, text=text))
    return file.to_string("srt")


def vtt(captions: Sequence[Caption]) -> str:
    """The captions as a WebVTT file's text; only its header when there are none."""
    cues = [
        f"{_clock(caption.start)} --> {_clock(caption.end)}\n"
        + "\n".join(html.escape(plain(line), quote=False) for line in caption.lines)
        for caption in captions
    ]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


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
    if language := _han_language("".join(caption.text for caption in captions)):
        file.info["Language"] = language
    margin = _TALL_BOTTOM_MARGIN if picture.height > _TALL * picture.width else _BOTTOM_MARGIN
    for caption in captions:
        lines = [line for line in map(_drawable, caption.lines) if line]
        size = min([em, *(room * 100 / max(1, text_size(line, 100)[0]) for line in lines)])
        rtl = is_rtl(" ".join(lines))
        for above, line in enumerate(reversed(lines)):
            runs = _runs(line, rtl=rtl)
            # Fonts differ in how low they reach: each line is put where its baseline belongs.
            low = max(fonts.metrics(run.font).descent for run in runs)
            y = picture.height * (1 - margin) + size * (low - _DESCENT_EMS - above * _LINE_HEIGHT_EMS)
            where = f"\\pos({picture.width / 2:g},{y:.2f})\\blur{em * _BLUR_EMS:.2f}"
            file.append(
                pysubs2.SSAEvent(
                    start=_centiseconds(caption.start),
                    end=_centiseconds(caption.end),
                    text=f"{{{where}}}" + "".join(_set(run, size) for run in runs),
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


def concerns(captions: Sequence[Caption], *, burned: bool) -> tuple[str, ...]:
    """What people should know of the captions, a sentence each: too fast to read; when `burned`, not to be drawn.

    Raises:
        MissingExtra: a font is not installed.

    """
    return (*_too_fast(captions), *(_not_drawn(captions) if burned else ()))


def _too_fast(captions: Sequence[Caption]) -> Iterator[str]:
    """A sentence for each shot that has a caption above `READING_SPEED`, about its fastest."""
    fastest: dict[str, tuple[float, Caption]] = {}
    for caption in captions:
        speed = width(caption.text.replace("\n", " ")) / (caption.end - caption.start)
        if round(speed) > READING_SPEED and speed > fastest.get(caption.shot, (0.0, caption))[0]:
            fastest[caption.shot] = (speed, caption)
    for shot, (speed, caption) in fastest.items():
        told = sum(width(c) > 0 for c in caption.text.replace("\n", " "))
        rate = told / (caption.end - caption.start)
        yield (
            f"The captions of {shot or 'a shot'} are too fast to read: {rate:.0f} characters a second where"
            f" {rate * READING_SPEED / speed:.0f} are comfortable; shorten the line or lengthen the shot."
        )


def _not_drawn(captions: Sequence[Caption]) -> Iterator[str]:
    """A sentence for each script that no font here can draw."""
    shots: dict[str, list[str]] = {}
    for caption in captions:
        for script in _undrawn(plain(caption.text)):
            named = shots.setdefault(script, [])
            if caption.shot not in named:
                named.append(caption.shot)
    for script, named in shots.items():
        places = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
        yield (
            f"No font here can draw {script} ({places or 'in the captions'}): burned captions leave it out,"
            " soft subtitles keep it."
        )


def title_concerns(title: str) -> tuple[str, ...]:
    """A sentence when the cards leave some of a film's title out."""
    scripts = " and ".join(_undrawn(title))
    return (f"No font here can draw {scripts}: the cards leave it out of the title.",) if scripts else ()


def _undrawn(text: str) -> list[str]:
    """The scripts in a text that no font here can draw."""
    lacking = (
        c
        for c in sorted(set(text))
        if not (_font_of(c) or c.isspace() or unicodedata.category(c) in ("Cf", "Mn", "Me"))
    )
    return list(dict.fromkeys(_script(c) for c in lacking))


def _script(c: str) -> str:
    if unicodedata.category(c) in ("So", "Sk", "Cn", "Co"):
        return "emoji and symbols"
    return unicodedata.name(c, "rare").split()[0].split("-")[0].capitalize()


def _drawable(line: str) -> str:
    """What our fonts can draw of a line."""
    kept = ""
    for c in unicodedata.normalize("NFC", plain(line)):
        if _font_of(c) and not (c in _JOINERS and (not kept or kept[-1].isspace())):
            kept += c
    return re.sub(" {2,}", " ", kept).strip()


@lru_cache(maxsize=4096)
def _font_of(c: str) -> Path | None:
    """The first font that has a glyph for a character; none for controls and for what none can draw."""
    if (unicodedata.category(c) in ("Cf", "Cc") and c not in _JOINERS) or 0xFE00 <= ord(c) < 0xFE10:
        return None
    return next((font for font in fonts.font_files() if ord(c) in fonts.characters(font)), None)


class _Run(NamedTuple):
    """Characters of a line in one font and one direction, with the controls that say so."""

    text: str
    font: Path


def _runs(line: str, *, rtl: bool) -> list[_Run]:
    """The runs of a line in the order they are read.

    libass pairs no brackets when it orders a line, so the order is told to it rather than left to it:
    marks around what runs the line's way, overrides around what does not.
    """
    mark = RIGHT_TO_LEFT_MARK if rtl else LEFT_TO_RIGHT_MARK
    ways = levels(line if is_rtl(line) == rtl else mark + line)[-len(line) :]
    turned = any(ways)
    runs: list[_Run] = []
    open_way = -1
    for c, way in zip(line, ways, strict=True):
        last = runs[-1].font if runs else None
        stays = last and not c.isalnum() and ord(c) in fonts.characters(last)
        font = last if stays else _font_of(c)
        assert font is not None
        control = ""
        if turned and way != open_way:
            closing = {-1: "", int(rtl): mark}.get(open_way, _END_OF_OVERRIDE)
            control = closing + (mark if way == rtl else _OVERRIDE[way % 2])
            open_way = way
        if font == last:
            runs[-1] = _Run(runs[-1].text + control + c, font)
        else:
            runs.append(_Run(control + c, font))
    if turned:
        runs[-1] = _Run(runs[-1].text + (mark if open_way == rtl else _END_OF_OVERRIDE), runs[-1].font)
    return runs


def _set(run: _Run, em: float) -> str:
    """A run in ASS, `em` pixels to the em."""
    return f"{{\\fn{fonts.family(run.font)}\\fs{em * sum(fonts.metrics(run.font)):.2f}}}{run.text}"


def _han_language(text: str) -> str:
    """Whose forms of the shared Chinese characters to draw; empty for the font's own, traditional Chinese."""
    if any(0x3040 <= ord(c) < 0x3100 for c in text):
        return "ja"
    if any(0xAC00 <= ord(c) < 0xD7B0 for c in text):
        return "ko"
    han = "".join(c for c in text if 0x4E00 <= ord(c) < 0xA000)
    try:
        han.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    return "zh" if han else ""


def _centiseconds(seconds: float) -> int:
    """Milliseconds of the last hundredth of a second that is not after the frame, as ASS can say it."""
    return math.floor(seconds * 100 + 1e-6) * 10


def _clock(seconds: float) -> str:
    whole = round(seconds * 1000)
    return f"{whole // 3_600_000:02d}:{whole // 60_000 % 60:02d}:{whole // 1000 % 60:02d}.{whole % 1000:03d}"
