"""What tells in each language that a capitalised word is somebody, loaded once from `evidence.toml`."""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Tongue:
    """The words of one language, in lower case.

    `says` are forms of verbs of saying, `acts` of what only somebody does,
    `weak` of what a firm or a storm does as well. `determiners` are what no name follows, where common
    nouns have capitals too; `at` is what a place follows; `nobody` are words that have a capital and are nobody.
    """

    says: frozenset[str] = _NONE
    acts: frozenset[str] = _NONE
    weak: frozenset[str] = _NONE
    titles: frozenset[str] = _NONE
    naming: frozenset[str] = _NONE
    determiners: frozenset[str] = _NONE
    at: frozenset[str] = _NONE
    nobody: frozenset[str] = _NONE
    given: frozenset[str] = field(default=_NONE)


@lru_cache(maxsize=1)
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("evidence.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=16)
def tongue_of(language: str) -> Tongue:
    """The words of `language`; none of one that has no table."""
    tables = _tables()
    own, given = tables.get(language, {}), frozenset(tables["given"].get(language, "").split())
    if language in ("given", "places") or not own:
        return Tongue(given=given)
    words = {name: frozenset(text.split()) for name, text in own.items()}
    acts = words["verbs"]
    if language == "en":
        acts = frozenset(form for verb in acts for form in _forms(verb)) | words["irregular"]
    return Tongue(
        says=words["says"],
        acts=acts | words["says"],
        weak=words.get("weak", _NONE),
        titles=words["titles"],
        naming=words["naming"],
        determiners=words.get("determiners", _NONE),
        at=words["at"],
        nobody=words["not"],
        given=given,
    )


@lru_cache(maxsize=1)
def known_places() -> frozenset[str]:
    """Towns, countries and planets in lower case: nobody, unless the text makes somebody of them."""
    return frozenset(_tables()["places"]["known"].split())


def _forms(verb: str) -> tuple[str, ...]:
    """An English verb with the endings of one person's present, of the past, and of what goes on."""
    if verb.endswith("e"):
        return verb, f"{verb}s", f"{verb}d", f"{verb[:-1]}ing"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb, f"{verb[:-1]}ies", f"{verb[:-1]}ied", f"{verb}ing"
    doubled = f"{verb}{verb[-1]}"
    present = f"{verb}es" if verb.endswith(("s", "x", "ch", "sh")) else f"{verb}s"
    return verb, present, f"{verb}ed", f"{doubled}ed", f"{verb}ing", f"{doubled}ing"
