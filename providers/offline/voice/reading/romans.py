"""Roman numerals in numbers: after a word that is counted (`Chapter IV`), and after the name of a ruler (`Louis XIV`)."""

import re

from providers.offline.voice.reading.tables import Words

_ROMAN = r"(?:XC|L?X{0,4})(?:IX|IV|V?I{0,4})"
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_NAMED = re.compile(rf"(\b\w+ )?\b([^\W\d_]\w{{2,}}(?:-[^\W\d_]\w+)?) (?=[IVXL])({_ROMAN})(\.?)(?![\w'’.-])")
_FIRST = re.compile(r"(\b(?:der|die|das|dem|den|des) |^|\bve )(?=[IVX]{2})([IVX]+)\. (?=[^\W\d_]{3})")
_WOMEN = frozenset(
    [
        "Isabel",
        "Elisabeth",
        "Elizabeth",
        "Elisabetta",
        "Katharina",
        "Catherine",
        "Maria",
        "Mary",
        "Victoria",
        "Viktoria",
        "Isabella",
    ]
)
_TENTHS = frozenset(
    [
        "Charles",
        "Karl",
        "Carlos",
        "Carlo",
        "Pie",
        "Leo",
        "Léon",
        "Alfonso",
        "Louis",
        "Ludwig",
        "Gregor",
        "Clemens",
    ]
)
"""Whom a lone X counts."""
_DATIVE = frozenset(["von", "unter", "mit", "bei", "nach", "zu", "an", "seit"])


def with_romans(text: str, words: Words) -> str:
    """The text with the numerals that count something in Arabic digits, as the language orders rulers."""
    text = words.numbered.sub(_counted, text)
    if words.order:
        text = _NAMED.sub(lambda found: _named(found, words.order), text)
    return _FIRST.sub(lambda found: f"{found[1]}{_value(found[2]) or found[2]}. ", text)


def _counted(found: re.Match[str]) -> str:
    """Not `the part I like`."""
    is_pronoun = found[2] != found[2].upper() or (found[1].islower() and found[2] == "I")
    return found[0] if is_pronoun or not (value := _value(found[2])) else f"{found[1]} {value}"


def _named(found: re.Match[str], order: str) -> str:
    before, name, numeral, stop = found[1] or "", found[2], found[3], found[4]
    # `Ludwig XIV.` has a stop in itself; without it a single letter is rather no number.
    counts = bool(stop and order.endswith(".")) or len(numeral) > 1 or numeral == "V"
    if not name[0].isupper() or name.isupper() or not (counts or (numeral == "X" and name in _TENTHS)):
        return found[0]
    said = order.format(n=_value(numeral))
    if name in _WOMEN:
        said = said.replace("der ", "die ").replace("º", "ª")
    elif before.strip().casefold() in _DATIVE:
        said = said.replace("der ", "dem ")
    elif re.search(r"(?:ig|ich|elm|rl|org|to)s$", name):
        said = said.replace("der ", "des ")
    ends = stop and not said.endswith(".") and not re.search(r"\w", found.string[found.end() :])
    return f"{before}{name} {said}{'.' if ends else ''}"


def _value(numeral: str) -> int:
    """What a Roman numeral says; 0 for what is none."""
    if not re.fullmatch(_ROMAN, numeral):
        return 0
    values = [_VALUES[letter] for letter in numeral]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))
