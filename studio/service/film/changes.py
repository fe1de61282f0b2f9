"""What is to be changed in a finished film, and for how much; nothing is looked at yet."""

from collections.abc import Mapping
from typing import NamedTuple

from models.errors import BadInput
from models.money.dollars import Usd
from models.shots.takes import Change
from studio.service.field_names import Called, as_field
from studio.service.requests.request import Approve

MOST_CHARACTERS = {"note": 4000, "prompt": 8000, "dialogue": 4000}
"""How long the words of a change may be."""


class Changes(NamedTuple):
    """The changes of a film, how its new board is approved, and its budget from now on; None: the one it has."""

    film_id: str
    changes: tuple[Change, ...]
    approve: Approve
    budget: Usd | None = None


def check_words(words: Mapping[str, str], called: Called = as_field) -> None:
    """See that what a change says, by its fields, is not too long; `called` names them.

    Raises:
        BadInput: one of them is.

    """
    for field, text in words.items():
        most = MOST_CHARACTERS[field]
        if len(text) > most:
            raise BadInput(f"{called(field)} has {len(text):,} characters: {most:,} is the most.")
