"""Who and what recurs: forensic identifiers as a model gives them, one sentence of looks as code writes it."""

import re
from collections.abc import Mapping

from pydantic import Field

from activities.story.answers.fields import Draft, Label, Name
from activities.story.answers.unusable import Unusable
from activities.story.assembly.given_subjects import given_as
from activities.story.assembly.words import trimmed
from models.brief import Brief
from models.story.stages import Character
from models.story.triggers import trigger_of

LEAST_IDENTIFIERS = 10
MOST_WORDS = 70
_MOST_PRODUCT_WORDS = 45
_LONGEST_IDENTIFIER = 14
"""Words kept of one identifier before the whole sentence is fitted."""

IDENTIFIERS = (
    "kind", "age", "height", "build", "hair", "face", "eyes", "skin", "marks",
    "upper_clothing", "lower_clothing", "footwear", "accessories", "expression",
)  # fmt: skip

_NOTHING = re.compile(
    r"^(?:none?|n/?a|nil|null|unknown|unspecified|not (?:specified|visible|applicable|given|known)|-+|\.+|…|no \w+)?$",
    re.IGNORECASE,
)
_LABELS: dict[str, tuple[str, str]] = {
    "age": (
        r"\d\D*$|year|month|old|teen|adult|twent|thirt|fort|fift|sixt|sevent|eight|ninet|age|elder|young|infant",
        "{} years old",
    ),
    "height": (r"tall|height|short|long|high", "{} tall"),
    "build": (r"build|built|frame|body|slim|stocky|muscul|lean|heavy|athletic|petite", "{} build"),
    "hair": (r"hair|bald|shav|fur|coat|mane|feather|scale|curl|braid|bun|bob|locks|fleece|none", "{} hair"),
    "face": (r"face|jaw|cheek|chin|nose|muzzle|beak|features|brow|snout", "{} face"),
    "eyes": (r"eye|lens|sensor", "{} eyes"),
    "skin": (r"skin|complexion|fur|coat|hide|scale|plat|metal|feather|surface|fitzpatrick", "{} skin"),
    "expression": (r"express|smile|gaze|look|frown|grin|face|stare|eyes", "{} expression"),
}
"""What makes an identifier clear by itself, and how it is made so; an age of digits alone is in years."""


class CharacterDraft(Draft):
    """Somebody who recurs, as for a police description."""

    name: Name = Field(min_length=1)
    kind: Label = ""
    age: Label = ""
    height: Label = ""
    build: Label = ""
    hair: Label = ""
    face: Label = ""
    eyes: Label = ""
    skin: Label = ""
    marks: Label = ""
    upper_clothing: Label = ""
    lower_clothing: Label = ""
    footwear: Label = ""
    accessories: Label = ""
    expression: Label = ""

    def given(self) -> dict[str, str]:
        """The identifiers that say something, in the order they are read in."""
        values = {name: str(getattr(self, name)).strip(" .,;") for name in IDENTIFIERS}
        return {name: value for name, value in values.items() if not _NOTHING.match(value)}


class ProductDraft(Draft):
    """The thing a film is about, to the inch."""

    name: Label = ""
    kind: Label = ""
    size_inches: Label = ""
    material: Label = ""
    color: Label = ""
    finish: Label = ""
    shape: Label = ""
    markings: Label = ""
    details: Label = ""


def character_of(draft: CharacterDraft, brief: Brief, tokens: Mapping[str, str] | None = None) -> Character:
    """The character: one sentence of at most 70 words, or the token of a trained look and no looks at all.

    `tokens` are those of trained looks by name, by default as the brief names them. One whom the brief gives is called and described as it is given there.

    Raises:
        Unusable: not-sound, when fewer than ten identifiers are given, and neither a trained look nor a description is.

    """
    tokens = brief.tokens if tokens is None else tokens
    token, subject = trigger_of(draft.name, tokens), given_as(draft.name, brief)
    name = subject.name if subject else draft.name
    if token:
        return Character(name=name, description="", trigger=token)
    if subject and subject.description:
        return Character(name=name, description=subject.description)
    given = draft.given()
    if len(given) < LEAST_IDENTIFIERS:
        missing = [name for name in IDENTIFIERS if name not in given]
        raise Unusable(
            "not-sound",
            f"The character {draft.name} has {len(given)} identifiers: give at least {LEAST_IDENTIFIERS}, "
            f"such as {', '.join(missing[:6])}.",
        )
    return Character(name=name, description=_described(given))


def first_name(name: str) -> str:
    """The first word of a name in lower case, articles left out; empty when there is none."""
    words = [word for word in name.casefold().split() if word not in {"the", "a", "an"}]
    return words[0] if words else ""


def product_description(draft: ProductDraft | None) -> str:
    """The product in one sentence of at most 45 words; empty when there is none."""
    if draft is None:
        return ""
    fields = {name: str(getattr(draft, name)).strip(" .,;") for name in ProductDraft.model_fields}
    fields = {name: value for name, value in fields.items() if not _NOTHING.match(value)}
    if not (fields.get("name") or fields.get("kind")) or len(fields) < 2:
        return ""
    if fields.get("kind", "").casefold() in fields.get("name", "").casefold():
        fields.pop("kind", None)
    size = fields.get("size_inches", "")
    if size and not re.search(r"inch|\bin\b|\"|″|feet|foot|\bcm\b|\bmm\b", size):
        each = re.sub(r"\d+(?:\.\d+)?", r"\g<0> inches", size)
        fields["size_inches"] = f"{size} inches" if re.search(r"\d\s*[x×/]", size) else each
    return _within([*fields.values()], _MOST_PRODUCT_WORDS)


def _described(given: dict[str, str]) -> str:
    values = []
    for name, value in given.items():
        clear, label = _LABELS.get(name, ("", "{}"))
        if name == "age" and re.fullmatch(r"\d{1,3}", value):
            value = f"{value} years old"
        elif value.isascii() and not re.search(clear, value, re.IGNORECASE):
            first, split, rest = value.partition(" with ")
            value = label.format(first) + split + rest
        values.append(f"wearing {value}" if name == "upper_clothing" and not _worn(value) else value)
    return _within(values, MOST_WORDS)


def _worn(value: str) -> bool:
    return bool(re.search(r"\b(?:wear|dress|clad|bare|naked)", value, re.IGNORECASE))


def _within(values: list[str], most: int) -> str:
    """The values joined by commas; every one is kept, the longer ones cut at a word, until all fit."""
    for longest in range(_LONGEST_IDENTIFIER, 0, -1):
        text = ", ".join(" ".join(trimmed(value.split()[:longest])).rstrip(",;") for value in values)
        if len(text.split()) <= most:
            break
    return text
