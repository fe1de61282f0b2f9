"""Where a text may be broken into lines: the one rule for cards, boards and captions."""

import unicodedata
from collections.abc import Iterator

from infra.media.text.scripts import is_unspaced

_NEVER_FIRST = frozenset(
    "、。，．：；！？）」』】》〉〕｝”’…‥・ー々゛゜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ｡､･ｰﾞﾟ｣ｧｨｩｪｫｯｬｭｮ"
    ",.:;!?)]}%"
)
_NEVER_LAST = frozenset("（「『【《〈〔｛｢“‘([{￥￦￡")
_ALTERS = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
"""Tones of skin: an emoji of its own when alone, a part of the one before it when not."""


def pieces(text: str) -> Iterator[str]:
    """The parts of a text between which a line may break: words, single wide characters.

    Spaces stay with the part before them: joined, the pieces are the text.
    """
    start = 0
    for at in range(1, len(text)):
        if is_breakable(text[at - 1], text[at]):
            yield text[start:at]
            start = at
    if text:
        yield text[start:]


def is_breakable(before: str, after: str) -> bool:
    """Whether a line may break between two characters: after a space, or beside one of a script without."""
    if before.isspace() or after.isspace():
        return not after.isspace()
    if after in _NEVER_FIRST or before in _NEVER_LAST or not is_severable(before, after):
        return False
    return is_unspaced(before) or is_unspaced(after)


def is_severable(before: str, after: str) -> bool:
    """Whether a word too long for a line may be cut between two characters.

    What is seen as one stays whole: a letter with its marks, an emoji of several, a Korean syllable in its parts.
    """
    if after in _ALTERS or before == "\u200d" or unicodedata.category(after) in ("Mn", "Mc", "Me", "Cf"):
        return False
    return not 0x1160 <= ord(after) < 0x1200
