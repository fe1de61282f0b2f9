"""Reads what is said of a head: its hair, beard, skin and eyes."""

import re
from typing import NamedTuple

from providers.offline.animatic.palette import RGB, mix
from providers.offline.animatic.words.colours import said_colour
from providers.offline.animatic.words.vocabulary import HAIR_COLOURS, HAIR_STYLES, SKINS

OF_HAIR = re.compile(
    r"\b(?:hair(?:ed)?|curls|braids?|plaits?|locks|ponytail|pigtails|bun|bob|afro|dreadlocks|mane)\b"
)
_BEARDS = (("moustache", r"mo?ustaches?"), ("goatee", r"goatee"), ("stubble", r"stubbl(?:e|y)|unshaven"), ("full", r"beard(?:ed)?"))  # fmt: skip
_BALD = re.compile(r"\b(?:bald(?:ing)?|shaved head|shaven head|receding|hairless)\b")
_COLOURED_PERSON = re.compile(r"\b(blonde?|brunette|redhead|ginger)\b")
_SKIN = re.compile(r"((?:\b\w+\b ){1,3})(?:skin(?:ned)?|complexion)\b")
_NOT_SKIN = re.compile(r".*\b(?:and|with|of|a|the|eyes|hair)\b")


class Hair(NamedTuple):
    """What is said of somebody's hair, as far as it is said."""

    colour: RGB | None = None
    style: str = ""


def hair_in(text: str) -> Hair:
    """What a plain text says of hair."""
    if bald := _BALD.search(text):
        clause = re.split(r"[,;.]", text[bald.start() :])[0]
        thin = bald[0] in ("balding", "receding")
        return Hair(_hair_colour(clause), "receding" if thin else "bald")
    told = [clause for clause in re.split(r"[,;.]|\bwearing\b", text) if OF_HAIR.search(clause)]
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
    piece = next(piece for piece in [*pieces, clause] if OF_HAIR.search(piece))
    end = next(hit.end() for hit in OF_HAIR.finditer(piece))
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
        dark = "dark" in words and strong[-1] != "black"
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
    return said_colour(found[1]) if found else None
