"""Other languages in English, as far as a picture needs it: the few places and things of which we have words in them."""

import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from providers.offline.animatic.words.scripts import language_in

_ROMANCE = frozenset({"fr", "es", "it", "pt"})


def in_english(text: str, language: str = "") -> str:
    """The text with English for the words of other languages that mean what we can draw, so that one list is searched.

    The `language` is found by its small words where it is not given.
    """
    language = language or language_in(text)
    text = _scripts().sub(lambda hit: f" {_table('scripts')[hit[0]]} ", text)
    if language == "en" and _has_english(text):
        return text
    pattern, meanings = _latin(language)
    text = pattern.sub(lambda hit: meanings[hit[0].lower()], text)
    if language in _ROMANCE:
        things, colours = _swapped()
        text = re.sub(rf"\b({things}) ({colours})\b", r"\2 \1", text)
    return text


def _has_english(text: str) -> bool:
    return bool(re.search(r"\b(?:the|a|an|and|of|is|in|with|his|her)\b", text.lower()))


@lru_cache(maxsize=16)
def _table(name: str) -> dict[str, str]:
    return {word: english for english, words in _tables()[name].items() for word in words.split()}


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _scripts() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_table("scripts"), key=lambda word: (-len(word), word))))


@lru_cache(maxsize=8)
def _latin(language: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """The words of a language, or of all where nobody can tell which it is."""
    if language in {"de", "fr", "es", "it"}:
        meanings = {**_table("colours"), **_table(language)}
        if language in _ROMANCE:
            # Short texts of these are hard to tell apart: what one does not know, another may.
            others = {word: english for name in ("it", "es", "fr") for word, english in _table(name).items()}
            english_too = set(_tables()["english_too"].split())
            meanings = {**{word: e for word, e in others.items() if word not in english_too}, **meanings}
        if language == "de":
            # What is somebody's: eines Mannes, des Hundes.
            owned = {f"{word}{end}": english for word, english in _table("de").items() for end in ("s", "es")}
            meanings = {**owned, **meanings}
    else:
        english_too = set(_tables()["english_too"].split())
        tables = ("colours", "it", "es", "fr", "de")
        meanings = {
            word: english
            for name in tables
            for word, english in _table(name).items()
            if word not in english_too
        }
    words = "|".join(sorted(map(re.escape, meanings), key=lambda word: (-len(word), word)))
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE), meanings


@lru_cache(maxsize=1)
def _swapped() -> tuple[str, str]:
    """The English words for things and for colours: Romance languages say `door red`."""
    things = {re.escape(word) for name in ("fr", "es", "it") for word in _table(name).values()}
    return "|".join(sorted(things)), "|".join(sorted(set(_table("colours").values())))
