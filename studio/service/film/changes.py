"""What is to be changed in a finished film, and for how much; nothing is looked at yet."""

from collections.abc import Mapping
from typing import NamedTuple

from models.money.dollars import Usd
from models.shots.takes import Change
from studio.service.field_names import Called, as_field
from studio.service.requests.request import Approve
from studio.service.requests.values import validated


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
    validated(Change, {"shot_id": "", **words}, lambda where: called(str(where[0])))
