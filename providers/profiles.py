"""Which of the providers each profile casts, by `profiles.toml`."""

import tomllib
from functools import cache
from importlib.resources import files

from models.errors import UnknownName
from models.kinds import KINDS, OPTIONAL, Kind


@cache
def profiles() -> dict[str, dict[Kind, str]]:
    """Every profile's choice for every kind, from `profiles.toml`; one that is settled late has what it is without a card."""
    table = _table()
    chosen = {name: table[choices.get("otherwise", name)] for name, choices in table.items()}
    return {
        name: {kind: choices[kind] for kind in KINDS if kind in choices or kind not in OPTIONAL}
        for name, choices in chosen.items()
    }


@cache
def instead() -> dict[str, dict[Kind, str]]:
    """Whom each profile names for pictures and clips that the one whom it casts refuses."""
    kinds: tuple[Kind, ...] = ("image", "video")
    return {
        name: {kind: choices[f"{kind}_instead"] for kind in kinds if f"{kind}_instead" in choices}
        for name, choices in _table().items()
    }


@cache
def settled_late() -> dict[str, tuple[str, str]]:
    """The profiles that are one of two others: which where a worker serves the queues of its cards, and which otherwise."""
    return {
        name: (choices["on_cards"], choices["otherwise"])
        for name, choices in _table().items()
        if "on_cards" in choices
    }


def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("providers").joinpath("profiles.toml").read_text(encoding="utf-8"))


def find_profile(name: str) -> dict[Kind, str]:
    """The choices of profile `name`.

    Raises:
        UnknownName: there is none; the message lists the profiles.

    """
    if name not in profiles():
        raise UnknownName("profile", name, list(profiles()))
    return profiles()[name]
