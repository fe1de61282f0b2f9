"""A sentence as a voice is to say it: the numbers, units, signs and abbreviations in it in words."""

import re
from functools import cache
from typing import Any

from providers.offline.voice.reading.language_rules import english_said
from providers.offline.voice.reading.rules import as_usual, prepared
from providers.offline.voice.reading.tables import Words, words_of
from providers.offline.voice.spoken_text import without_marks

_MOST_LONGER = 20
"""A reading that is so many times as long as what is written is none."""
_WRITTEN = re.compile(
    r"[\d§№°$€£¥₹%+=×÷±≈≤≥½¼¾⅓⅔&@μ¢]"  # numbers and signs
    r"|\b\w{1,8}\.(?=[^\w\s]*\s+[^\W_])|\b\w\.\w"  # what has a stop within its sentence
    r"|\b[IVXL]{2,}\b|\b[VX]\b|\bWWI|\bwww\.",
)
_SHORT_ALONE = {
    "en": r"\b(?:Ave|Rd|St|Blvd|Hwy|etc|Jr|Sr|vs|Mr|Mrs|Dr|Ms)\b",
    "de": r"\b(?:usw|etc|bzw|Str|Dr|Prof|Nr)\b|\w{3}str\.",
    "fr": r"\b(?:etc|Mme|Mlle|Mmes|Mlles|Mgr|Dr|bd|St|Ste)\b|\b[IVX]+er?\b",
    "es": r"\b(?:etc|Ud|Uds|Sr|Sra)\b",
    "it": r"\b(?:ecc|Sig|Dott)\b",
}
"""Abbreviations that are seen without a word after them, or have no stop."""


def read_out(sentence: str, language: str, region: str = "") -> str:
    """The sentence with everything in words that is written short; plain prose comes back as it is.

    `language` is ISO 639-1, `region` ISO 3166 (`GB`: the day of a date stands first). In a language that is not known
    here, and where the library fails, the voice's own engine reads what is written.
    """
    text = as_usual(without_marks(sentence))
    words = words_of(language)
    if words is None or not _is_short(text, language, words):
        return text
    told = prepared(text, words, language, region)
    try:
        said = _library(language).normalize(told)
    except Exception:  # noqa: BLE001 - whatever the library stumbles over, the line is spoken
        return told
    if not said.strip() or len(said) > _MOST_LONGER * len(told) + 100:
        return told
    return _as_said_here(said, text, language, region, words)


def _is_short(text: str, language: str, words: Words) -> bool:
    """Whether there is anything that is not written as it is said."""
    alone = _SHORT_ALONE.get(language)
    return bool(_WRITTEN.search(text) or words.numbered.search(text) or (alone and re.search(alone, text)))


def _as_said_here(said: str, text: str, language: str, region: str, words: Words) -> str:
    """The library's reading as the voice's country says it, without what it left, and with its last stop."""
    if language == "en":
        said = english_said(said, text, region)
    said = said.replace("×", f" {words.by} ")
    last = text.rstrip()[-1:]
    return said + last if last in ".!?" and said[-1:].isalnum() else said


@cache
def _library(language: str) -> Any:  # noqa: ANN401 - damga has no types
    import damga

    return damga.TextNormalizer(lang=language)
