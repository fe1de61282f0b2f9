"""How long a line can take to say at the very most: what bounds its clip, and so a quote, before any voice has spoken.

A voice reads more than letters: "1999" is three words, "UFO" three, "$" one. The figures lie above what the offline
voice takes over such texts (`tests/models/test_slowest_voice.py` asks it), and above the usual pace of scripts whose
characters are syllables (4.5 a second, `activities.story.assembly.lengths`).
"""

import re
import unicodedata

LETTER_S = 1 / 6
"""The most seconds over a letter of a word."""
SYLLABLE_S = 1 / 3
"""The most seconds over a character that is a syllable or more: Chinese, Japanese, Korean."""
WORD_S = 0.7
"""The most seconds over a character that is read as a word: a digit, a sign, a letter of an acronym."""
PAUSE_S = 0.4
"""The most seconds of silence at a full stop, and around a line."""

_STOPS = frozenset(".!?…:;。！？：；।॥؟")
_SIGNS = frozenset("%‰&#@*/\\§")
_SYLLABLES = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_SPELLED = re.compile(
    r"\b(?:[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]{2,5}|[^\W\d_\u3040-\u9fff\uac00-\ud7af]|[b-df-hj-np-tv-xz]{2,})\b"
)
"""An acronym, a letter that stands alone, a word without a vowel; longer words in capitals are read as words."""


def longest_spoken(text: str) -> float:
    """The most seconds that any voice takes over a text; none over a blank one."""
    if not text.strip():
        return 0.0
    letters = sum(map(len, _SPELLED.findall(text)))
    return PAUSE_S + sum(map(_longest, text)) + letters * (WORD_S - LETTER_S)


def _longest(char: str) -> float:
    if char in _STOPS:
        return PAUSE_S
    if char in _SIGNS or unicodedata.category(char)[0] in "NS":
        return WORD_S
    return SYLLABLE_S if _SYLLABLES.match(char) else LETTER_S
