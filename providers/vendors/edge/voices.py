"""The voices that Edge reads aloud with: those of its own list, and a few that are known without asking."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from providers.base import Voice

_GENDERS: dict[str, Literal["f", "m"]] = {"female": "f", "male": "m"}
_NAME = re.compile(
    r"([a-z]{2,3})-(?:[A-Za-z]{4}-)?([A-Za-z]{2,})-(?:[a-z]+-)?([A-Za-z]+?)(?:Multilingual)?Neural"
)


@cache
def known_voices() -> tuple[Voice, ...]:
    """Those that are known without asking, by language; a woman first."""
    table = tomllib.loads(
        files("providers").joinpath("vendors", "edge", "voices.toml").read_text(encoding="utf-8")
    )
    genders: tuple[Literal["f", "m"], ...] = ("f", "m")
    return tuple(
        _voice(name, gender)
        for row in table.values()
        for place in range(max(map(len, row.values())))
        for gender in genders
        for name in row[gender][place : place + 1]
    )


def listed_voices(told: Iterable[Mapping[str, Any]]) -> tuple[Voice, ...]:
    """Those of the service's own list, those first that are known without asking."""
    found: dict[str, Voice] = {}
    for row in told:
        name = str(row.get("ShortName") or "")
        if not _NAME.fullmatch(name) or row.get("Status") == "Deprecated":
            continue
        tags = row.get("VoiceTag") or {}
        words = [*tags.get("VoicePersonalities", ()), *tags.get("ContentCategories", ())]
        about = ", ".join(str(word).strip().lower() for word in words)[:200]
        found[name] = _voice(name, _GENDERS.get(str(row.get("Gender")).lower(), ""), about)
    first = [found.pop(voice.name) for voice in known_voices() if voice.name in found]
    return (*first, *found.values())


def _voice(name: str, gender: Literal["f", "m", ""], about: str = "") -> Voice:
    parts = _NAME.fullmatch(name)
    assert parts is not None, "only names of that form are taken"
    language, region, title = parts.groups()
    where = f"of {region.upper()}" if len(region) == 2 else ""
    return Voice(
        name=name,
        title=title,
        languages=(language,),
        gender=gender,
        age="grown",
        about=", ".join(filter(None, (about, where))),
    )
