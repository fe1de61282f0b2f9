"""What is to be changed in a finished film, and for how much; nothing is looked at yet."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from models.errors import BadInput
from models.film.decision_fields import MOST_LISTED
from models.money.dollars import Usd
from models.shots.takes import Change
from models.shots.trials import MOST_AT_ONCE
from studio.service.field_names import Called, as_field
from studio.service.requests.request import Approve
from studio.service.requests.values import validated

_RANGE = re.compile(r"(\d+)-(\d+)", re.ASCII)


Chosen = Literal[True] | tuple[int, ...]
"""Which comments go into a note: all that are open, or those of these ids."""


class Finish(NamedTuple):
    """Shots that are made anew by whom the film itself casts, every one where none is named; with their `pictures`, or clips alone."""

    shots: tuple[str, ...] = ()
    pictures: bool = False
    by: str = ""


class Changes(NamedTuple):
    """The changes of a film, how its new board is approved, and its budget from now on; None: the one it has.

    `comments` on its shots go into their notes, and are resolved with that.
    """

    film_id: str
    changes: tuple[Change, ...] | Finish
    approve: Approve
    budget: Usd | None = None
    comments: Chosen = ()

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


def shots_named(texts: Sequence[str], called: str = "shots") -> list[str]:
    """Shots as they were typed, `3,5-7` or `shot_003 shot_005`, each once, ranges written out.

    Raises:
        BadInput: a range that ends before it begins, or holds more shots than a decision may name; `called` is what gave it.

    """
    names: dict[str, None] = {}
    for word in re.split(r"[,\s]+", " ".join(texts).strip()):
        found = _RANGE.fullmatch(word)
        if found is None:
            names |= {word: None} if word else {}
            continue
        # int() itself refuses thousands of digits.
        first, last = (int(number[:10]) for number in found.groups())
        if len(word) > 20 or not first <= last < first + MOST_LISTED:
            raise BadInput(f"{called} must go upwards, such as 5-7, not {word!r}.")
        names |= dict.fromkeys(map(str, range(first, last + 1)))
    return list(names)


def retaken(
    shots: Sequence[str], *, prompt: str, note: str, by: str, heard: Mapping[str, Any]
) -> tuple[Change, ...]:
    """The changes that take shots anew: in other words, with a note, or with something else `heard` over them."""
    words = {"prompt": prompt.strip(), "note": note.strip(), "by": by, **heard}
    return tuple(Change(shot_id=shot, **words) for shot in dict.fromkeys(shots))


def tried(shot: str, makers: Sequence[str], *, by: str, called: str = "makers") -> tuple[Change, ...]:
    """The changes that film a shot with several makers, as they were typed: `kling,veo` or one by one.

    Raises:
        BadInput: none or too many are named; `called` is what names them.

    """
    named = list(dict.fromkeys(filter(None, re.split(r"[,\s]+", ",".join(makers)))))
    if not 0 < len(named) <= MOST_AT_ONCE:
        raise BadInput(f"{called} names {len(named)} who film: give 1 to {MOST_AT_ONCE}, such as kling,veo.")
    return tuple(Change(shot_id=shot, maker=maker[:200], by=by) for maker in named)
