"""What only one language writes so: dates by its country, feet and inches, its years."""

import re

_MONTHS = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
}
_FEET = re.compile(r"(?<![\w.,])(\d{1,2})['’] ?(\d{1,2})(?:[\"”]|'')?(?![\w'’])")
_ONLY_FEET = re.compile(r"(?<![\w.,'])(\d{1,3})['’](?=\s+(?:tall|high|long|wide|deep)\b)")
_INCHES = re.compile(r"(?<![\w.,'’])(\d{1,3}(?:\.\d+)?)[\"”](?=( ?)(.?))")
_LENGTH_OF = re.compile(r"\b(?:of|is|was|by|to|at|than|about)\s+$")
_IN_PARTS = re.compile(
    r"\b([Rr]oom|[Ff]light|[Rr]oute|[Ss]uite|[Hh]ighway|Boeing) (\d)(0[1-9]|[1-9]\d)(?![\d:]|[.,]\d)"
)
_DAY_FIRST = re.compile(
    rf"(?<![\w.,/:-])(?:the )?([12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)? ({'|'.join(_MONTHS['en'])})(?!\w)"
)
"""`3 May`, which is said `the third of May`, or `May third`."""
_ERA = re.compile(r"(?<=\d )(BCE|BC|AD|CE)\b|\bAD(?= \d)")


def english(text: str, region: str) -> str:
    """An English sentence; in Britain (`GB`) a date begins with its day."""
    if region != "GB":
        text = re.sub(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])", _american, text)
    text = _DAY_FIRST.sub(lambda found: _said_day(found, region), text)
    text = re.sub(r"\b([Cc]all|[Dd]ial|[Pp]hone) (\d)(\d)(\d)\b(?![-,.]\d)", r"\1 \2 \3 \4", text)
    text = _IN_PARTS.sub(_in_parts, text)
    text = re.sub(r"\b9/11\b", "9 11", text)
    text = re.sub(r"\bWW(I{1,2})\b", lambda found: f"World War {len(found[1])}", text)
    text = _ERA.sub(lambda found: " ".join(found[0]), text)
    # The library takes the year for the end of a card's number.
    text = re.sub(r"\b([Ee]nds|[Ee]nding) in ((?:1\d|20)\d\d)\b", r"\1 in the year \2", text)
    text = re.sub(r"(?<![$€£¥\w.,])(\d+(?:\.\d+)?)M\b", r"\1 million", text)
    text = re.sub(r"(?<=\d)¢", " cents", text)
    text = re.sub(r"(?<=\d)[°-] ?(?=(?:angle|turn|arc|view|pan|rotation)\b)", " degree ", text)
    text = re.sub(r"(?<=[IVX]{2})(['’]s)\b", r" \1", text)
    text = _ONLY_FEET.sub(r"\1 feet", _FEET.sub(r"\1 foot \2", text))
    return _INCHES.sub(_inches, text) if '"' in text or "”" in text else text


def english_said(said: str, text: str, region: str) -> str:
    """What the library made of `text`, as it is said in the voice's country."""
    said = re.sub(r"\b([Ee]nds|[Ee]nding) in the year ", r"\1 in ", said)
    # An engine says a lone `a` as the article.
    said = re.sub(r"(?<= )([ap]) m\b\.?", r"\1.m.", said).replace(" 's", "'s").replace(" ’s", "’s")
    if region != "GB" and not _AND.search(text):
        said = _AND.sub(r"\1 ", said)
    return said


_AND = re.compile(r"\b(hundred|thousand|million|billion) and ")
"""What British people say, and Americans do not."""


def _said_day(found: re.Match[str], region: str) -> str:
    day = int(found[1])
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"the {day}{ending} of {found[2]}" if region == "GB" else f"{found[2]} {day}{ending}"


def german(text: str) -> str:
    """A German sentence."""
    text = re.sub(r"(?<![\d.])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?![\d.]?\d)", _dated, text)
    text = re.sub(r"(?<=[a-zäöü])str\.(?=\s)", "straße", text)
    # 2026 is read zweitausend…, where the library halves it as 1926 is halved.
    return re.sub(r"(?<![\d.,])2(0[1-9]\d)(?!\d|[.,]\d)", r"2.\1", text)


def _american(found: re.Match[str]) -> str:
    month, day = int(found[1]), int(found[2])
    return f"{_MONTHS['en'][month - 1]} {day}, {found[3]}" if 1 <= month <= 12 and day <= 31 else found[0]


def _in_parts(found: re.Match[str]) -> str:
    rest = f"oh {found[3][1]}" if found[3][0] == "0" else found[3]
    return f"{found[1]} {found[2]} {rest}"


def _inches(found: re.Match[str]) -> str:
    """An inch mark, unless it may as well close a quote."""
    before = found.string[: found.start()]
    if len(re.findall(r'(?<!\d)"', before)) % 2 or before.count("“") > before.count("”"):
        return found[0]
    return found[1] + (" inches" if not found[3].islower() or _LENGTH_OF.search(before) else " inch")


def _dated(found: re.Match[str]) -> str:
    month = int(found[2])
    return f"{found[1]}. {_MONTHS['de'][month - 1]} {found[3]}" if 1 <= month <= 12 else found[0]
