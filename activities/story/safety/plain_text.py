"""Brings a text into the plain form in which the word list finds what was spelt to be missed."""

import re
import unicodedata
from collections.abc import Sequence

_LOOKALIKES = str.maketrans("авсеһіјкмнорԛѕтухѵԝαεικνορτυχ", "abcehijkmhopqstyxvwaeiknoptux")
"""Cyrillic and Greek letters for the Latin ones they are drawn like."""
_MIXED = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0370-\u052f])\w+")
_SPELT_OUT = re.compile(r"(?<![^\W_])[^\W_]([ ._*|/-])(?:[^\W_]\1)+[^\W_](?![^\W_])")
_FIGURES = str.maketrans("013457@$", "oieastas")
_IN_A_WORD = re.compile(
    r"(?<=[a-z])[013457@$]{1,2}(?=[a-z])|(?<=[a-z]{2})[3$](?!\w)|(?<![\w$])\$(?=[a-z]{2})"
)
_ELEVEN = re.compile(r"(?<=[a-z])11(?=[a-z])")


def plain(text: str) -> str:
    """The text in one letter case, without accents, vowel signs and invisible marks, figures for letters undone.

    Letters set apart by dots, spaces or dashes are one word again. A line's end is a full stop.
    """
    text = unicodedata.normalize("NFKD", text.casefold()).replace("ـ", "")
    text = "".join(_digit(c) for c in text if unicodedata.category(c) not in ("Mn", "Me", "Cf"))
    text = unicodedata.normalize("NFC", text)
    text = _MIXED.sub(lambda match: match[0].translate(_LOOKALIKES), text)
    text = _SPELT_OUT.sub(lambda match: match[0].replace(match[1], ""), text)
    text = _ELEVEN.sub("ll", text)
    text = _IN_A_WORD.sub(lambda match: match[0].translate(_FIGURES), text)
    return re.sub(r"[^\S\n]+", " ", text.replace("\n", " . "))


def _digit(character: str) -> str:
    return str(unicodedata.digit(character)) if character.isdigit() else character


class Ages:
    """Finds ages under 18, in figures and in words.

    `patterns` are regular expressions over plain text with `{n}` for the number; `numbers` are the
    words for 1 to 17, `things` what is that old and nobody: `a twelve-year-old whisky`.
    """

    def __init__(self, patterns: Sequence[str], numbers: Sequence[str], things: Sequence[str]) -> None:
        words = "|".join(sorted((re.escape(plain(word)) for word in numbers), key=len, reverse=True))
        number = rf"(?<![\d.,])(?:1[0-7]|[1-9]|{words})"
        after = rf"(?![ -]+(?:{'|'.join(re.escape(plain(thing)) for thing in things)})\b)"
        spelt = "|".join(f"(?:{pattern.replace('{n}', number)})" for pattern in patterns)
        self._pattern = re.compile(rf"(?:{spelt}){after}")

    def named(self, text: str) -> str:
        """Plain text with the word `underage` in place of every such age."""
        return self._pattern.sub(" underage ", text)
