"""Reads how somebody is described: age, build, height and every garment with its colour."""

import re
from typing import NamedTuple

from providers.offline.animatic.palette import RGB
from providers.offline.animatic.words.colours import COLOURS, colour_in, said_colour
from providers.offline.animatic.words.features import OF_HAIR
from providers.offline.animatic.words.vocabulary import (
    COMPOUNDS,
    GARMENTS,
    OWN_COLOURS,
)

_TOKEN = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d+|[,;:.()]")
_ENDS = frozenset(
    [
        "with",
        "over",
        "under",
        "in",
        "on",
        "and",
        "wearing",
        "wears",
        "wore",
        "but",
        "of",
        "beneath",
        "above",
        "tucked",
        "into",
        "from",
        "her",
        "his",
        "their",
        "has",
    ]
)
"""Words at which what is said of the next garment begins."""
_PATTERNS = (
    ("stripes", r"strip(?:es|ed|y)"),
    ("checks", r"checked|chequered|checkered|plaid|tartan|gingham"),
    ("dots", r"spotted|polka dot(?:ted|s)?|dotted|floral|flowered"),
)
_NUMBERS = {
    name: number
    for number, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_YEARS = re.compile(
    rf"\b(\d{{1,3}}|{'|'.join(_NUMBERS)})(?: (one|two|three|four|five|six|seven|eight|nine))? years? (?:old|of age)\b|\baged (\d{{1,3}})\b"
)
_DECADES = {"teens": 15, "twenties": 24, "thirties": 34, "forties": 44, "fifties": 54, "sixties": 64, "seventies": 74, "eighties": 83, "nineties": 92}  # fmt: skip
_DECADE = re.compile(rf"\b(?:early |mid |late )?({'|'.join(_DECADES)})\b")
_AGES: tuple[tuple[int, str], ...] = (
    (2, r"toddlers?|bab(?:y|ies)|infants?"),
    (72, r"elderly|grand(?:mother|father|ma|pa)|granny|gran|old (?:\w+ )?(?:man|woman|lady|gentleman|couple|men|women|fisherman|sailor|keeper|king|queen|wizard|witch|monk|teacher|captain|farmer|soldier)|crone|pensioners?"),
    (50, r"middle aged"),
    (15, r"teen(?:ager|agers|age|aged)?|adolescents?"),
    (6, r"(?:little|small|tiny) (?:\w+ )?(?:girls?|boys?|child|children|kids?)"),
    (9, r"girls?|boys?|child|children|kids?|schoolgirls?|schoolboys?|schoolchild(?:ren)?|bo(?:y) scouts?"),
    (24, r"young (?:\w+ )?(?:man|woman|lady|men|women|couple)"),
)  # fmt: skip
_FEMALE = re.compile(r"\b(?:wom[ae]n|girls?|mother|mom|mum|grandmother|grandma|granny|daughter|sister|queen|princess|lady|mrs|ms|miss|aunt|nun|witch|she|her|hers|actress|waitress|duchess|bride|schoolgirl)\b")  # fmt: skip
_MALE = re.compile(r"\b(?:m[ae]n|boys?|father|dad|grandfather|grandpa|son|brother|king|prince|mr|sir|uncle|fisherman|monk|wizard|he|him|his|gentleman|waiter|duke|groom|schoolboy|lord)\b")  # fmt: skip
_NO_HAT = re.compile(r"\bhood(?:ed)?\b(?! (?:up|over|drawn|raised|pulled|cloak|robe|cape|figure))")


class Garment(NamedTuple):
    """One thing that somebody wears. `part` and `shape` as in `vocabulary.GARMENTS`; no colour where none is said."""

    part: str
    shape: str
    colour: RGB | None
    second: RGB | None = None
    pattern: str = ""
    long: bool = False


def garments_in(text: str) -> tuple[Garment, ...]:
    """Everything that is worn in a plain text, in its order."""
    for pattern, word in COMPOUNDS:
        text = re.sub(rf"\b(?:{pattern})\b", word, text)
    text = _NO_HAT.sub("trim", text).replace("hooded", "hood")
    tokens = _TOKEN.findall(text)
    found: list[Garment] = []
    since: list[str] = []
    for k, token in enumerate(tokens):
        after = tokens[k + 1 : k + 4]
        if token in GARMENTS and not (after and after[0] in GARMENTS and GARMENTS[after[0]][0] != "bag"):
            found.append(_garment(token, " ".join(since), after))
            since = []
        elif not token[0].isalnum() or (token in _ENDS and not _between_colours(tokens, k)):
            since = []
        else:
            since.append(token)
    return tuple(found)


def _between_colours(tokens: list[str], k: int) -> bool:
    return (
        tokens[k] == "and"
        and 0 < k < len(tokens) - 1
        and tokens[k - 1] in COLOURS
        and tokens[k + 1] in COLOURS
    )


def _garment(word: str, said: str, after: list[str]) -> Garment:
    part, shape = GARMENTS[word]
    colour = colour_in(said)
    if colour is None and after and after[0] in ("of", "in", "is", "are"):
        colour = said_colour(" ".join(after[1:]))
    first, _, rest = said.partition(" and ")
    second = said_colour(first) if rest else None
    pattern = next((name for name, words in _PATTERNS if re.search(rf"\b(?:{words})\b", said)), "")
    long = bool(re.search(r"\b(?:long|ankle length|floor length|flowing)\b", said))
    return Garment(part, shape, colour or OWN_COLOURS.get(word), second, pattern, long)


def dressed_in(text: str) -> RGB | None:
    """The colour of somebody who is dressed `all in black`; None where no such colour is said."""
    found = re.search(r"\b(?:in|wearing|wears) ((?:all )?(?:\w+ ){0,2}\w+)(?= ?(?:[,;.]|$|and |with ))", text)
    if not found or any(word in GARMENTS or OF_HAIR.search(word) for word in found[1].split()):
        return None
    return said_colour(found[1])


def years_in(text: str) -> int | None:
    """How old somebody is, in years; None where nothing is said of it."""
    if found := _YEARS.search(text):
        said = found[1] or found[3]
        return (int(said) if said.isdigit() else _NUMBERS[said]) + _NUMBERS.get(found[2] or "", 0)
    if found := _DECADE.search(text):
        return _DECADES[found[1]]
    return next((years for years, words in _AGES if re.search(rf"\b(?:{words})\b", text)), None)


def gender_in(text: str) -> str:
    """`f`, `m`, or nothing: by the first word of a plain text that tells."""
    found = [
        (hit.start(), gender)
        for gender, words in (("f", _FEMALE), ("m", _MALE))
        if (hit := words.search(text))
    ]
    return min(found)[1] if found else ""


_OF_A_BODY = (
    r"(?=[,;.]|$| and \w+[,;.]| build| frame"
    r"| (?:old |young |little )?(?:m[ae]n|wom[ae]n|boy|girl|child|person|lady|gentleman)\b)"
)
"""What follows a word that is said of a body, and not of its coat."""


def build_in(text: str) -> float | None:
    """How broad somebody is, as a share of the usual; None where nothing is said."""
    for build, words in (
        (0.90, r"slim|slender|lean|wiry|thin|petite|lanky|skinny|slight|gaunt|willowy|narrow shouldered"),
        (1.24, r"heavy ?set|plump|stout|fat|large build|heavy build|overweight|rotund|portly|burly|huge"),
        (1.15, r"sturdy|stocky|broad shouldered|broad|muscular|strong build|athletic|solid|barrel chested"),
        (1.0, r"medium build|average build"),
    ):
        if re.search(rf"\b(?:{words}){_OF_A_BODY}", text):
            return build
    return None


def height_in(text: str) -> float | None:
    """How tall a grown person is said to be, as a share of the usual 172 cm."""
    if found := re.search(r"\b(\d{3}) ?(?:cm|centimet\w+)\b|\b(\d)[.,](\d\d) ?m\b", text):
        return int(found[1] or found[2] + found[3]) / 172
    if found := re.search(r"\b(\d) ?(?:'|feet|foot|ft) ?(\d{1,2})?", text):
        return (int(found[1]) * 30.48 + int(found[2] or 0) * 2.54) / 172
    for share, words in (
        (1.36, r"giant"),
        (0.74, r"dwarf|gnome|goblin|halfling|hobbit"),
        (1.08, r"(?:tall|towering|lanky)(?! (?:hat|boots|collar|hair))"),
        (0.91, r"petite|(?:of )?short stature|short (?:man|woman|person|and|build)|(?<=, )short(?=,|$)"),
    ):
        if re.search(rf"\b(?:{words})\b", text):
            return share
    return None
