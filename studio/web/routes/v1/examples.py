"""Examples of answers, made of those that the fields of their models have."""

from collections.abc import Mapping
from datetime import datetime
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from studio.web.problems import declared

_PLAIN: Mapping[object, Any] = {str: "", int: 0, float: 0.0, bool: False, datetime: "2026-11-28T14:03:11Z"}


def answer(model: type[BaseModel], *problems: int) -> dict[int | str, dict[str, Any]]:
    """What a route declares: an answer of that model, with an example of it, and `problems` beside those of every route."""
    example = {"content": {"application/json": {"example": example_of(model)}}}
    return {200: example, **declared(*problems)}


def example_of(model: type[BaseModel]) -> dict[str, Any]:
    """An example of a model, as plain values; what is only there where something is to be said is left out."""
    return {
        field.serialization_alias or name: _of_field(field)
        for name, field in model.model_fields.items()
        if field.exclude_if is None
    }


def _of_field(field: FieldInfo) -> Any:  # noqa: ANN401 - as the field is
    return field.examples[0] if field.examples else _of(field.annotation)


def _of(kind: Any) -> Any:  # noqa: ANN401 - any annotation, and what it stands for
    origin, parts = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return example_of(kind)
    if origin is Annotated:
        examples = [each.examples[0] for each in kind.__metadata__ if getattr(each, "examples", None)]
        return examples[0] if examples else _of(parts[0])
    if origin in (Union, UnionType):
        return None if NoneType in parts else _of(parts[0])
    if origin is Literal:
        return parts[0]
    if origin is tuple:
        return (
            [_of(parts[0])]
            if Ellipsis in parts and _is_model(parts[0])
            else []
            if Ellipsis in parts
            else [_of(part) for part in parts]
        )
    if origin is dict:
        return {}
    return _PLAIN.get(kind, "0")


def _is_model(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
