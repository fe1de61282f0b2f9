"""Voices made of a recorded one: by how much its pitch and its formants move, and whom they then sound like."""

from typing import Literal, NamedTuple

Gender = Literal["f", "m", ""]
Age = Literal["child", "young", "grown", "old", ""]


class Variant(NamedTuple):
    """A voice made of another; the recorded one itself has no `suffix` and moves nothing.

    `pitch` and `formant` are ratios to the recorded voice's: a formant ratio of 1.18 is a throat that much shorter,
    a woman's beside a man's.
    """

    suffix: str = ""
    pitch: float = 1.0
    formant: float = 1.0
    gender: Gender = ""
    age: Age = ""
    about: str = ""


MANS = (
    Variant("woman", 2.25, 1.18, "f", "grown", "a woman"),
    Variant("light", 1.52, 1.07, "m", "young", "a young man: light, friendly, shy, nervous"),
    Variant("low", 0.72, 0.94, "m", "grown", "a deep man: calm, stern, gruff, strong"),
    Variant("child", 3.40, 1.32, "", "child", "a child, a girl or a boy"),
    Variant("dark", 1.85, 1.13, "f", "old", "a low woman: old, wise, stern, calm, queen, witch"),
    Variant("old", 1.25, 0.96, "m", "old", "an old man: wise, gentle, tired, wizard, king"),
    Variant("bright", 2.75, 1.22, "f", "young", "a young woman: bright, lively, quick, cheerful, princess"),
    Variant("giant", 0.60, 0.90, "m", "", "very deep: giant, bear, dragon, monster, robot, whale, ogre, troll, lion"),
    Variant("tiny", 4.20, 1.40, "", "", "very high: mouse, fairy, elf, bird, puppet, doll, kitten, puppy, rabbit"),
)  # fmt: skip
"""Made of a man's voice: three semitones or more lie between any two of them, and between each and the man.

Pitch-synchronous overlap-add keeps them intelligible: of 49 words of five sentences CMU's recogniser heard 42 of joe's,
38 to 45 of theirs, 35 of the giant's and 20 of the tiny one's. A phase vocoder (Rubber Band) left 7 of 40 of the woman's.
"""

WOMANS = (
    Variant("low", 0.78, 0.95, "f", "old", "a low woman: old, wise, stern, calm, queen, witch"),
    Variant("man", 0.52, 0.86, "m", "grown", "a man"),
    Variant("bright", 1.27, 1.06, "f", "young", "a young woman: bright, lively, quick, cheerful, princess"),
    Variant("child", 1.58, 1.13, "", "child", "a child, a girl or a boy"),
    Variant("dark", 0.64, 0.90, "", "", "very low for a woman: stern, robot"),
)
"""Made of a woman's voice."""

ANYBODYS = (
    Variant("low", 0.79, 0.94, "", "old", "lower: old, calm, stern, gruff"),
    Variant("high", 1.27, 1.07, "", "young", "higher: young, bright, lively"),
    Variant("deep", 0.63, 0.88, "", "", "very low: giant, bear, dragon, monster"),
    Variant("tiny", 1.58, 1.14, "", "child", "very high: child, mouse, fairy, elf"),
)
"""Made of a voice of which nobody knows whose it is."""


def variants_of(gender: Gender) -> tuple[Variant, ...]:
    """What is made of a recorded voice."""
    return {"m": MANS, "f": WOMANS, "": ANYBODYS}[gender]
