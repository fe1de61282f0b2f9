"""Reads how somebody is described: age, build, hair, skin and every garment with its colour."""

import re
from typing import NamedTuple

from providers.offline.animatic.colour_words import COLOURS, colour_in, said_colour
from providers.offline.animatic.palette import RGB, mix
from providers.offline.animatic.people.vocabulary import (
    COMPOUNDS,
    GARMENTS,
    HAIR_COLOURS,
    HAIR_STYLES,
    OWN_COLOURS,
    SKINS,
)

_TOKEN = re.compile(r"[^\W\d_]+(?:'[a-z]+)?|\d+|[,;:.()]")
_ENDS = frozenset(
    "with over under in on and wearing wears wore but of beneath above tucked into from her his their has".split()
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
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
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
_HAIR = re.compile(
    r"\b(?:hair(?:ed)?|curls|braids?|plaits?|locks|ponytail|pigtails|bun|bob|afro|dreadlocks|mane)\b"
)
_BEARDS = (("moustache", r"mo?ustaches?"), ("goatee", r"goatee"), ("stubble", r"stubbl(?:e|y)|unshaven"), ("full", r"beard(?:ed)?"))  # fmt: skip
_BALD = re.compile(r"\b(?:bald(?:ing)?|shaved head|shaven head|receding|hairless)\b")
_COLOURED_PERSON = re.compile(r"\b(blonde?|brunette|redhead|ginger)\b")
_SKIN = re.compile(r"((?:\b\w+\b ){1,3})(?:skin(?:ned)?|complexion)\b")
_NOT_SKIN = re.compile(r".*\b(?:and|with|of|a|the|eyes|hair)\b")
_NO_HAT = re.compile(r"\bhood(?:ed)?\b(?! (?:up|over|drawn|raised|pulled|cloak|robe|cape|figure))")


class Garment(NamedTuple):
    """One thing that somebody wears. `part` and `shape` as in `vocabulary.GARMENTS`; no colour where none is said."""

    part: str
    shape: str
    colour: RGB | None
    second: RGB | None = None
    pattern: str = ""
    long: bool = False


class Hair(NamedTuple):
    """What is said of somebody's hair, as far as it is said."""

    colour: RGB | None = None
    style: str = ""


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
    if not found or any(word in GARMENTS or _HAIR.search(word) for word in found[1].split()):
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


def hair_in(text: str) -> Hair:
    """What a plain text says of hair."""
    if bald := _BALD.search(text):
        clause = re.split(r"[,;.]", text[bald.start() :])[0]
        thin = bald[0] in ("balding", "receding")
        return Hair(_hair_colour(clause), "receding" if thin else "bald")
    told = [clause for clause in re.split(r"[,;.]|\bwearing\b", text) if _HAIR.search(clause)]
    if not told:
        person = _COLOURED_PERSON.search(text)
        word = {"redhead": "red"}.get(person[1], person[1]) if person else ""
        return Hair(HAIR_COLOURS.get(word))
    clause = _of_hair(told[0])
    style = _style_of(clause)
    for further in told[1:]:
        style = style if style not in ("", "short", "long") else _style_of(_of_hair(further)) or style
    return Hair(_hair_colour(clause), style)


def _of_hair(clause: str) -> str:
    """The part of a clause that is about hair: `a girl with short red hair and green eyes` → `short red hair`."""
    pieces = re.split(r"\b(?:with|and|has|eyes)\b", clause)
    piece = next(piece for piece in [*pieces, clause] if _HAIR.search(piece))
    end = next(hit.end() for hit in _HAIR.finditer(piece))
    worn = re.search(r"\bin (?:an? )?", piece[end:])
    if worn and not _style_of(" ".join(piece[end + worn.end() :].split()[:4])):
        return piece[: end + worn.start()]
    return piece


def _style_of(clause: str) -> str:
    styles = [name for words, name in HAIR_STYLES if re.search(rf"\b(?:{words})\b", clause)]
    return "long-curls" if "curls" in styles and "long" in styles else (styles or [""])[0]


def _hair_colour(clause: str) -> RGB | None:
    words = [word for word in clause.split() if word in HAIR_COLOURS]
    strong = [word for word in words if word not in ("dark", "light", "fair")]
    if strong:
        dark = "dark" in words and strong[-1] not in ("black",)
        colour = HAIR_COLOURS[strong[-1]]
        return mix(colour, (30, 24, 28), 0.4) if dark else colour
    return HAIR_COLOURS[words[-1]] if words else said_colour(clause)


def beard_in(text: str) -> tuple[str, RGB | None]:
    """Which beard is said, if any, and its colour."""
    for name, words in _BEARDS:
        if found := re.search(rf"((?:\b\w+\b ){{0,4}})\b(?:{words})\b", text):
            said = re.split(r"\b(?:with|and|a|an|his|the|hair)\b", found[1])[-1]
            return name, _hair_colour(said)
    return "", None


def skin_in(text: str) -> RGB | None:
    """The colour of skin that a plain text says: any colour at all, for those who are green."""
    found = _SKIN.search(text)
    if not found:
        return (100, 68, 54) if re.search(r"\b(?:african|nigerian|kenyan|ghanaian)\b", text) else None
    said = _NOT_SKIN.sub("", found[1])
    words = [word for word in said.split() if word in SKINS]
    if not words:
        return said_colour(said)
    colours = [SKINS[word] for word in words[-2:]]
    return mix(colours[0], colours[-1], 0.5)


_OF_A_BODY = r"(?=[,;.]|$| and \w+[,;.]| build| frame| (?:old |young |little )?(?:m[ae]n|wom[ae]n|boy|girl|child|person|lady|gentleman)\b)"


def eyes_in(text: str) -> RGB | None:
    """The colour of eyes that a plain text says."""
    found = re.search(r"((?:\b\w+\b ){1,3})eye[ds]?\b", text)
    said = said_colour(found[1]) if found else None
    return {(240, 236, 226): None}.get(said, said) if said else None


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
