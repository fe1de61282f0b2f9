"""What is written otherwise before the library reads it: what it does not know, or reads wrongly, by kinds."""

import re
from collections.abc import Callable

from providers.offline.voice.reading.language_rules import english, german
from providers.offline.voice.reading.romans import with_romans
from providers.offline.voice.reading.tables import Words

_AS_USUAL = str.maketrans({
    "℃": "°C", "℉": "°F", "′": "'", "″": '"', "−": "-", "⁄": "/", "µ": "μ", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    "\u2007": " ", "\u00ad": "", "™": "", "®": "", "©": "", "℠": "", "♪": "", "♫": "", "♩": "", "♬": "",
})  # fmt: skip
"""Signs that are written in two ways, and those that nobody says."""
_HALVES = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}
_CAPITALS = re.compile(r"\b(DR|MR|MRS|MS|PROF|ST)\.(?= )")

Rule = Callable[[str, Words], str]


def as_usual(text: str) -> str:
    """The text with each sign in its usual form, and without those that nobody says."""
    return text.translate(_AS_USUAL)


def prepared(text: str, words: Words, language: str, region: str) -> str:
    """A sentence as the library of readings reads it rightly; `region` (ISO 3166) says how a date is written."""
    for rule in _FOR_ALL:
        text = rule(text, words)
    if language == "en":
        text = english(text, region)
    if language == "de":
        text = german(text)
    return re.sub(r" {2,}", " ", text).strip()


def _abbreviations(text: str, words: Words) -> str:
    text = _CAPITALS.sub(lambda found: f"{found[1].title()}.", text)
    for written, whole in words.short:

        def said(found: re.Match[str], whole: dict[str, str] = whole) -> str:
            ends = found[0].endswith(".") and not re.search(r"\w", found.string[found.end() :])
            gap = " " if found.string[found.start() - 1 : found.start()].isdigit() else ""
            return gap + whole[found["short"]] + ("." if ends else "")

        text = written.sub(said, text)
    return text


def _degrees(text: str, words: Words) -> str:
    """The library leaves out which degrees they are."""
    named = {"C": "Celsius", "F": "Fahrenheit"}
    if not words.degrees:
        return text
    return re.sub(r"(?<=\d) ?° ?([CF])\b", lambda found: f"{words.degrees} {named[found[1]]}", text)


def _units(text: str, words: Words) -> str:
    for unit, whole in words.units.items():
        text = re.sub(rf"(?<=\d) ?{unit}(?!\w)", f" {whole}", text)
    return text


def _fractions(text: str, words: Words) -> str:
    for sign, half in words.halves.items():
        text = re.sub(rf"(?<=\d) ?{sign}", f" {half}", text)
    return re.sub(f"[{''.join(_HALVES)}]", lambda found: _HALVES[found[0]], text)


def _shares(text: str, words: Words) -> str:
    """`4.5/5` and `9/10` are marks, `3:2` is a score, `24/24` and `50/50` are said as they stand."""
    text = re.sub(
        r"(?<![\w.,/])(\d+[.,]\d+)/(\d+)(?![\w/]|[.,]\d)|(?<![\w.,/])([2-9]\d?)/(100?)(?![\w/]|[.,]\d)",
        lambda found: f"{found[1] or found[3]} {words.of} {found[2] or found[4]}",
        text,
    )
    text = re.sub(r"(?<![\w.,/])(\d+)/\1(?![\w/]|[.,]\d)", r"\1 \1", text)
    return re.sub(r"(?<![\d:.])(\d{1,3}):(\d)(?![\d:])", rf"\1 {words.to} \2", text)


def _ranges(text: str, words: Words) -> str:
    """From here to there, where each has its sign; the library knows those of bare numbers, in most languages."""
    text = re.sub(
        r"(\d%|Celsius|Fahrenheit|\d(?:st|nd|rd|th)) ?– ?(?=[-$€£]?\d)", rf"\1 {words.until} ", text
    )
    return re.sub(r"(?<=\d)–(?=\d)", f" {words.until} ", text) if words.until in ("a", "ila") else text


def _signs(text: str, words: Words) -> str:
    """Between numbers and alone; `#` and `§` before a number. A `-` is what the library takes it for."""
    text = re.sub(r"(?<=[\w²³)]) ?× ?(?=[\w(])", f" {words.by} ", text)
    text = re.sub(r"(\d[\"”']?)(?:x| x )(?=\d)", rf"\1 {words.by} ", text)
    text = re.sub(r"(?<![\w.,])(\d+)x(?!\w)", rf"\1 {words.times}", text)
    text = re.sub(r"\b([A-Z])&([A-Z])\b", rf"\1 {words.signs['&']} \2", text)
    text = re.sub(
        r"\b([A-Z]{2,3})(\d{1,2})\b(?![.,:/-]\w)", lambda found: f"{' '.join(found[1])} {found[2]}", text
    )
    for sign, said in words.signs.items():
        if sign in "#§№":
            text = re.sub(rf"{sign}+ ?(?=\d)", f"{said} ", text)
        elif sign in "<>≈±≤≥":
            text = re.sub(rf"{sign} ?(?=-?\d)", f" {said} ", text)
        else:
            text = re.sub(rf"(?<=[\w).]) {re.escape(sign)} (?=[\w(#-])", f" {said} ", text)
    return re.sub(r"(?<=\d)([+=])(?=\d)", lambda found: f" {words.signs[found[1]]} ", text)


def _telephone(text: str, words: Words) -> str:
    """Seven digits as they are dialled: the library takes the first three for the begin of a range."""
    del words
    return re.sub(
        r"(?<![\d)/.-] )(?<![\w/.,-])\d{3}[-–]\d{4}(?![\w/-]|[.,]\d)",
        lambda found: " ".join(filter(str.isdigit, found[0])),
        text,
    )


_FOR_ALL: tuple[Rule, ...] = (
    _degrees,
    _units,
    _fractions,
    _abbreviations,
    _shares,
    _signs,
    _ranges,
    _telephone,
    with_romans,
)
