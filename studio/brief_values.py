"""A brief's fields on their way from flags and files: values, and how each is called when it is wrong."""

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import InitErrorDetails

from models.errors import BadInput
from models.sentences import first_sentence

M = TypeVar("M", bound=BaseModel)


class Values(dict[str, Any]):
    """Fields with their values, and how each is called when it is wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}

    def put(self, field: str, value: object, name: str) -> None:
        """Set a field that a person calls `name`."""
        self[field] = value
        self.names[field] = name

    def name_of(self, where: tuple[int | str, ...]) -> str:
        """What a person calls the place of an error."""
        if not where:
            return self.names["shots"].removesuffix(": shots") if "shots" in self else "The brief"
        first = str(where[0])
        name = self.names.get(first, first)
        rest = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in where[1:])
        return name + rest.removesuffix(".[key]")


def validated(model: type[M], data: dict[str, Any], values: Values) -> M:
    """The model that the data amounts to.

    Raises:
        BadInput: one sentence about the first value that cannot be used, named as the person gave it.

    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise BadInput(first_sentence(_as_given(error, data), values.name_of, model)) from error


def _as_given(error: ValidationError, data: dict[str, Any]) -> ValidationError:
    """The error with the word that a person wrote, where it was read as another before it was refused."""
    first = error.errors()[0]
    if first["type"] != "literal_error":
        return error
    given: Any = data
    for step in first["loc"]:
        try:
            given = given[step]
        except (LookupError, TypeError):
            return error
    line = InitErrorDetails(type=first["type"], loc=first["loc"], input=given, ctx=first["ctx"])
    return ValidationError.from_exception_data(error.title, [line])
