"""Words that are no thing in a picture: those that only join, say how, or name what nobody can see; and what is done."""

import re
import tomllib
from pathlib import Path

TABLES: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
"""The words by their table's name."""


def _words(table: str) -> frozenset[str]:
    return frozenset(TABLES[table].split())


def _forms(verb: str) -> tuple[str, ...]:
    stem = verb.removesuffix("e")
    present = f"{verb}es" if verb.endswith(("s", "x", "ch", "sh", "o")) else f"{verb}s"
    present = f"{verb[:-1]}ies" if verb.endswith("y") and verb[-2] not in "aeiou" else present
    return verb, present, f"{stem}ed", f"{stem}ing", f"{verb}{verb[-1]}ed", f"{verb}{verb[-1]}ing"


FUNCTION, ADVERBS, HOW, UNSEEN = _words("function"), _words("adverbs"), _words("how"), _words("unseen")
COMPARED = _words("compared")
DETERMINERS, LEADING = _words("determiners"), _words("leading")
VERBS = (
    frozenset({form for verb in _words("verbs") for form in _forms(verb)}) | _words("irregular")
) - _words("also_things")
STAND_INS = re.compile(TABLES["stand_ins"])
"""Words for things in whose place another is drawn: a lorry is no saloon car."""
NO_ROOMS = _words("no_rooms")
"""Words for places of which there is no picture, and for which some room or street stands."""
SEEN_VERBS = re.compile(
    r"\b(?:danc(?:e|es|ed|ing)|swims?|swam|swimming|fl(?:y|ies|ew|ying)|falls?|fell|falling|jump(?:s|ed|ing)?|leap(?:s|ed|ing)?|leapt|sleep(?:s|ing)?|slept|"
    r"hug(?:s|ged|ging)?|embrac(?:e|es|ed|ing)|kiss(?:es|ed|ing)?|fight(?:s|ing)?|fought|rid(?:es?|ing)|rode|row(?:s|ed|ing)|dig(?:s|ging)?|dug|burn(?:s|ed|ing)|"
    r"explod(?:e|es|ed|ing)|juggl(?:e|es|ed|ing)|crawl(?:s|ed|ing)?|weep(?:s|ing)?|wept|cr(?:ies|ied|ying)|scream(?:s|ed|ing)?|throw(?:s|ing)?|threw|"
    r"driv(?:es?|ing)|drove|dives?|dived|diving|sink(?:s|ing)?|sank|collaps(?:e|es|ed|ing)|eat(?:s|ing)?|ate|drink(?:s|ing)|drank|"
    r"knit(?:s|ting)|sew(?:s|ed|ing)|bow(?:s|ed|ing)|wrestl(?:e|es|ed|ing)|melt(?:s|ed|ing)|crash(?:es|ed|ing)?|float(?:s|ed|ing)?|faint(?:s|ed|ing)?)\b"
)
"""What is done that a picture could show."""
