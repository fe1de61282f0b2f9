"""The keys that a film's providers lack: collected while it is cast, and named in one sentence."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from models.errors import MissingKeys
from models.kinds import Kind

MADE: Mapping[Kind, str] = {
    "llm": "story",
    "image": "pictures",
    "video": "clips",
    "speech": "voices",
    "music": "music",
    "check": "likeness",
    "lips": "lips",
    "effect": "effects",
}
"""What a provider of each kind makes of a film."""

Group = tuple[str, ...]
"""Variables of which one is enough."""


class LackingKeys:
    """What is found missing inside `of`, and told by `check` once everything was looked at."""

    def __init__(self) -> None:
        self._kinds: dict[Group, list[Kind]] = {}

    @contextmanager
    def of(self, kind: Kind) -> Iterator[None]:
        """Where a provider of a kind is looked for: that its key is missing ends the block, and is remembered."""
        try:
            yield
        except MissingKeys as error:
            for group in error.wanted:
                kinds = self._kinds.setdefault(group, [])
                kinds += [] if kind in kinds else [kind]

    def check(self) -> None:
        """See that nothing was missing.

        Raises:
            MissingKeys: keys are not set; the sentence names every variable.

        """
        if not self._kinds:
            return
        parts = [
            f"{_either(group)} (for its {_and([MADE[kind] for kind in kinds])})"
            for group, kinds in self._kinds.items()
        ]
        needs, them = ("needs keys that are", "them") if len(parts) > 1 else ("needs a key that is", "it")
        raise MissingKeys(
            f"The film {needs} not set, {_and(parts)}: set {them} where the workers run (after `longtake down` they are "
            "started anew), or choose other providers (`longtake doctor` lists the profiles that are complete).",
            tuple(self._kinds),
        )


def fewest(groups: Iterable[Group]) -> tuple[Group, ...]:
    """Groups of variables without those that are met as soon as another one is."""
    known = {frozenset(group): group for group in reversed([*groups])}
    return tuple(
        group for names, group in reversed(known.items()) if not any(other < names for other in known)
    )


def _either(group: Group) -> str:
    return " or ".join([", ".join(group[:-1]), group[-1]] if len(group) > 1 else group)


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
