"""Which characters text may hold that people read: none that move a cursor, hide, or turn what stands beside them.

Left as they are: the joiners U+200C and U+200D, which words and emoji are written with, and the few format characters
that are signs of their own, such as the end of an ayah (U+06DD).
"""

import json
import re
from typing import Annotated

from pydantic import AfterValidator

_CONTROL = "\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u2028\\u2029"
_NOT_OF_A_LINE_BREAK = "(?!(?<=\\r)\\n)"
"""Looked at only behind a character that was found: before each of a long text it takes three times as long."""
_FORMAT = (
    "\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb"
    "\\U0001bca0-\\U0001bca3\\U0001d173-\\U0001d17a\\U000e0000-\\U000e007f"
)
_CONTROLS = re.compile(f"[{_CONTROL}]{_NOT_OF_A_LINE_BREAK}")
_FORMATS = re.compile(f"[{_FORMAT}]")
_HALVES = re.compile("[\ud800-\udfff]")
MOST_SAID = 1000
"""The longest sentence, in characters."""
UNREADABLE = re.compile(f"[{_CONTROL}{_FORMAT}]{_NOT_OF_A_LINE_BREAK}")
"""Control and format characters (Unicode's Cc and Cf, line and paragraph separators) beside line breaks and tabs."""


def readable(text: str) -> str:
    """The text with a `\\ufffd` for each control character, and without format characters; lines and tabs stay."""
    if not UNREADABLE.search(text):
        return text
    return _FORMATS.sub("", _CONTROLS.sub("\ufffd", text))


def one_line(text: str) -> str:
    """The text in one line, without any control or format character."""
    return " ".join(_FORMATS.sub("", _CONTROLS.sub(" ", text)).split())


def said(text: str, most: int = MOST_SAID) -> str:
    """What is said of things that came from outside: one readable line of at most `most` characters.

    Of a longer one the middle is left out; halves of characters become `\ufffd`.
    """
    if len(text) > most:
        begin = most * 2 // 3
        text = f"{text[:begin]} … {text[begin + 3 - most :]}"
    return text if text.isprintable() else _HALVES.sub("\ufffd", one_line(text))


def escaped(text: str) -> str:
    """A text of JSON in which characters that cannot be shown are escaped: it says the same, and steers nothing."""
    return UNREADABLE.sub(lambda found: json.dumps(found.group())[1:-1], text)


def check_one_line(text: str) -> str:
    """The text, when it is one line that reads as it is written.

    Raises:
        ValueError: it has a line break, or a control or format character; says which.

    """
    if "\n" in text or "\t" in text:
        raise ValueError("has a line break or a tab: write it in one line")
    if found := UNREADABLE.search(text):
        raise ValueError(
            f"has the character U+{ord(found.group()):04X}, which moves or hides what is shown: leave it out"
        )
    return text


OneLine = Annotated[str, AfterValidator(one_line)]
"""A text that was written for people, such as a title that a model gave, made one readable line."""
