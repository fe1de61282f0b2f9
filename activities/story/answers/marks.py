"""The marks that models write into plain text: emphasis, tags, entities, fences; none of them is a word."""

import html
import re

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]\w{1,30});")
_BREAK = re.compile(r"<(?:br|/?p|/?div|/?li|hr)\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>]{0,300})?/?>")
"""A tag of HTML or SSML; `<lora:name:0.8>` is a picture's own and stays."""
_FENCE = re.compile(r"```+(?:[a-z]{1,12}(?=\s))?")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*{1,3}(?=[^\s*])([^*]{1,700}?)(?<=[^\s*])\*{1,3}(?![\w*])"
    r"|(?<![\w_])_{1,3}(?=[^\s_])([^_]{1,700}?)(?<=[^\s_])_{1,3}(?![\w_])"
    r"|(?<![\w~])~~(?=\S)([^~]{1,700}?)(?<=\S)~~(?![\w~])"
    r"|(?<!`)`([^`]{1,300})`(?!`)"
)
SOUNDS = frozenset(
    ("beat", "pause", "sigh", "sighs", "sighing", "laugh", "laughs", "laughing", "chuckles", "whisper", "whispers", "whispering", "sobs",
     "sobbing", "gasps", "softly", "quietly", "angrily", "crying", "cries", "shouting", "shouts", "breath", "silence", "music", "sfx", "v.o.",
     "vo", "o.s.", "cont'd", "contd", "soupir", "rires", "seufzt", "lacht", "flüstert", "pausa", "suspira", "ríe", "sospira", "ride")
)  # fmt: skip
"""What is no word of a line, but how it is said, wherever it is set apart."""
_HEADING = re.compile(r"^\s*(?:#{1,6}|>)\s+")


def unmarked(text: str) -> str:
    """The text without the marks of Markdown and HTML; what they stand around stays, to the letter."""
    if not re.search(r"[*_`~<&#>]", text):
        return text
    for _ in range(2):  # `&amp;amp;` is not rare
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    text = _FENCE.sub(" ", _TAG.sub("", _BREAK.sub(" ", text)))
    for _ in range(3):  # bold within italics
        text = _EMPHASIS.sub(_plain, text)
    return _HEADING.sub("", text).strip()


def _plain(found: re.Match[str]) -> str:
    """The words without their marks; `*sighs*` is set apart as other directions are."""
    words = next(filter(None, found.groups()), "")
    return f"({words})" if words.casefold() in SOUNDS and found[0].startswith("*") else words
