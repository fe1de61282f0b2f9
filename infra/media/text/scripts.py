"""What kind of character one is: how wide, of which script, and whose forms of the shared Chinese characters a text has."""

import re
import unicodedata

JOINERS = "\u200c\u200d"
"""Marks that part or join letters; they mean nothing without a letter before them."""

UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff]")
"""A letter of Chinese or Japanese, whose words have no spaces between them."""

_HAN = (0x4E00, 0xA000)
_POINTS = ((0x3000, 0x3040), (0xFF00, 0xFFF0))
"""Where the full-width points are, whose place in their square is a matter of country too."""


def takes_no_room(c: str) -> bool:
    """Whether a character is a mark upon another, or is not seen at all."""
    return unicodedata.category(c) in ("Mn", "Me", "Cf")


def is_wide(c: str) -> bool:
    """Whether a character fills a square: Chinese, Japanese, Korean, most emoji."""
    return unicodedata.east_asian_width(c) in "WF"


def is_unspaced(c: str) -> bool:
    """Whether a character is of a script without spaces between its words: wide, but not Korean."""
    return (is_wide(c) or _is_kana(c)) and not _is_korean(c)


def han_language(text: str) -> str:
    """Whose forms of the shared Chinese characters and points to draw, guessed from what is set together.

    `ja`, `ko` or `zh`; empty for what our font draws when it is not told, traditional Chinese, and for a
    text with nothing to share.
    """
    if any(_is_kana(c) for c in text):
        return "ja"
    if any(_is_korean(c) for c in text):
        return "ko"
    han = "".join(c for c in text if _HAN[0] <= ord(c) < _HAN[1])
    try:
        han.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    return "zh" if han or any(first <= ord(c) < end for c in text for first, end in _POINTS) else ""


def script(c: str) -> str:
    """What people call the script of a character, or the kind of sign that it is."""
    if unicodedata.category(c) in ("So", "Sk", "Cn", "Co"):
        return "emoji and symbols"
    return unicodedata.name(c, "rare").split()[0].split("-")[0].capitalize()


def _is_kana(c: str) -> bool:
    """Whether a character is only Japanese; the half-width ones are not wide."""
    return 0x3040 <= ord(c) < 0x3100 or 0xFF61 <= ord(c) < 0xFFA0


def _is_korean(c: str) -> bool:
    """Whether a letter is of the one wide script that has spaces between its words."""
    return 0xAC00 <= ord(c) < 0xD7B0 or 0x1100 <= ord(c) < 0x1200 or 0x3130 <= ord(c) < 0x3190
