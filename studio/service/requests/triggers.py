"""Triggers, NAME=TOKEN: each name once, each token one word that a prompt and a shell can hold."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from models.errors import BadInput

LONGEST_TOKEN = 80
_TOKEN = re.compile(r"[\w.:=+@/~-]+|<[\w.:=+@/~-]+>")


def read_triggers(given: Sequence[str], called: str) -> dict[str, str]:
    """The tokens by name, of texts; `called` is what gave them.

    Raises:
        BadInput: one of them is no NAME=TOKEN, or a name is there twice, in whichever case.

    """
    tokens: list[tuple[str, str]] = []
    for text in given:
        name, equals, token = (part.strip() for part in text.partition("="))
        if not (name and equals and token):
            raise BadInput(f"{called} must be a character's NAME=TOKEN such as Mara=mara_v2, not {text!r}.")
        tokens.append((name, token))
    _refuse_twice(called, [name for name, _ in tokens])
    return dict(tokens)


def check_triggers(triggers: Mapping[str, str], called: str, *, shot_list: bool) -> None:
    """Refuse names and tokens that cannot be used; `called` is what gave them.

    Raises:
        BadInput: a token is empty, too long or no single word, a name is there twice, or there is a shot list.

    """
    for name, token in triggers.items():
        if not name.strip() or not token.strip():
            raise BadInput(f"{called} must give each character's name a token.")
        if len(token.strip()) > LONGEST_TOKEN:
            raise BadInput(
                f"{called} gives {name} a token of {len(token.strip())} characters: {LONGEST_TOKEN} is the most."
            )
        if not _TOKEN.fullmatch(token.strip()):
            raise BadInput(
                f"{called} gives {name} the token {token!r}: use one word of letters, digits and any of _ - . : = + @ / ~, "
                "with < > around it or without."
            )
    _refuse_twice(called, list(triggers))
    if triggers and shot_list:
        raise BadInput(
            f"{called} does nothing to a shot list, which is drawn as it is written: write the token into its prompts."
        )


def _refuse_twice(called: str, names: Sequence[str]) -> None:
    count = Counter(name.strip().casefold() for name in names)
    twice = next((name for name in names if count[name.strip().casefold()] > 1), None)
    if twice is not None:
        raise BadInput(f"{called} names {twice} twice: give each character one token.")
