"""What of a line our fonts can draw, in runs of one font and one direction."""

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from infra.media.text import fonts
from infra.media.text.bidi import LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK, levels
from infra.media.text.scripts import JOINERS, script, takes_no_room

_MARKS = LEFT_TO_RIGHT_MARK + RIGHT_TO_LEFT_MARK


class Run(NamedTuple):
    """Characters of a line in one font and of one embedding level: odd levels run from right to left."""

    text: str
    level: int
    font: Path


@lru_cache(maxsize=4096)
def runs(line: str) -> tuple[Run, ...]:
    """The runs of what can be drawn of a line, in the order they are read; raises MissingExtra.

    A mark that says which way the line runs is heeded, and in none of them.
    """
    line = drawable(line)
    found: list[Run] = []
    for c, level in zip(line, levels(line), strict=True):
        font = _font_of(c)
        if font is None:
            continue
        last = found[-1] if found else None
        # A space and a mark go with what is before them; inside Arabic so do digits and points.
        if last and (c == " " or unicodedata.combining(c) or last.font == fonts.arabic()):
            stays = not c.isalpha() and ord(c) in fonts.characters(last.font)
            font = last.font if stays else font
        if last and (last.font, last.level) == (font, level):
            found[-1] = last._replace(text=last.text + c)
        else:
            found.append(Run(c, level, font))
    return tuple(found)


def drawable(text: str) -> str:
    """What our fonts can draw of a text, on one line, and the marks that say which way it runs."""
    kept = ""
    for c in unicodedata.normalize("NFC", text):
        if c.isspace():
            kept += " "
        elif c in JOINERS and (not kept or kept[-1].isspace()):
            continue
        elif c in _MARKS or _font_of(c):
            kept += c
    kept = re.sub(" {2,}", " ", kept)
    return re.sub(f"^[ {_MARKS}]+|[ {_MARKS}]+$", lambda ends: ends[0].replace(" ", ""), kept)


def undrawn(text: str) -> list[str]:
    """The scripts in a text that no font here can draw, as people call them."""
    seen = (
        c for c in sorted(set(unicodedata.normalize("NFC", text))) if not (c.isspace() or takes_no_room(c))
    )
    return list(dict.fromkeys(script(c) for c in seen if not _font_of(c) and unicodedata.category(c) != "Cc"))


@lru_cache(maxsize=4096)
def _font_of(c: str) -> Path | None:
    """The first font that has a glyph for a character; none for controls and for what none can draw."""
    if (unicodedata.category(c) in ("Cf", "Cc") and c not in JOINERS) or 0xFE00 <= ord(c) < 0xFE10:
        return None
    return next((font for font in fonts.font_files() if ord(c) in fonts.characters(font)), None)
