"""What is handed to us through Temporal by whoever can reach it: read once, refused in one sentence, never trusted."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from models.base import Frozen
from models.errors import BadInput
from models.excerpt import excerpt, quoted
from models.field_errors import Naming, first_sentence

M = TypeVar("M", bound=BaseModel)

LONGEST_REFUSAL = 500
"""Characters of the sentence that says what cannot be used: what was sent may be a megabyte, and is quoted in it."""


class Unreadable(Frozen):
    """Stands for something that was sent and cannot be decoded; `reason` is a clause that says why.

    What is `locked` is encrypted with a key that is not here, and may be elsewhere.
    """

    reason: str
    locked: bool = False


def read_input(given: Sequence[object], model: type[M], what: str) -> M:
    """The one input that a workflow is started with; `what` names it, such as `film's request`.

    Raises:
        BadInput: there is none or more than one, or it cannot be used; says the first thing that is wrong.

    """
    if len(given) != 1:
        count = f"there are {len(given)}" if given else "there is none"
        raise BadInput(f"The {what} must be the one input that the workflow is started with: {count}.")
    [value] = given
    if isinstance(value, Unreadable):
        raise BadInput(excerpt(f"The {what} cannot be read: {value.reason}.", LONGEST_REFUSAL))
    if isinstance(value, model):
        return value
    if not isinstance(value, dict):
        raise BadInput(excerpt(f"The {what} must be a JSON object, not {_said(value)}.", LONGEST_REFUSAL))
    try:
        return model.model_validate(value)
    except ValidationError as error:
        sentence = first_sentence(error, _named(what), model)
        raise BadInput(excerpt(sentence, LONGEST_REFUSAL)) from error


def _named(what: str) -> Naming:
    """How a place in the input is called: by its whole, or by the last word of what it is."""
    last = what.rsplit(" ", 1)[-1]
    return lambda where: f"The {last}'s " + ".".join(map(str, where)) if where else f"The {what}"


def _said(value: object) -> str:
    return "nothing" if value is None else quoted(value)
