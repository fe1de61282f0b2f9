"""How a creature looks: its fur, feathers or panels as they are described, and what it wears."""

import re
from dataclasses import replace

from providers.offline.animatic.creatures.kinds import CREATURES
from providers.offline.animatic.palette import RGB, mix
from providers.offline.animatic.people.look import Look, look_of_nobody
from providers.offline.animatic.words.colours import COLOURS, said_colour
from providers.offline.animatic.words.descriptions import garments_in
from providers.offline.animatic.words.species import kind_said
from providers.offline.animatic.words.vocabulary import HAIR_COLOURS

_PELT = re.compile(
    r"((?:\b\w+\b ){1,4})(?:fur|coat|feathers|plumage|scales|skin|hide|fleece|wool|pelt|panels?|shell|plates|plating|body|colouring|coloring|markings|stripes|casing)\b"
)
_LIGHTER = {
    "grey": (150, 152, 158),
    "gray": (150, 152, 158),
    "black": (58, 54, 60),
    "white": (240, 238, 232),
    **HAIR_COLOURS,
}


def creature_of(own: RGB, kind: str, text: str, name: str) -> Look:
    """A creature of the colour that is said of its fur or panels, or before its kind: a white terrier; `own` is its own."""
    fur = CREATURES[kind].fur
    worn = {garment.part: garment for garment in garments_in(text) if garment.part == "neck"}
    # The black dog is black, whatever a writer has made up of its coat.
    said = _colour_said(kind_said(name)) or _pelt_colour(text) or _pelt_colour(name)
    colour = said or (own if kind == "robot" else fur if text else mix(fur, own, 0.08))
    tame = kind in ("dog", "cat", "horse")
    collar = worn["neck"].colour or own if "neck" in worn else own if not text and tame else None
    small = re.search(
        r"\b(?:puppy|kitten|cub|foal|fawn|lamb|calf|little|small|tiny|young|baby)\b", f"{text} {name}"
    )
    big = re.search(r"\b(?:huge|giant|enormous|large|big)\b", text)
    base = look_of_nobody(own)
    return replace(
        base,
        kind=kind,
        colour=colour,
        worn=collar,
        stature=0.72 if small else 1.22 if big else 1.0,
    )


def _pelt_colour(text: str) -> RGB | None:
    for said in (*[hit[1] for hit in _PELT.finditer(text)], kind_said(text)):
        if (colour := _colour_said(said)) is not None:
            return colour
    return None


def pelt_of(colour: RGB | None) -> RGB | None:
    """A colour that is said of a creature as its fur has it: black fur shows its own shadows."""
    return _LIGHTER["black"] if colour == COLOURS["black"] else colour


def _colour_said(said: str) -> RGB | None:
    """The colour in the words that are said of fur."""
    words = [word for word in said.split() if word in _LIGHTER]
    colour = said_colour(said)
    if words and (colour is None or words[-1] in ("grey", "gray", "black", "white", "red", "ginger")):
        return _LIGHTER[words[-1]]
    return colour
