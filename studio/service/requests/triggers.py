"""Triggers as they are typed: NAME=TOKEN, each name once."""

from collections.abc import Sequence

from models.errors import BadInput
from models.subjects.names import name_given_twice


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
    if twice := name_given_twice([name for name, _ in tokens]):
        raise BadInput(f"{called} names {twice} twice: give each character one token.")
    return dict(tokens)
