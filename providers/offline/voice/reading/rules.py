"""What is written otherwise before the library reads it: what it does not know, or reads wrongly, by kinds."""

import re
from collections.abc import Callable

from providers.offline.voice.reading.tables import Words

_AS_USUAL = str.maketrans({
    "℃": "°C", "℉": "°F", "′": "'", "″": '"', "−": "-", "⁄": "/", "µ": "μ", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    "\u2007": " ", "\u00ad": "", "™": "", "®": "", "©": "", "℠": "", "♪": "", "♫": "", "♩": "", "♬": "",
})  # fmt: skip
"""Signs that are written in two ways, and those that nobody says."""
_ROMAN = r"(?:XC|L?X{0,4})(?:IX|IV|V?I{0,4})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_NAMED = re.compile(rf"\b([^\W\d_]\w{{2,}}) (?=[IVXL])({_ROMAN})(\.?)(?![\w'’.-])")
_WOMEN = frozenset("Isabel Elisabeth Elizabeth Katharina Catherine Maria Mary Victoria Viktoria Caterina Isabella".split())
_MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
}
_FEET = re.compile(r"(?<![\w.,])(\d{1,2})['’] ?(\d{1,2})(?:[\"”]|'')?(?![\w'’])")
_INCHES = re.compile(r"(?<![\w.,'’])(\d{1,3}(?:\.\d+)?)[\"”](?=( ?)(.?))")
_TITLES = re.compile(r"\b(DR|MR|MRS|MS|PROF|ST)\.(?= )")

Rule = Callable[[str, Words], str]


def as_usual(text: str) -> str:
    """The text with each sign in its usual form, and without those that nobody says."""
    return text.translate(_AS_USUAL)


def prepared(text: str, words: Words, language: str, region: str) -> str:
    """A sentence as the library of readings reads it rightly; `region` (ISO 3166) says how a date is written."""
    for rule in _FOR_ALL:
        text = rule(text, words)
    if language == "en":
        text = _english(text, region)
    if language == "de":
        text = _german(text)
    return re.sub(r" {2,}", " ", text).strip()


def _abbreviations(text: str, words: Words) -> str:
    text = _TITLES.sub(lambda found: f"{found[1].title()}.", text)
    for written, whole in words.short:

        def said(found: re.Match[str], whole: dict[str, str] = whole) -> str:
            ends = found[0].endswith(".") and not re.search(r"\w", found.string[found.end() :])
            gap = " " if found.string[found.start() - 1 : found.start()].isdigit() else ""
            return gap + whole[found["short"]] + ("." if ends else "")

        text = written.sub(said, text)
    return text


def _degrees(text: str, words: Words) -> str:
    """The library leaves out which degrees they are."""
    del words
    named = {"C": "Celsius", "F": "Fahrenheit"}
    return re.sub(r"(?<=\d) ?° ?([CF])\b", lambda found: f"° {named[found[1]]}", text)


def _units(text: str, words: Words) -> str:
    for unit, whole in words.units.items():
        text = re.sub(rf"(?<=\d) ?{unit}(?!\w)", f" {whole}", text)
    return text


def _fractions(text: str, words: Words) -> str:
    for sign, half in words.halves.items():
        text = re.sub(rf"(?<=\d) ?{sign}", f" {half}", text)
    return re.sub(
        "[½¼¾⅓⅔]", lambda found: {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}[found[0]], text
    )


def _signs(text: str, words: Words) -> str:
    """Between numbers and alone; `#` and `§` before a number. A `-` is what the library takes it for."""
    text = re.sub(r"(?<=[\w²³)]) ?× ?(?=[\w(])", f" {words.by} ", text)
    text = re.sub(r"(?<=\d)x(?=\d)", f" {words.by} ", text)
    text = re.sub(r"(?<![\w.,])(\d+)x(?!\w)", rf"\1 {words.times}", text)
    text = re.sub(r"(?<![\w.,/])(\d+[.,]\d+)/(\d+)(?![\w/]|[.,]\d)", rf"\1 {words.of} \2", text)
    text = re.sub(r"\b([A-Z])&([A-Z])\b", rf"\1 {words.signs['&']} \2", text)
    for sign, said in words.signs.items():
        if sign in "#§№":
            text = re.sub(rf"{sign}+ ?(?=\d)", f"{said} ", text)
        elif sign in "<>≈±≤≥":
            text = re.sub(rf"{sign} ?(?=-?\d)", f" {said} ", text)
        else:
            text = re.sub(rf"(?<=[\w)]) {re.escape(sign)} (?=[\w(-])", f" {said} ", text)
    return re.sub(r"(?<=\d)([+=])(?=\d)", lambda found: f" {words.signs[found[1]]} ", text)


def _telephone(text: str, words: Words) -> str:
    """Seven digits as they are dialled: the library takes the first three for the begin of a range."""
    del words
    return re.sub(
        r"(?<![\d)/.-] )(?<![\w/.,-])\d{3}[-–]\d{4}(?![\w/-]|[.,]\d)",
        lambda found: " ".join(filter(str.isdigit, found[0])),
        text,
    )


def _romans(text: str, words: Words) -> str:
    """After a word that is counted (`Chapter IV`) a number, after a name what the language orders rulers by."""

    def counted(found: re.Match[str]) -> str:
        plain = found[2] != found[2].upper() or (found[1].islower() and found[2] == "I")
        return found[0] if plain or not (value := _value(found[2])) else f"{found[1]} {value}"

    def named(found: re.Match[str]) -> str:
        name, numeral, stop = found[1], found[2], found[3]
        ends = not re.search(r"\w", found.string[found.end() :])
        # `Ludwig XIV.` has a stop in itself; without it a single letter is rather no number.
        ordinal = bool(stop) and words.order.endswith(".")
        if not name[0].isupper() or name.isupper() or not (ordinal or len(numeral) > 1 or numeral == "V"):
            return found[0]
        said = words.order.format(n=_value(numeral))
        if name in _WOMEN:
            said = said.replace("der ", "die ").replace("º", "ª")
        return f"{name} {said}" + ("." if stop and ends and not said.endswith(".") else "")

    text = words.numbered.sub(counted, text)
    return _NAMED.sub(named, text) if words.order else text


def _value(numeral: str) -> int:
    """What a Roman numeral says; 0 for what is none."""
    if not re.fullmatch(_ROMAN, numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _english(text: str, region: str) -> str:
    if region != "GB":
        text = re.sub(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", _american, text)
    text = re.sub(r"\b([Cc]all|[Dd]ial|[Pp]hone) (\d)(\d)(\d)\b(?![-,.]\d)", r"\1 \2 \3 \4", text)
    text = re.sub(r"\b([Rr]oom|[Ff]light|[Rr]oute|[Ss]uite|[Hh]ighway) (\d)0(\d)\b", r"\1 \2 oh \3", text)
    text = re.sub(r"(?<=\d )(BCE|BC|AD|CE)\b|\bAD(?= \d)", lambda found: " ".join(found[0]), text)
    # The library takes the year for the end of a card's number.
    text = re.sub(r"\b([Ee]nds|[Ee]nding) in ((?:1\d|20)\d\d)\b", r"\1 in the year \2", text)
    text = _FEET.sub(r"\1 foot \2", text)
    return _INCHES.sub(_inches, text) if '"' in text or "”" in text else text


def _american(found: re.Match[str]) -> str:
    month, day = int(found[1]), int(found[2])
    return f"{_MONTHS['en'][month - 1]} {day}, {found[3]}" if 1 <= month <= 12 and day <= 31 else found[0]


def _inches(found: re.Match[str]) -> str:
    """An inch mark, unless it may as well close a quote."""
    before = found.string[: found.start()]
    if before.count('"') % 2 or before.count("“") > before.count("”"):
        return found[0]
    return found[1] + (" inch" if found[3].islower() else " inches")


def _german(text: str) -> str:
    def dated(found: re.Match[str]) -> str:
        month = int(found[2])
        return f"{found[1]}. {_MONTHS['de'][month - 1]} {found[3]}" if 1 <= month <= 12 else found[0]

    text = re.sub(r"(?<![\d.])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?![\d.]?\d)", dated, text)
    text = re.sub(r"(?<=[a-zäöü])str\.(?=\s)", "straße", text)
    # 2026 is read zweitausend…, where the library halves it as 1926 is halved.
    return re.sub(r"(?<![\d.,])2(0[1-9]\d)(?![\d]|[.,]\d)", r"2.\1", text)


_FOR_ALL: tuple[Rule, ...] = (_degrees, _units, _fractions, _abbreviations, _signs, _telephone, _romans)
