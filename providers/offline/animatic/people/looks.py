"""What somebody looks like in every picture: as they are described, and the rest by their name, always the same."""

import hashlib
import random
import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

from models.subjects.subject import Subject
from providers.offline.animatic.palette import RGB, character_colour, mix, shade
from providers.offline.animatic.people.look import GREY, OLD, SHOES, WHITE, Look
from providers.offline.animatic.people.pelts import creature_of
from providers.offline.animatic.words.colours import plain
from providers.offline.animatic.words.descriptions import (
    Garment,
    build_in,
    dressed_in,
    garments_in,
    gender_in,
    height_in,
    years_in,
)
from providers.offline.animatic.words.features import beard_in, eyes_in, hair_in, skin_in
from providers.offline.animatic.words.species import species_of
from providers.offline.animatic.words.vocabulary import OUTERMOST, TRADES

_SKINS: tuple[RGB, ...] = ((246, 212, 184), (232, 188, 152), (208, 156, 116), (168, 116, 82), (122, 82, 62))
_HAIR: tuple[RGB, ...] = (
    (42, 34, 40),
    (74, 50, 42),
    (124, 78, 48),
    (178, 126, 66),
    (156, 70, 44),
    (58, 56, 72),
)
_LEGS: tuple[RGB, ...] = ((58, 62, 88), (92, 76, 66), (62, 78, 84), (100, 96, 110), (48, 48, 58))

_LONG_HAIR = ("long", "bob", "bun", "curls", "ponytail")
_SHORT_HAIR = ("crop", "swept", "curls", "crop")
_OLD_NAME = re.compile(r"\b(?:old|elder|elderly|grand\w+|aged|ancient|retired)\b")
_YOUNG_NAME = re.compile(r"\b(?:boy|girl|child|kid|baby|son|daughter|little|young|toddler|student)\b")
_GROWTH = ((1, 0.46), (3, 0.54), (6, 0.63), (9, 0.70), (12, 0.80), (15, 0.91), (18, 1.0))
"""Stature by years, as a share of a grown person's."""


def look_of(subject: Subject, tint: int | None = None) -> Look:
    """How a character looks; `tint` is its colour where none is said, that of its name without one."""
    text, name = plain(subject.description), plain(subject.name)
    dice = random.Random(int.from_bytes(hashlib.sha256(f"look {subject.name}".encode()).digest()[:8], "big"))
    kind = species_of(text, name)
    own = character_colour(subject.name, tint)
    if kind == "person":
        return _person(own, text, name, dice)
    return creature_of(own, kind, text, name)


def _person(own: RGB, text: str, name: str, dice: random.Random) -> Look:
    gender = gender_in(text) or gender_in(name)
    years = _years(text, name, dice)
    hair = hair_in(text)
    styles = _LONG_HAIR if gender == "f" else _SHORT_HAIR if gender == "m" else (*_LONG_HAIR, *_SHORT_HAIR)
    named, unsaid = dice.choice(styles), dice.choice(_HAIR)
    grown = dice.uniform(0.95, 1.03) - (0.03 if gender == "f" else 0.0)
    tall = height_in(text)
    stature = _stature(years) * (tall if tall and years >= 14 else grown)
    beard, beard_colour = beard_in(text)
    colour = hair.colour or beard_colour or (GREY if years >= OLD else unsaid)
    style = {
        "short": "curls" if named == "curls" else "bob" if gender == "f" and years < 14 else "swept"
    }.get(hair.style, hair.style or named)
    if years < 14 and gender == "m" and hair.style in ("", "short"):
        style = "swept" if hair.style else "crop"
    if re.search(r"\b(?:wavy|straight)\b", text) and not hair.style:
        style = "long" if gender == "f" else "swept"
    look = Look(
        kind="person",
        **_clothes(own, name, (text, gender), dice),
        skin=skin_in(text) or dice.choice(_SKINS),
        hair=colour,
        style=style,
        build=(build_in(text) or dice.uniform(0.94, 1.12)) * (1.06 if years < 8 else 1.0),
        stature=stature,
        years=years,
        beard=beard,
        beard_colour=beard_colour or mix(colour, (60, 48, 44), 0.15),
        freckles="freckle" in text,
        eyes=eyes_in(text),
    )
    return look if text else _unsaid(look, gender, dice)


def _unsaid(look: Look, gender: str, dice: random.Random) -> Look:
    """Somebody of whom only the name is known has what a name may have: a scarf, glasses, a beard, a cap."""
    grown = look.years >= 16
    beard = gender == "m" and grown and dice.random() < 0.6
    capped = gender != "f" and dice.random() < 0.18
    return replace(
        look,
        scarf=look.scarf or (look.second if dice.random() < 0.3 else None),
        glasses=dice.random() < (0.4 if look.old else 0.16),
        beard="full" if beard else "",
        hat=look.hat or ("beanie" if capped else ""),
        hat_colour=look.hat_colour if look.hat else look.colour,
    )


def _years(text: str, name: str, dice: random.Random) -> int:
    years = years_in(text)
    if years is None:
        years = years_in(name)
    if years is not None:
        return years
    unsaid = dice.randrange(24, 52)
    if text:
        return unsaid
    return 72 if _OLD_NAME.search(name) else 9 if _YOUNG_NAME.search(name) else unsaid


def _stature(years: int) -> float:
    if years <= _GROWTH[0][0]:
        return _GROWTH[0][1]
    for (young, small), (older, taller) in pairwise(_GROWTH):
        if years <= older:
            return small + (taller - small) * (years - young) / (older - young)
    return 0.96 if years >= OLD else 1.0


def _clothes(own: RGB, name: str, told_of: tuple[str, str], dice: random.Random) -> dict[str, Any]:
    """What is worn, and what it covers."""
    text, gender = told_of
    worn: dict[str, Garment] = {}
    told, all_in = garments_in(text), dressed_in(text)
    if not told and all_in is None:
        told = garments_in(_work_clothes(f"{text} {name}"))
    for garment in told:
        worn.setdefault(garment.part, garment)
    unsaid = dice.choice(
        ("coat", "dress", "jacket") if gender == "f" else ("coat", "jacket", "sweater" if text else "tunic")
    )
    shown = [worn[part] for part in OUTERMOST if part in worn]
    outer = shown[0] if shown else Garment("top", "shirt" if "apron" in worn else unsaid, None)
    inner = shown[1] if len(shown) > 1 else None
    colour = outer.colour or all_in or own
    blend = dice.choice((shade(colour, 0.55), shade(colour, -0.45), mix(colour, WHITE, 0.8)))
    second = (
        (inner.colour if inner else None)
        or outer.second
        or (WHITE if outer.shape in ("suit", "waistcoat") else blend)
    )
    if all_in and not inner:
        second = shade(all_in, 0.12)
    legs = shade(all_in, -0.1) if all_in else dice.choice(_LEGS)
    lower = "bare" if outer.part == "dress" or (inner and inner.part == "dress") else "trousers"
    if outer.shape in ("suit", "jumpsuit", "overalls", "uniform", "pyjamas", "armour"):
        legs = shade(colour, -0.08)
    if below := worn.get("legs"):
        legs, lower = below.colour or legs, below.shape
    feet = worn.get("feet")
    sleeves = second if outer.shape in ("waistcoat", "overalls") else colour
    return {
        "colour": colour,
        "second": second,
        "sleeves": sleeves,
        "outfit": _shape(outer, lower),
        "lower": lower,
        "legs": legs,
        "shoes": (feet.colour if feet else None) or SHOES,
        "boots": bool(feet and feet.shape == "boots"),
        "pattern": outer.pattern,
        **_accessories(worn, colour),
    }


def _work_clothes(text: str) -> str:
    return next((worn for words, worn in TRADES if re.search(rf"\b(?:{words})\b", text)), "")


def _shape(outer: Garment, lower: str) -> str:
    if outer.shape == "dress" and outer.long:
        return "gown"
    return "dress" if outer.shape == "tunic" and lower == "bare" else outer.shape


def _accessories(worn: dict[str, Garment], colour: RGB) -> dict[str, Any]:
    """What is worn over, under and beside the clothes."""
    apron, bag, head, neck = (worn.get(part) for part in ("apron", "bag", "head", "neck"))
    told: dict[str, Any] = {"apron": apron.colour if apron else None, "glasses": "eyes" in worn}
    if bag:
        told["bag"] = bag.colour or (120, 84, 58)
    if head:
        own_hat = colour if head.shape == "hood" else shade(colour, -0.18)
        told |= {"hat": head.shape, "hat_colour": head.colour or own_hat}
    if neck and neck.shape in ("scarf", "collar"):
        told["scarf"] = neck.colour or shade(colour, 0.45)
    elif neck:
        told |= {
            "tie": neck.shape,
            "tie_colour": neck.colour or ((226, 196, 120) if neck.shape == "necklace" else (122, 44, 54)),
        }
    return told
