"""What every model here is: frozen, strict about unknown fields, plain JSON."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticKnownError


class Frozen(BaseModel):
    """An immutable value; an unknown field is an error, so a typo is never silently dropped."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _whole(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticKnownError("int_type")
    return value


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticKnownError("float_type")
    return value


Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number that a person wrote: `true` is none, though Python counts it as 1."""
Number = Annotated[float, BeforeValidator(_number)]
"""A number that a person wrote; `true` is none."""
