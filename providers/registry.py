"""Which providers there are, and which of them each profile casts."""

import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from models.errors import UnknownName
from models.kinds import KINDS, Kind
from providers.base import Provider
from providers.offline.animatic import Animatic
from providers.offline.camera import CameraMove
from providers.offline.outline import OutlineWriter
from providers.offline.score import Bed
from providers.offline.voice.piper import PiperVoice

BUILT_IN: tuple[Callable[[], Provider], ...] = (OutlineWriter, Animatic, CameraMove, PiperVoice, Bed)


@cache
def profiles() -> dict[str, dict[Kind, str]]:
    """Every profile's choice for every kind, from `profiles.toml`."""
    table = tomllib.loads(files("providers").joinpath("profiles.toml").read_text(encoding="utf-8"))
    return {name: {kind: choices[kind] for kind in KINDS} for name, choices in table.items()}


def find_profile(name: str) -> dict[Kind, str]:
    """The choices of profile `name`.

    Raises:
        UnknownName: there is none; the message lists the profiles.

    """
    if name not in profiles():
        raise UnknownName("profile", name, list(profiles()))
    return profiles()[name]


class Registry:
    """The providers of one process.

    A name is unique within its kind; a second provider of the same name is a `ValueError`.
    """

    def __init__(self, providers: Iterable[Provider]) -> None:
        self._providers: dict[tuple[Kind, str], Any] = {}
        for provider in providers:
            self._add(provider)

    def _add(self, provider: Provider) -> None:
        if (provider.kind, provider.name) in self._providers:
            raise ValueError(f"two {provider.kind} providers are called {provider.name!r}")
        self._providers[provider.kind, provider.name] = provider

    def names(self, kind: Kind) -> list[str]:
        """The providers of a kind."""
        return [name for of, name in self._providers if of == kind]

    def find(self, kind: Kind, name: str) -> Any:  # noqa: ANN401 - the caller knows the kind's protocol
        """The provider of a kind by its name.

        Raises:
            UnknownName: there is none; the message lists those there are.

        """
        if (kind, name) not in self._providers:
            raise UnknownName(f"{kind} provider", name, self.names(kind))
        return self._providers[kind, name]


def built_in() -> Registry:
    """A registry of every provider that ships."""
    return Registry(make() for make in BUILT_IN)


def is_hosted(provider: Provider) -> bool:
    """Whether the provider's vendor takes jobs."""
    return hasattr(provider, "submit")
