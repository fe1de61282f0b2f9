"""The words of each language that readings are made with, as `words.toml` has them."""

import re
import tomllib
from functools import cache
from importlib import resources
from typing import NamedTuple

Written = re.Pattern[str]
_WORD = r"(?<![\w.-])"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŒŞĞİА-ЯЁ]"
_PLACES = {
    "anywhere": (_WORD, r"\."),
    "number": (_WORD, r"\.(?=\s*(?:[\d(]|[IVXL]+\b))"),
    "after": (r"(?<=\d)\s?", r"\."),
    "name": (_WORD, rf"\.(?=\s*{_CAPITAL})"),
    "inside": (_WORD, r"\.(?=,?\s+\S)"),
    "plain": (_WORD, rf"(?=\s+{_CAPITAL})"),
}
"""What stands before and after an abbreviation of each kind."""


class Words(NamedTuple):
    """The words of a language: how signs are said, and what is written short, each with the whole word."""

    by: str
    of: str
    times: str
    to: str
    until: str
    degrees: str
    order: str
    halves: dict[str, str]
    signs: dict[str, str]
    units: dict[str, str]
    short: tuple[tuple[Written, dict[str, str]], ...]
    numbered: Written


@cache
def words_of(language: str) -> Words | None:
    """The words of a language (ISO 639-1); None where the voice's own engine reads numbers as it does."""
    source = resources.files("providers.offline.voice.reading").joinpath("words.toml")
    told = tomllib.loads(source.read_text(encoding="utf-8")).get(language)
    if told is None:
        return None
    return Words(
        by=told["by"],
        of=told["of"],
        times=told["times"],
        to=told["to"],
        until=told["until"],
        degrees=told["degrees"],
        order=told["order"],
        halves=told["half"],
        signs=told["signs"],
        units=told["units"],
        short=_short(told),
        numbered=re.compile(rf"\b({_any(told['numbered'])})\s+([IVXL]+)\b(?!['’-]\w)", re.IGNORECASE),
    )


def _short(told: dict[str, dict[str, str]]) -> tuple[tuple[Written, dict[str, str]], ...]:
    """Abbreviations by where they may stand, the longest first: `v. Chr.` is not `v.`."""
    found = []
    for kind, (before, after) in _PLACES.items():
        # One that begins a sentence is a capital.
        words = {f"{short[0].upper()}{short[1:]}": whole for short, whole in told[kind].items()} | told[kind]
        if words:
            found.append((re.compile(before + rf"(?P<short>{_any(words)})" + after), words))
    return tuple(found)


def _any(words: "dict[str, str] | list[str]") -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
