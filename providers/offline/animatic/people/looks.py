"""What a character looks like in every shot: fixed by the name and the colour that is theirs."""

import hashlib
import random
import re
from dataclasses import dataclass

from providers.offline.animatic.palette import RGB, mix, shade

_SKINS: tuple[RGB, ...] = ((246, 212, 184), (232, 188, 152), (208, 156, 116), (168, 116, 82), (122, 82, 62))
_HAIR: tuple[RGB, ...] = (
    (42, 34, 40),
    (74, 50, 42),
    (124, 78, 48),
    (178, 126, 66),
    (156, 70, 44),
    (58, 56, 72),
)
_GREY: RGB = (208, 206, 204)
_TROUSERS: tuple[RGB, ...] = ((58, 62, 88), (92, 76, 66), (62, 78, 84), (100, 96, 110), (48, 48, 58))

_LONG_HAIR = ("long", "bob", "bun", "curls", "ponytail")
_SHORT_HAIR = ("crop", "swept", "curls", "beanie")
_FEMALE = re.compile(
    r"\b(woman|girl|mother|mom|mum|grandmother|grandma|daughter|sister|queen|princess|lady|mrs|ms|aunt|nurse|she)\b"
)
_MALE = re.compile(
    r"\b(man|boy|father|dad|grandfather|grandpa|son|brother|king|prince|mr|uncle|fisherman|he|captain|monk|sir)\b"
)
_OLD = re.compile(r"\b(old|elder|elderly|grand\w+|aged|ancient|retired)\b")
_YOUNG = re.compile(r"\b(boy|girl|child|kid|baby|son|daughter|little|young|toddler|student)\b")
_KINDS: tuple[tuple[str, str], ...] = (
    ("robot", r"robots?|android|droid|automaton|machine|bot"), ("dog", r"dogs?|puppy|hound|wolf|terrier"), ("fox", r"fox(?:es)?"),
    ("cat", r"cats?|kitten|tiger|lion"), ("horse", r"horses?|pony|mare|donkey|deer"),
)  # fmt: skip


@dataclass(frozen=True)
class Look:
    """A character's features; `stature` is a share of a grown person's height, `build` of the usual width."""

    kind: str
    colour: RGB
    second: RGB
    trousers: RGB
    skin: RGB
    hair: RGB
    style: str
    outfit: str
    build: float
    stature: float
    glasses: bool
    scarf: bool
    beard: bool


def look_of(name: str, colour: RGB) -> Look:
    """The look of the character called `name` whose colour is `colour`."""
    dice = random.Random(int.from_bytes(hashlib.sha256(f"look {name}".encode()).digest()[:8], "big"))
    words = name.lower()
    female, male = bool(_FEMALE.search(words)), bool(_MALE.search(words))
    old, young = bool(_OLD.search(words)), bool(_YOUNG.search(words))
    styles = _LONG_HAIR if female else _SHORT_HAIR if male else (*_LONG_HAIR, *_SHORT_HAIR)
    outfits = ("coat", "dress", "jacket") if female else ("coat", "jacket", "tunic")
    kind = next((kind for kind, hint in _KINDS if re.search(rf"\b(?:{hint})\b", words)), "person")
    return Look(
        kind=kind,
        colour=colour,
        second=dice.choice((shade(colour, 0.55), shade(colour, -0.45), mix(colour, (244, 236, 220), 0.8))),
        trousers=dice.choice(_TROUSERS),
        skin=dice.choice(_SKINS),
        hair=_GREY if old else dice.choice(_HAIR),
        style=dice.choice(styles),
        outfit=dice.choice(outfits),
        build=dice.uniform(0.92, 1.14),
        stature=0.68 if young else dice.uniform(0.94, 1.04),
        glasses=dice.random() < (0.4 if old else 0.16),
        scarf=dice.random() < 0.35,
        beard=male and not young and dice.random() < 0.6,
    )


STRANGER = Look(
    kind="person", colour=(112, 118, 138), second=(150, 154, 168), trousers=(58, 60, 78), skin=(206, 164, 132), hair=(52, 46, 54),
    style="crop", outfit="coat", build=1.0, stature=1.0, glasses=False, scarf=True, beard=False,
)  # fmt: skip
"""Somebody whom the prompt mentions without a name."""
