"""What is to be changed in a finished film, and for how much; nothing is looked at yet."""

from collections.abc import Mapping
from typing import NamedTuple

from models.money.dollars import Usd
from models.shots.takes import Change
from studio.service.field_names import Called, as_field
from studio.service.requests.request import Approve
from studio.service.requests.values import validated


class Finish(NamedTuple):
    """Shots that are made anew by whom the film itself casts, every one where none is named; with their `pictures`, or clips alone."""

    shots: tuple[str, ...] = ()
    pictures: bool = False
    by: str = ""


class Changes(NamedTuple):
    """The changes of a film, how its new board is approved, and its budget from now on; None: the one it has."""

    film_id: str
    changes: tuple[Change, ...] | Finish
    approve: Approve
    budget: Usd | None = None

    @property
    def of_pictures(self) -> bool:
        """Whether pictures are changed, which somebody has to approve."""
        if isinstance(self.changes, Finish):
            return self.changes.pictures
        return not all(one.maker for one in self.changes)

    @property
    def tried(self) -> str:
        """The shot that is tried by several makers, as it was named; empty where none is."""
        made = () if isinstance(self.changes, Finish) else self.changes
        return next((one.shot_id for one in made if one.maker), "")


def check_words(words: Mapping[str, str], called: Called = as_field) -> None:
    """See that what a change says, by its fields, is not too long; `called` names them.

    Raises:
        BadInput: one of them is.

    """
    validated(Change, {"shot_id": "", **words}, lambda where: called(str(where[0])))
