"""Tokens of trained looks: a character's name and one word that a prompt and a shell can hold."""

import re
from collections.abc import Mapping

from models.subjects.names import name_given_twice

LONGEST_TOKEN = 80
_TOKEN = re.compile(r"[\w.:=+@/~-]+|<[\w.:=+@/~-]+>")


def token_objection(tokens: Mapping[str, str]) -> str:
    """Why tokens by name cannot be used, as what follows what they are called; empty when they can."""
    for name, given in tokens.items():
        token = given.strip()
        if not name.strip() or not token:
            return "must give each character's name a token"
        if len(name) > LONGEST_TOKEN:
            return f"has a name of {len(name):,} characters: {LONGEST_TOKEN} is the most"
        if len(token) > LONGEST_TOKEN:
            return f"gives {name} a token of {len(token):,} characters: {LONGEST_TOKEN} is the most"
        if not _TOKEN.fullmatch(token):
            return (
                f"gives {name} the token {given!r}: use one word of letters, digits and any of _ - . : = + @ / ~, "
                "with < > around it or without"
            )
    twice = name_given_twice(tokens)
    return f"names {twice} twice: give each character one token" if twice else ""
